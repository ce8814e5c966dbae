"""Furniture of a page: captions, credits, teasers, sign-up lines, editors' notes. No evidence.

Found by the form of a paragraph, so in any language; the word lists of furniture.toml only help.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from index.models import Article, Sentence

_WORDS: dict[str, list[str]] = tomllib.loads(
    files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8")
)


def _any_of(words: str) -> str:
    return "|".join(map(re.escape, sorted(_WORDS[words], key=len, reverse=True)))


_BREAK = re.compile(r"\n\s*\n")
_STOP = r"[.!?…。！？؟।]"
_ENDED = re.compile(rf"(?:{_STOP}|:)[\"'”’»)\]]*$")
_DATELINE = re.compile(rf"^(?!.*{_STOP}\s\S.*{_STOP}).{{1,50}}\s[—–]$")
_NAME = r"(?:[^\W\d_a-zß-ÿ]\S*|(?:de|la|van|von|der|for|via|and|und|y|et|/)(?=\s))"
_SIGNED = re.compile(rf"^[—–-]\s?{_NAME}(?:\s{_NAME}){{0,7}}$")
# "Hide Caption 1 of 37", "Bild 3 von 12", "2/14".
_COUNTER = re.compile(r"\b(\d{1,3})\s?(?:/|of|von|de|sur|di|van|av|af|z|из)\s?(\d{1,3})$")
_VIDEO = re.compile(r"\b\d{1,2}:\d\d\s[-–—]\s\w+:\s")
# "Best-dressed at the gala:Ana Ruiz rules": a link's label has no space before its text.
_GLUED = re.compile(r"^[^:/]{2,80}[^\W\d]:(?!Innen)[\"'“‘„«]?[^\W\d_a-zß-ÿ]")
_CAPITALS = re.compile(r"^[^\W\d_a-zß-ÿ][^a-zß-ÿ:.]*\s[^a-zß-ÿ:.]+:\s")
_LABEL = re.compile(rf"^(?:{_any_of('labels')})\s*[:»>]", re.IGNORECASE)
_JOIN = re.compile(rf"(?<!\w)(?:{_any_of('join')})(?!\w)", re.IGNORECASE)
_OFFER = re.compile(rf"(?<!\w)(?:{_any_of('offer')})(?!\w)", re.IGNORECASE)
_NOTE = re.compile(rf"^\W*(?:{_any_of('notes')})(?!\w)", re.IGNORECASE)
_ITSELF = re.compile(rf"(?<!\w)(?:{_any_of('itself')})(?!\w)", re.IGNORECASE)
_CORRECTS = re.compile(_any_of("corrects"), re.IGNORECASE)
_AGENCY = re.compile(rf"(?:^|[\s/(])(?:{_any_of('agencies')})\)?$")
# Words that are no sentence, after one: the photographer's name behind a caption.
_CREDIT = re.compile(
    rf"(?:[^\W\d_]{{4}}|\d\d|[\"”’)]){_STOP}[\"”’)]*\s{_NAME}(?:[\s/]{{1,3}}{_NAME}){{0,7}}$"
)
_ADDRESS = re.compile(r"\S@\S+\.\w|(?:^|\s)@\w{3,}")
_MENU = re.compile(r"^[^\d|]{2,30}(?:\|[^\d|]{2,30}){2,}$")
_LINK = re.compile(r"^(?:\S+\s){0,5}(?:https?://|www\.)\S+$")
# "Ana Ruiz/Reuters A crowd waits": the credit before its caption.
_CREDITED = re.compile(rf"^{_NAME}(?:\s{_NAME}){{0,3}}/(?:{_any_of('agencies')})(?!\w)")
_NAMES = re.compile(rf"^{_NAME}(?:\s{_NAME}){{0,3}}$")
_WORD = re.compile(r"[^\W_][\w-]*")
_LONG, _SHORT = 40, 25  # words
_LEAST = 6  # words of a caption before its credit
_LAST = 3  # paragraphs of an article that may have its author's address
_FIRST = 2  # paragraphs that may have the author's name


def is_furniture(article: Article, span: Sentence) -> bool:
    """Whether the sentence is in a paragraph that belongs to the page, not to the article."""
    text = article.text
    before = [
        found.end() for found in _BREAK.finditer(text, max(0, span.start - 4_000), span.start)
    ]
    after = _BREAK.search(text, span.end)
    start, end = (before[-1] if before else 0), (after.start() if after else len(text))
    if end - start > 1_000:
        return False
    is_line = "\n" not in text[start:end].strip()  # tables and lists have several
    paragraph = " ".join(text[start:end].split())
    if _is_furniture(paragraph, is_line) or _names_staff(text[span.start : span.end]):
        return True
    if paragraph in (*article.authors, article.source, article.title):
        return True
    if len(_BREAK.findall(text, 0, end)) < _FIRST and _NAMES.search(paragraph):
        return not _ENDED.search(paragraph)
    is_last = len(_BREAK.findall(text, end)) < _LAST
    return is_last and len(paragraph.split()) <= _LONG and bool(_ADDRESS.search(paragraph))


@lru_cache(4_096)
def _is_furniture(paragraph: str, is_line: bool) -> bool:
    words = len(paragraph.split())
    if _NOTE.search(paragraph):
        return bool(_ITSELF.search(paragraph)) and not _CORRECTS.search(paragraph)
    if words <= _LONG and (_LABEL.search(paragraph) or _invites(paragraph)):
        return True
    if words <= _LONG and (_CREDITED.search(paragraph) or _names_staff(paragraph)):
        return True
    if words <= _SHORT and (_GLUED.search(paragraph) or _LINK.search(paragraph)):
        return True
    return is_line and not _ENDED.search(paragraph) and _is_loose(paragraph, words)


def _names_staff(said: str) -> bool:
    """Whether it says who reported and edited, and nothing else: names, and a few other words."""
    words = _WORD.findall(said)
    others = {word.lower() for word in words if not word[0].isupper()}
    begins = bool(words) and words[0].lower() in _WORDS["staff"]
    is_by = not others.isdisjoint(_WORDS["by"])
    return begins and is_by and others <= {*_WORDS["staff"], *_WORDS["by"], *_WORDS["beside_names"]}


def _invites(paragraph: str) -> bool:
    return bool(_JOIN.search(paragraph) and _OFFER.search(paragraph))


def _is_loose(paragraph: str, words: int) -> bool:
    """Furniture among the paragraphs that do not end as a sentence does."""
    counter = _COUNTER.search(paragraph)
    if counter and int(counter[1]) <= int(counter[2]):
        return True
    if paragraph in _WORDS["agencies"]:
        return True
    if _DATELINE.search(paragraph) or _SIGNED.search(paragraph) or _MENU.search(paragraph):
        return True
    if words < _LEAST or paragraph[0] in "\"'“‘„«":  # a pull quote and who said it
        return False
    is_credited = _is_prose(paragraph) and bool(_CREDIT.search(paragraph))
    return is_credited or any(form.search(paragraph) for form in (_AGENCY, _VIDEO, _CAPITALS))


def _is_prose(paragraph: str) -> bool:
    """Whether it is no list of names or addresses: a third of its words begin in lower case."""
    words = paragraph.split()
    return 3 * sum(word[0].islower() for word in words) >= len(words)
