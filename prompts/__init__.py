"""The prompts for language models, one Markdown file each."""

import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate


@cache
def template(name: str) -> "ChatPromptTemplate":
    """The prompt `name` as LangChain's template, with placeholders such as `{question}`.

    A line of three dashes divides the system's message from the user's; without one it is all the
    user's.
    """
    from langchain_core.prompts import ChatPromptTemplate

    system, _, human = _text(name).rpartition("\n---\n")
    messages = [("system", system.strip()), ("human", human.strip())]
    return ChatPromptTemplate(messages if system else messages[1:])


@cache
def sections(name: str) -> dict[str, str]:
    """The texts under the headings (`## fact`) of the file `name`."""
    parts = re.split(r"^## (.+)$", _text(name), flags=re.MULTILINE)[1:]
    return {heading: text.strip() for heading, text in zip(parts[::2], parts[1::2], strict=True)}


@cache
def version(name: str) -> str:
    """The version of the prompt `name`: a digest of its file."""
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]


def _text(name: str) -> str:
    return (files("prompts") / f"{name}.md").read_text(encoding="utf-8")
