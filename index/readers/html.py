"""Web pages (.html): the paragraphs of the article, by trafilatura."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, BinaryIO

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from index.models import Article, Problem
from index.readers import page_markup
from index.readers.base import Origin, UnreadableError
from index.readers.charset import read_text
from index.readers.fields import article_of
from index.readers.markup_text import blocks_of
from index.readers.page_metadata import article_body, page_fields

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_ABOVE = "//body//*[self::p or self::div or self::h2 or self::h3][not(ancestor::footer)]"
_NEAR_TOP = 4
_MOST = 0.5  # of the text that there is; one that finds less has lost the story, or shows a teaser
_ENDS = re.compile(r"[.!?…。؟।][\"'”’»)\]]*$")


def read_html(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    yield from read_page(file, origin, {})


def read_page(
    file: BinaryIO, origin: Origin, defaults: Mapping[str, Any]
) -> Iterator[Article | Problem]:
    """A web page; `defaults` are fields for what it does not state itself."""
    page = trafilatura.load_html(read_text(file, declared=_CHARSET))
    if page is None:
        raise UnreadableError("contains no text")
    fields = {**defaults, **page_fields(page)}
    yield from article_of(_text(page, fields.get("title")), fields, origin)


def visible_text(markup: str) -> str:
    """All text that a mail shows, block by block; nothing in it is navigation."""
    page = trafilatura.load_html(f"<html><body>{markup}</body></html>")
    if page is None:
        return ""
    page_markup.prepare(page, page_markup.OF_MAIL)
    return "\n\n".join(blocks_of(page))


def _text(page: HtmlElement, title: str | None) -> str:
    body = article_body(page)
    prepared = deepcopy(page)
    page_markup.prepare(prepared)
    paragraphs = _paragraphs(prepared, title)
    shown = "\n\n".join(_standfirst(prepared, paragraphs) + paragraphs)
    # trafilatura reads it, too, where it finds nothing else, but as one paragraph.
    is_body = bool(body) and shown.split() == body.split()
    return body if is_body or len(shown) < _MOST * len(body) else shown


def _standfirst(page: HtmlElement, paragraphs: list[str]) -> list[str]:
    """What stands above the story, outside of it: shown, and stated to be its description."""
    stated = page.xpath("//meta[@name='description' or @property='og:description']/@content")
    wanted = {" ".join(text.split()) for text in stated} - set(paragraphs)
    shown = (" ".join(e.text_content().split()) for e in page.xpath(_ABOVE))
    found = next((text for text in shown if text in wanted), "")
    return [found] if found and found not in " ".join(paragraphs) else []


def _paragraphs(page: HtmlElement, title: str | None) -> list[str]:
    """Those of trafilatura's precise reading, unless it loses most of what its plain one finds."""

    def read(precise: bool = False, recall: bool = False) -> list[str]:
        found = trafilatura.bare_extraction(
            deepcopy(page), include_comments=False, favor_precision=precise, favor_recall=recall
        )
        return list(blocks_of(found.body)) if isinstance(found, Document) else []

    precise, plain = read(precise=True), read()
    is_lossy = sum(map(len, precise)) < _MOST * sum(map(len, plain))
    return _without_headline((plain if is_lossy else precise) or read(recall=True), title)


def _without_headline(blocks: list[str], title: str | None) -> list[str]:
    headline = next((n for n, text in enumerate(blocks[:_NEAR_TOP]) if text == title), -1)
    # Above the headline, a lede is part of the text; the name of a section is not.
    above = [text for text in blocks[: max(0, headline)] if _ENDS.search(text)]
    return above + blocks[headline + 1 :]
