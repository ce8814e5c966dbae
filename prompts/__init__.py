"""Every word that is said to a language model, one Markdown file each."""

import hashlib
from functools import cache
from importlib.resources import files
from string import Template


@cache
def load(name: str) -> Template:
    """The prompt `name` (without .md); its blanks are written `$name`."""
    return Template(_text(name))


@cache
def version(name: str) -> str:
    """What tells the prompt `name` from the same before it was changed: a digest of its file."""
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]


def _text(name: str) -> str:
    return (files("prompts") / f"{name}.md").read_text(encoding="utf-8")
