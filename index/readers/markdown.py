"""Markdown (.md): optional front matter, and the text of the body without markup."""

from collections.abc import Iterator
from typing import BinaryIO

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.models import Article, Problem
from index.readers.base import Origin
from index.readers.charset import read_text
from index.readers.fields import article_of
from index.readers.markup_text import words_of
from index.readers.text import split_front_matter


def read_markdown(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    fields, body = split_front_matter(read_text(file))
    # A new parser each time (0.2 ms): the first parse sorts its rules, which is not thread-safe.
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    if tokens and tokens[0].tag == "h1":
        heading = _words(tokens[1])
        fields = {**fields, "title": fields.get("title") or heading}
        if heading == fields["title"]:
            tokens = tokens[3:]
    yield from article_of("\n\n".join(_blocks(tokens)), fields, origin)


def _blocks(tokens: list[Token]) -> Iterator[str]:
    """The text of each block; a table is one block with one line per row."""
    rows: list[list[str]] = []
    in_table = False
    for token in tokens:
        if token.type in ("table_open", "table_close"):
            yield from ["\n".join(" | ".join(row) for row in rows)] if rows else []
            rows, in_table = [], token.type == "table_open"
        elif token.type == "tr_open":
            rows.append([])
        elif in_table and token.type == "inline":
            rows[-1].append(_words(token))
        elif text := _text(token):
            yield text


def _text(token: Token) -> str:
    if token.type == "html_block":
        return words_of(token.content)
    if token.type in ("fence", "code_block"):
        return token.content.rstrip("\n")
    return _words(token).strip() if token.type == "inline" else ""


def _words(token: Token) -> str:
    """Inline text without markup: the text of links is kept, images and tags are not."""
    kept = {"text", "text_special", "code_inline"}
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    children = token.children or []
    return "".join(c.content if c.type in kept else breaks.get(c.type, "") for c in children)
