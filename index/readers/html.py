"""Web pages (.html): the paragraphs of the article, by trafilatura.

trafilatura keeps too much rather than too little, so short blocks that their class marks as
something else are removed first.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, BinaryIO

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import Document

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.encoding import read_text
from index.readers.fields import article_of
from index.readers.page_metadata import page_fields

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|breadcrumbs?|byline|comments?|consent|cookies?|dates?"
    r"|newsletter|promo|pull-?quote|related|share|sharing|sign-?up)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Paragraphs that lead away from the story and that no class marks.
_INVITATION = re.compile(
    r"(?:(?:continue|keep) reading|read (?:more|next|also)|see also|related|more on this(?: story)?"
    r"|advertisement|sponsored|share(?: this)?|tweet|copy link|anzeige|werbung"
    r"|lesen sie (?:auch|mehr)|weiterlesen|mehr zum thema"
    r"|publicité|(?:à )?lire aussi|publicidad|lea también|leggi anche)"
    r"\s*(?:[:»→>]|$)"
    r"|(?:sign up (?:to|for)|get|receive) (?:our|the|a|your|this)\b.*"
    r"\b(?:newsletter|briefing|alerts|inbox)\b"
    r"|(?:click|tap) here (?:to|for)\b|(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:19|20)\d\d\b"
    r"|sign up here|subscribe (?:to our|now|today|here)|follow us on\b"
    r"|share this (?:article|story|page)|share on (?:facebook|x|twitter|whatsapp)\b",
    re.IGNORECASE,
)
_LONGEST_INVITATION = 160
# Requests for consent. News may quote such words but does not begin a paragraph with them.
_CONSENT = re.compile(
    r"(?:we|we and our (?:\d+ )?partners|th(?:is|e) (?:web)?site|our (?:web)?site) uses? cookies\b"
    r"|by (?:clicking|continuing|using)\b.{0,80}\b(?:cookies?|privacy|terms)\b"
    r"|(?:wir|diese (?:website|(?:web)?seite)) (?:verwenden|nutzen|verwendet|nutzt) cookies\b"
    r"|(?:nous utilisons|ce site utilise) des cookies\b|utilizamos cookies\b",
    re.IGNORECASE,
)
_LONGEST_CONSENT = 600
_OUTSIDE = ("script", "style", "noscript", "template", "nav", "aside", "form", "button")
# Styles that hide an element; style sheets are not read.
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:[;!]|$)",
    re.IGNORECASE,
)
# A block longer than this (code points) is kept, whatever its class.
_LONGEST_FURNITURE = 400
_NEAR_TOP = 4
_MOST_PULL_QUOTES = 50


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
    text = "\n\n".join(_paragraphs(page, fields.get("title")))
    yield from article_of(text, fields, origin)


def page_text(markup: str) -> str:
    """The paragraphs of the article on a page, or "" if there are none."""
    page = trafilatura.load_html(markup)
    return "" if page is None else "\n\n".join(_paragraphs(page, None))


def _paragraphs(page: HtmlElement, title: str | None) -> list[str]:
    page = deepcopy(page)
    _strip_furniture(page)
    found = trafilatura.bare_extraction(page, include_comments=False, favor_precision=True)
    if not isinstance(found, Document):
        return []
    texts = ((block.tag, _text(block)) for block in found.body)
    blocks = [(tag, text) for tag, text in texts if text and not _is_invitation(text)]
    prose = "\n".join(text for tag, text in blocks if tag != "quote")
    quotes = [text for tag, text in blocks if tag == "quote"][:_MOST_PULL_QUOTES]
    pulled = {quote for quote in quotes if _is_repeated(quote, prose)}
    kept = [text for tag, text in blocks if tag != "quote" or text not in pulled]
    # The headline, and anything above it (the name of a section), is not part of the text.
    headline = next((n for n, text in enumerate(kept[:_NEAR_TOP]) if text == title), -1)
    return kept[headline + 1 :]


def _strip_furniture(page: HtmlElement) -> None:
    for element in list(page.iter("p", "div", "section", "ul", "blockquote", "span")):
        is_out = _is_hidden(element) or (element.tag != "span" and _is_furniture(element))
        if is_out and len(element.text_content()) <= _LONGEST_FURNITURE:
            element.drop_tree()
    etree.strip_elements(page, *_OUTSIDE, with_tail=False)


def _is_hidden(element: HtmlElement) -> bool:
    hidden = element.get("hidden")
    is_hidden = hidden is not None and hidden.lower() != "until-found"
    return is_hidden or _HIDDEN.search(element.get("style", "")) is not None


def _is_furniture(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    asks = element.find(".//input") is not None or element.find(".//button") is not None
    return asks or _FURNITURE.search(names) is not None


def _is_invitation(text: str) -> bool:
    if len(text) <= _LONGEST_INVITATION and _INVITATION.match(text):
        return True
    return len(text) <= _LONGEST_CONSENT and _CONSENT.match(text) is not None


def _text(block: etree._Element) -> str:
    if block.tag == "table":
        return "\n".join(
            " | ".join(_words(c) for c in row if _words(c)) for row in block.iter("row")
        )
    if block.tag in ("list", "quote") and len(block):
        return "\n\n".join(_words(item) for item in block if _words(item))
    return _words(block)


def _words(element: etree._Element) -> str:
    for line_break in element.iter("lb"):
        line_break.tail = f" {line_break.tail or ''}"
    return " ".join(re.split(r"[ \t\n\r\f]+", "".join(element.itertext()))).strip()


def _is_repeated(quote: str, prose: str) -> bool:
    """Whether a pull quote only repeats the paragraphs."""
    return all(part.strip() in prose for part in re.split(r"[.?!…,“”\"]+", quote))
