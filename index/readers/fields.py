"""What a file says about its article -> an Article, and a Problem for each field that is wrong.

The fields and their other names are those of the JSONL contract; unknown ones are metadata.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from index.language import language_of
from index.models import DETECTED, Article, Notice, Problem
from index.readers.base import Origin, UnreadableError, in_short
from index.readers.dates import date_in_dateline, date_in_url, parse_date
from index.readers.encoding import clean, scrub

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
# In the metadata: where a date was taken from that the file does not state.
GUESSED = "date_taken_from"
# One article (code points): longer than any novel. More would keep an embedder busy for hours.
LONGEST_TEXT = 5_000_000
_LONG_STRETCH = 20_000  # code points; ten times what a sentence may have
_GAP = re.compile(r"\n(?:[ \t]*\n){1000,}")
_STOPS = re.compile(r"[.?!…。؟।]|\n\s*\n")
# Deeper metadata would need more of Python's stack than is left where it is stored.
DEEPEST = 100
# What an address may hold as it stands (RFC 3986); "%" begins what is encoded already.
_IN_ADDRESS = "!$&'()*+,;=:@/?[]~%"
_NO_ENCODING = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_IN_HOST = re.compile(r"""[\s"'<>\\^`{|}%]""")


def article_of(text: str, fields: Mapping[str, Any], origin: Origin) -> Iterator[Article | Problem]:
    """The article, then a notice for each field it had to go without. Raises UnreadableError."""
    try:
        found = list(_article_and_notices(text, fields, origin))
    # What numbers of thousands of digits and nesting of hundreds of levels end in.
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise UnreadableError(f"a field of it cannot be read: {in_short(error)}") from error
    yield from found


def record_of(record: Any, origin: Origin) -> Iterator[Article | Problem]:
    """The same of a record that holds its text, too: an object of JSON, a row of a table."""
    if not isinstance(record, dict):
        raise UnreadableError("not an object in braces")
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableError('without "text", or its "text" is empty or no string')
    fields = {name: value for name, value in record.items() if name != "text"}
    yield from article_of(text, fields, origin)


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
    known["id"] = known["id"] or page_url(known["url"]) or _id_of(origin)
    known["authors"] = known["authors"] or ()
    if known["published_at"] is None:
        known["published_at"], rest[GUESSED] = _guessed_date(known["url"], text)
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
    """What was read otherwise than it stood, or cannot be told apart, in words."""
    if damaged := text.count("\ufffd"):
        told = "1 character is damaged and stands" if damaged == 1 else ""
        yield f"{told or f'{damaged:,} characters are damaged and stand'} as \ufffd; indexed so"
    if len(text) > _LONG_STRETCH:
        longest = max(map(len, _STOPS.split(text)))
        if longest > _LONG_STRETCH:
            yield f"{longest:,} characters without the end of a sentence; indexed in pieces"
    if gap := _GAP.search(text):
        count = gap.group().count("\n") - 1
        yield f"{count:,} empty lines in a row; indexed with what is around them"


def _guessed_date(url: str | None, text: str) -> tuple[datetime | None, str]:
    """The day that the address tells, else the dateline; and which of the two it was."""
    day = date_in_url(url)
    return (day, "address") if day else (date_in_dateline(text.lstrip()), "dateline")


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
    return _line(value) if isinstance(value, str) else None


def _authors(value: Any) -> tuple[str, ...] | None:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        return None
    return tuple(line for name in names if (line := _line(name)))


def canonical_url(url: str) -> str | None:
    """`url` without fragment, password and utm_ marks, host in lower case; None if no web one.

    What an address may not hold is percent-encoded.

    >>> canonical_url("https://Wire.example/a b?utm_source=x&q=%C3%A9#top")
    'https://wire.example/a%20b?q=%C3%A9'
    """
    try:
        parts = urlsplit(_line(url) or "")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or _NOT_IN_HOST.search(host):
        return None
    if "utm_" in parts.query.lower():
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        kept = [pair for pair in pairs if not pair[0].lower().startswith("utm_")]
        parts = parts._replace(query=urlencode(kept))
    path, query = _encoded(parts.path), _encoded(parts.query)
    host = f"[{host}]" if ":" in host else host
    netloc = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def page_url(*urls: str | None) -> str | None:
    """The first of `urls`, made canonical, that can be one page's: a front page is every page's."""
    for url in urls:
        canonical = canonical_url(url) if url else None
        parts = urlsplit(canonical or "")
        if parts.path.strip("/") or parts.query:
            return canonical
    return None


def _encoded(part: str) -> str:
    return quote(_NO_ENCODING.sub("%25", part), safe=_IN_ADDRESS)


def _id_of(origin: Origin) -> str:
    """The file's name and line; what cannot be seen in a name is percent-encoded."""
    name = scrub(origin.name)
    return "".join(quote(c) if _is_unseen(c) else c for c in name) + origin.anchor


def _line(value: str) -> str | None:
    """One line of characters that can be seen: no controls, nothing that turns or hides text."""
    seen = "".join(c for c in scrub(value) if c.isspace() or not _is_unseen(c))
    return " ".join(seen.split()) or None


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf")


def _metadata(rest: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON can hold it: dates and the like as text, infinite numbers as their names."""
    as_json = scrub(json.dumps(rest, default=str, skipkeys=True, ensure_ascii=False))
    metadata: dict[str, Any] = json.loads(as_json, parse_constant=str)
    if _is_deeper(metadata, DEEPEST):
        raise UnreadableError(f"its fields are nested more than {DEEPEST} levels deep")
    return metadata


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects stand in one another more than `levels` deep."""
    level = [value]
    for _ in range(levels):
        inside = (item.values() if isinstance(item, dict) else item for item in level)
        level = [inner for items in inside for inner in items if isinstance(inner, dict | list)]
    return bool(level)


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:60] + "…"
