"""The fields that a file states -> an Article, and a Notice for each invalid field.

Field names and their aliases are those of the JSONL format; other fields become metadata.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from index.errors import in_short
from index.language import language_of
from index.models import DETECTED, Article, Notice, Problem
from index.readers.addresses import address_id, canonical_url
from index.readers.author_names import names_of
from index.readers.base import Origin, UnreadableError
from index.readers.charset import clean, is_invisible, one_line, scrub
from index.readers.dates import date_in_dateline, date_in_name, date_in_url, parse_date

_NAMES = {
    "id": ("id",),
    "title": ("title",),
    "source": ("source",),
    "url": ("url",),
    "authors": ("authors", "author"),
    "published_at": ("published_at", "date", "published"),
    "updated_at": ("updated_at", "modified", "updated"),
    "section": ("section",),
    "language": ("language", "lang"),
}
# Key in the metadata: the origin of a date that the file does not state.
GUESSED = "date_taken_from"
# What a feed or list that leads to an article may state instead of it.
_FILLED = ("title", "source", "authors", "published_at", "updated_at", "language")
_PLAIN = (".txt", ".md", ".markdown")
# Code points: longer than any novel. More would take an embedder hours.
LONGEST_TEXT = 5_000_000
_LONG_STRETCH = 20_000  # code points; ten times the longest sentence
_GAP = re.compile(r"\n(?:[ \t]*\n){1000,}")
_STOPS = re.compile(r"[.?!…。؟।]|\n\s*\n")
# Levels of nested metadata; deeper ones could exceed Python's recursion limit when stored.
DEEPEST = 100


def article_of(text: str, fields: Mapping[str, Any], origin: Origin) -> Iterator[Article | Problem]:
    """The article, then a notice for each field that was dropped. Raises UnreadableError."""
    try:
        found = list(_article_and_notices(text, fields, origin))
    # Raised by numbers with thousands of digits and by hundreds of levels of nesting.
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise UnreadableError(f"a field cannot be read: {in_short(error)}") from error
    yield from found


def record_of(record: Any, origin: Origin) -> Iterator[Article | Problem]:
    """`article_of` for a record that includes the text: a JSON object or a row of a table."""
    if not isinstance(record, dict):
        raise UnreadableError("not a JSON object")
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableError('"text" is missing, empty or not a string')
    fields = {name: value for name, value in record.items() if name != "text"}
    yield from article_of(text, fields, origin)


def with_defaults(found: Article | Problem, defaults: Article) -> Article | Problem:
    """`found` with the fields that it does not state; guessed dates and languages are replaced."""
    if isinstance(found, Problem):
        return found
    metadata, guessed = dict(found.metadata), set()
    if defaults.published_at and metadata.pop(GUESSED, None):
        guessed.add("published_at")
    if defaults.language and metadata.pop(DETECTED, None):
        guessed.add("language")
    missing = {
        name: getattr(defaults, name)
        for name in _FILLED
        if name in guessed or not getattr(found, name)
    }
    return replace(found, metadata=metadata, **missing)


def _article_and_notices(
    text: str, fields: Mapping[str, Any], origin: Origin
) -> Iterator[Article | Problem]:
    rest = dict(fields)
    known: dict[str, Any] = {}
    wrong: list[str] = []
    for name, names in _NAMES.items():
        given = next((rest.pop(key) for key in names if rest.get(key) not in (None, "")), None)
        known[name] = None if given is None else _checked(name, given)
        if given is not None and known[name] is None:
            wrong.append(f"{name} {_shown(given)} is not {_WANTED.get(name, 'text')}")
    known["id"] = known["id"] or address_id(known["url"]) or _id_of(origin)
    known["authors"] = known["authors"] or ()
    if known["published_at"] is None:
        known["published_at"], rest[GUESSED] = _guessed_date(known["url"], text, origin)
        if known["published_at"] is None:
            del rest[GUESSED]
    text = clean(text)
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(
            f"{len(text):,} characters, too long for one article ({LONGEST_TEXT:,} are read)"
        )
    if known["language"] is None and (language := language_of(text)):
        known["language"], rest[DETECTED] = language, "text"
    path = scrub(origin.path) + origin.anchor
    yield Article(text=text, path=path, metadata=_metadata(rest), **known)
    for problem in wrong:
        yield Notice(origin.place, f"{problem}; indexed without it")
    for oddity in _oddities(text):
        yield Notice(origin.place, oddity)


def _oddities(text: str) -> Iterator[str]:
    """What is unusual in the text, for a person to check."""
    if damaged := text.count("\ufffd"):
        subject = "1 character is" if damaged == 1 else f"{damaged:,} characters are"
        yield f"{subject} damaged and indexed as \ufffd"
    if len(text) > _LONG_STRETCH:
        longest = max(map(len, _STOPS.split(text)))
        if longest > _LONG_STRETCH:
            yield f"{longest:,} characters without a sentence end; indexed in pieces"
    if gap := _GAP.search(text):
        count = gap.group().count("\n") - 1
        yield f"{count:,} empty lines in a row; the text around them is indexed"


def _guessed_date(url: str | None, text: str, origin: Origin) -> tuple[datetime | None, str]:
    """The day in the URL, in the dateline, or in the name of a plain file; and where it was."""
    if day := date_in_url(url):
        return day, "address"
    if day := date_in_dateline(text.lstrip()):
        return day, "dateline"
    is_plain = origin.number is None and origin.name.lower().endswith(_PLAIN)
    return (date_in_name(origin.name) if is_plain else None), "file name"


_WANTED = {
    "url": "a web address",
    "published_at": "a date",
    "updated_at": "a date",
    "authors": "a name or a list of names",
}


def _checked(name: str, value: Any) -> str | tuple[str, ...] | datetime | None:
    if name in ("published_at", "updated_at"):
        return parse_date(value)
    if name == "authors":
        return _authors(value)
    if name == "url":
        return canonical_url(value) if isinstance(value, str) else None
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return one_line(value) if isinstance(value, str) else None


def _authors(value: Any) -> tuple[str, ...] | None:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        return None
    lines = (line for name in names if (line := one_line(name)))
    return tuple(dict.fromkeys(name for line in lines for name in names_of(line)))


def _id_of(origin: Origin) -> str:
    """The file's name and line, invisible characters percent-encoded."""
    name = scrub(origin.name)
    return "".join(quote(c) if is_invisible(c) else c for c in name) + origin.anchor


def _metadata(rest: Mapping[str, Any]) -> dict[str, Any]:
    """`rest` as JSON can represent it: dates as text, infinite numbers as their names."""
    as_json = scrub(json.dumps(rest, default=str, skipkeys=True, ensure_ascii=False))
    metadata: dict[str, Any] = json.loads(as_json, parse_constant=str)
    if _is_deeper(metadata, DEEPEST):
        raise UnreadableError(f"fields are nested more than {DEEPEST} levels deep")
    return metadata


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects are nested more than `levels` deep."""
    level = [value]
    for _ in range(levels):
        inside = (item.values() if isinstance(item, dict) else item for item in level)
        level = [inner for items in inside for inner in items if isinstance(inner, dict | list)]
    return bool(level)


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:60] + "…"
