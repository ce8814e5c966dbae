"""Every word that is said to a language model, one Markdown file each."""

from functools import cache
from importlib.resources import files
from string import Template


@cache
def load(name: str) -> Template:
    """The prompt `name` (without .md); its blanks are written `$name`."""
    return Template((files("prompts") / f"{name}.md").read_text(encoding="utf-8"))
