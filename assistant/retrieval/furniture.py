"""Furniture of a page: captions, credits, teasers, sign-up lines, editors' notes. No evidence.

Found by the form of a paragraph and its place in the article: in any language with a script that
has capitals, as far as no list of furniture.toml is used.
"""

import re
import tomllib
from collections import Counter
from functools import lru_cache
from importlib.resources import files

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
        last = text[:start].rstrip().rpartition("\n")[2]
        is_listed = last[:1] in _DASHES or text[end:].lstrip()[:1] in _DASHES
        return not is_listed  # a paragraph beside it begins with a dash, too
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


_WORDS: dict[str, list[str]] = tomllib.loads(
    files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8")
)


def _any_of(words: str) -> str:
    return "|".join(map(re.escape, sorted(_WORDS[words], key=len, reverse=True)))


_STOP = r"[.!?…。!?؟।]"
ENDED = re.compile(rf"(?:{_STOP}|:)[\"'”’»“‘)\]]*$")
_UPPER, _LOWER = r"[^\W\d_a-zß-ÿ]", "a-zß-ÿ"
# A word of a name; a short one in lower case is between others: "de la Cruz", "and", "und".
_NAME = rf"(?:{_UPPER}[^\s/]*|(?:[{_LOWER}]{{1,3}}|/|&)(?=\s))"
NAMES = re.compile(rf"^{_NAME}(?:\s{_NAME}){{0,11}}$")
SIGNED = re.compile(rf"^[—–−-]{{1,2}}\s?{_NAME}(?:[\s/]{_NAME}){{0,11}}(?:\s[^\w\s]+)?$")
_DATELINE = re.compile(rf"^(?!.*{_STOP}\s\S.*{_STOP}).{{1,50}}\s[—–]$")
# "Hide Caption 1 of 37", "Bild 3 von 12": a short word between; in galleries there are many.
_COUNTED = r"\b(\d{1,3})\s?(?:/|[^\W\d_]{1,3}\s)\s?(\d{1,3})\b"
_COUNTER = re.compile(rf"(?:^|{_STOP}[\"”’)]*\s)(?:[^\W\d_]+\s){{0,3}}{_COUNTED}$")
_COUNTERS = re.compile(_COUNTED)
# "Best-dressed at the gala:Ana Ruiz rules": a link's label has no space before its text.
_GLUED = re.compile(
    rf"^[^:/]{{2,80}}[^\W\d_][\"'”’»“]?:(?!Innen)[\"'“‘„«]?{_UPPER}|[!?…？！؟][\"'”’»]?\s?:\s?[^\W_]"
)
# So has one that goes on with a number or in lower case, but not "Mitarbeiter:innen", "EU:n".
_JOINED = re.compile(rf"^[^:/]{{2,80}}[^\W\d_]:(?:\d|(?!innen)[{_LOWER}]{{4}})")
_CAPITALS = re.compile(rf"^{_UPPER}[^{_LOWER}:.]*\s[^{_LOWER}:.]+:\s")
_VIDEO = re.compile(r"\b\d{1,2}:\d\d\s[-–—]\s\w+:\s")
_YEAR, _CLOCK = re.compile(r"\b(?:19|20)\d\d\b"), re.compile(r"\b\d{1,2}:\d\d\b")
_MOST_STAMPED = 7  # words of a time: "Updated", a month, "p.m.", a zone
_MENU = re.compile(r"^[^\d|]{2,30}(?:\|[^\d|]{2,30}){2,}$")
_LINK = re.compile(r"^(?:\S+\s){0,8}(?:https?://|www\.)\S+$")
ADDRESS = re.compile(r"\S@\S+\.\w|(?:^|\s)@\w{3,}")
_AGENCY = re.compile(rf"(?:^|[\s/(])(?:{_any_of('agencies')})\)?$")
# Words that are no sentence, after one: the photographer's name behind a caption.
_CREDIT = re.compile(
    rf"(?:\b[{_LOWER}]{{3}}|[^\W\d_]{{4}}|\d\d|[\"”’)]){_STOP}[\"”’)]*\s{_NAME}(?:[\s/]{{1,3}}{_NAME}){{0,7}}$"
)
# Sure to be a photographer: "C. Falk for SKC", "Ana Ruiz/Quay Pictures".
_SURE_CREDIT = re.compile(
    rf"{_STOP}[\"”’)]*\s(?:{_UPPER}\.\s{_NAME}|{_NAME}(?:\s{_NAME}){{0,3}}/)[^.!?]*$"
)
# "Ana Ruiz/Reuters A crowd waits": the credit before its caption.
_CREDITED = re.compile(rf"^{_UPPER}\S*(?:\s{_NAME}){{0,3}}/(?:{_any_of('agencies')})(?!\w)")
_CREDITS = re.compile(rf"(?:^|{_STOP}[\"”’)]*\s){_UPPER}[^\s/]*(?:\s{_NAME}){{1,3}}/\w\S*\s")
_NOTE = re.compile(rf"^\W*(?:{_any_of('notes')})(?!\w)", re.IGNORECASE)
_ITSELF = re.compile(rf"(?<!\w)(?:{_any_of('itself')})(?!\w)", re.IGNORECASE)
_CORRECTS = re.compile(_any_of("corrects"), re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w-]*")
_SHORT = 25  # words
_LEAST = 6  # words of a caption before its credit
_GALLERY = 3  # pictures that are counted one after the other


