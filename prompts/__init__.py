"""The prompts for language models, one Markdown file each."""

import hashlib
from functools import cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate


@cache
def load(name: str) -> Template:
    """The template of the prompt `name` (without .md), with placeholders such as `$question`."""
    return Template(_text(name))


@cache
def template(name: str) -> "ChatPromptTemplate":
    """The prompt `name` as LangChain's template, with placeholders such as `{question}`.

    A line of three dashes divides the system's message from the user's.
    """
    from langchain_core.prompts import ChatPromptTemplate

    system, _, human = _text(name).partition("\n---\n")
    return ChatPromptTemplate([("system", system.strip()), ("human", human.strip())])


@cache
def version(name: str) -> str:
    """The version of the prompt `name`: a digest of its file."""
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]


def _text(name: str) -> str:
    return (files("prompts") / f"{name}.md").read_text(encoding="utf-8")
