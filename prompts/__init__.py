"""The prompts for language models, one Markdown file each."""

import hashlib
from functools import cache
from importlib.resources import files
from string import Template


@cache
def load(name: str) -> Template:
    """The template of the prompt `name` (without .md), with placeholders such as `$question`."""
    return Template(_text(name))


@cache
def version(name: str) -> str:
    """The version of the prompt `name`: a digest of its file."""
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]


def _text(name: str) -> str:
    return (files("prompts") / f"{name}.md").read_text(encoding="utf-8")
