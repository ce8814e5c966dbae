"""Furniture of a page: captions, credits, teasers, sign-up lines, editors' notes. No evidence.

Found by the form of a paragraph and its place in the article.
"""

import re

from assistant.retrieval.furniture_forms import (
    ADDRESS,
    ENDED,
    NAMES,
    SIGNED,
    is_furniture_by_form,
    is_gallery,
    names_staff,
)
from index.models import Article, Sentence

_BREAK = re.compile(r"\n\s*\n")
_DASHES = frozenset("—–−-")
_LONG = 40  # words
_LONGEST = 1_000  # characters of furniture other than a gallery
_AROUND = 4_000  # characters before a sentence in which its paragraph begins
_LAST = 3  # paragraphs of an article that may have its author's address
_NAME_WORDS = 4
_FIRST = 2  # paragraphs that may have the author's name


def is_furniture(article: Article, span: Sentence) -> bool:
    """Whether the sentence is in a paragraph that belongs to the page, not to the article."""
    text = article.text
    start, end = _paragraph_at(text, span)
    is_line = "\n" not in text[start:end].strip()  # tables and lists have several
    paragraph = " ".join(text[start:end].split())
    if not any(map(str.isalnum, text[span.start : span.end])) or is_gallery(paragraph):
        return True
    if end - start > _LONGEST:
        return False
    if is_furniture_by_form(paragraph, is_line) or names_staff(text[span.start : span.end]):
        return True
    if paragraph in (article.source, article.title) or _is_byline(article, paragraph):
        return True
    if is_line and SIGNED.search(paragraph):
        return not _is_listed(text[:start], text[end:])
    is_first = len(_BREAK.findall(text, 0, end)) < _FIRST
    if is_first and len(paragraph.split()) <= _NAME_WORDS and NAMES.search(paragraph):
        return not ENDED.search(paragraph)
    is_last = len(_BREAK.findall(text, end)) < _LAST
    return is_last and len(paragraph.split()) <= _LONG and bool(ADDRESS.search(paragraph))


def _paragraph_at(text: str, span: Sentence) -> tuple[int, int]:
    start = 0
    for found in _BREAK.finditer(text, max(0, span.start - _AROUND), span.start):
        start = found.end()
    after = _BREAK.search(text, span.end)
    return start, after.start() if after else len(text)


def _is_byline(article: Article, paragraph: str) -> bool:
    """Whether it is names alone, and one is an author's or the source's."""
    names = paragraph.replace(",", "")
    known = [name.casefold() for name in (*article.authors, article.source) if name]
    return any(name in names.casefold() for name in known) and bool(NAMES.search(names))


def _is_listed(before: str, after: str) -> bool:
    """Whether a paragraph beside it begins with a dash, too."""
    last = before.rstrip().rpartition("\n")[2]
    return last[:1] in _DASHES or after.lstrip()[:1] in _DASHES