def names_staff(said: str) -> bool:
    """Whether it says who reported and edited, and nothing else: names, and a few other words."""
    words = _WORD.findall(said)
    others = {word.lower() for word in words if not word[0].isupper()}
    begins = bool(words) and words[0].lower() in _WORDS["staff"]
    is_by = not others.isdisjoint(_WORDS["by"])
    return begins and is_by and others <= {*_WORDS["staff"], *_WORDS["by"], *_WORDS["beside_names"]}


@lru_cache(4_096)
def is_gallery(paragraph: str) -> bool:
    """Whether it is the captions of several pictures, counted or credited one by one."""
    last: dict[str, int] = {}
    rising: Counter[str] = Counter()
    for number, total in _COUNTERS.findall(paragraph):
        rising[total] += int(number) == last.get(total, int(number) - 1) + 1
        last[total] = int(number)
    credited = len(_CREDITS.findall(paragraph))
    return max(rising.values(), default=0) >= _GALLERY or credited >= _GALLERY


@lru_cache(4_096)
def is_furniture_by_form(paragraph: str, is_line: bool) -> bool:
    """Whether the paragraph, in one line, has a form of furniture.

    `is_line` tells that it is one line in the article; tables and lists have several.
    """
    words = len(paragraph.split())
    if not any(map(str.isalnum, paragraph)):
        return True
    if _NOTE.search(paragraph):
        return bool(_ITSELF.search(paragraph)) and not _CORRECTS.search(paragraph)
    if words <= _LONG and (_CREDITED.search(paragraph) or names_staff(paragraph)):
        return True
    if words <= _SHORT and (_GLUED.search(paragraph) or _LINK.search(paragraph)):
        return True
    return is_line and not ENDED.search(paragraph) and _is_loose(paragraph, words)


def _is_loose(paragraph: str, words: int) -> bool:
    """Furniture among the paragraphs that do not end as a sentence does."""
    counter = _COUNTER.search(paragraph)
    if counter and int(counter[1]) <= int(counter[2]):
        return True
    if paragraph in _WORDS["agencies"]:
        return True
    is_timed = _YEAR.search(paragraph) and _CLOCK.search(paragraph)
    if is_timed and len(re.findall(r"[^\W\d_]+", paragraph)) <= _MOST_STAMPED:
        return True
    if words <= _SHORT and _JOINED.search(paragraph):
        return True
    if words <= _LEAST and ADDRESS.search(paragraph):
        return True
    if _DATELINE.search(paragraph) or _MENU.search(paragraph):
        return True
    if words < _LEAST or paragraph[0] in "\"'“‘„«":  # a pull quote and who said it
        return False
    least = 4 if _SURE_CREDIT.search(paragraph) else 3
    is_credited = _is_prose(paragraph, least) and bool(_CREDIT.search(paragraph))
    return is_credited or any(form.search(paragraph) for form in (_AGENCY, _VIDEO, _CAPITALS))


def _is_prose(paragraph: str, least: int) -> bool:
    """Whether it is no list of names: one word in `least` begins in lower case."""
    words = paragraph.split()
    return least * sum(word[0].islower() for word in words) >= len(words)
