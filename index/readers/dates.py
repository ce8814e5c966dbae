"""Date parsing: complete, unambiguous days from 1500 to 2200, with or without a time."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from dateutil import parser

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_URL = re.compile(
    rf"/(\d{{4}})[/-](\d{{1,2}}|{'|'.join(_MONTHS)})[/-](\d{{1,2}})(?=[/-]|$)", re.IGNORECASE
)
# A place in capitals, optionally a country and an agency, then "March 4, 2024" or "4 March 2024".
_DATELINE = re.compile(
    r"[^\W\d_a-z]{2}[^\n,a-z]{0,40}(?:, [A-Z][\w.]{1,15}(?: [A-Z][\w.]{1,15})?)?"
    r"(?: \([A-Z][\w ]{1,20}\))?(?: ?[,–—-])? \(?"
    r"([A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})\b"
)
# A day that begins or ends a file's name, or a part of it.
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_YEARS = range(1500, 2201)
_LONGEST = 100
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a clock that nobody set
# Hours from UTC of the zone names in newsroom use; any other name is ignored.
_ZONES: dict[str, float] = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "IST": 5.5, "JST": 9, "KST": 9, "EST": -5, "EDT": -4, "ET": -5, "CST": -6, "CDT": -5,
    "CT": -6, "MST": -7, "MDT": -6, "MT": -7, "PST": -8, "PDT": -7, "PT": -8,
}  # fmt: skip
# Whose names of months and days are read; all of dateparser's would take seconds to load.
_LANGUAGES = (
    "en de fr es it pt nl sv da nb fi pl cs hu ro el tr ru uk bg hr sr ar he fa hi id vi th ja ko"
    " zh"
).split()
# Forms of a date -> one that is not ambiguous.
_FORMS = (
    (re.compile(r"\[[\w/+-]+\]$|\([^()]*\)$"), ""),  # "[Europe/Oslo]", "(CET)"
    (re.compile(r"\b(?:GMT|UTC)(?=[+-]\d)"), ""),  # which dateutil takes for POSIX's, reversed
    (re.compile(r"^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?=\D|$),?"), r"\1-\2-\3"),
    (re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?=\D|$),?"), r"\3-\2-\1"),
    (re.compile(r"(?<!\d)(\d{1,2})\.(\d\d)(?=\s*(?:[A-Z]|$))"), r"\1:\2"),  # "10.15 GMT"
    (re.compile(r"(?<!\d)(\d{1,2})\s?h\s?(\d\d)$"), r"\1:\2"),  # "14 h 30"
    (re.compile(r"(?<!\d)(\d{1,2})\s?(?:h|Uhr)$"), r"\1:00"),  # also "14:30 Uhr"
    (re.compile(r"^(\d{8})(\d{6})$"), r"\1T\2"),
)
_DIGIT, _YEAR = re.compile(r"\d"), re.compile(r"\d{4}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2})(:.*)?)?")
_EPOCH = re.compile(r"(?:/Date\()?(\d{9,10}|\d{12,13})(?:[+-]\d{4})?(?:\)/)?")
_MOST_LABELS = 3  # words before a date, such as "Published on"


def parse_date(value: object) -> datetime | None:
    """The time that `value` denotes, in its time zone (default UTC), or None.

    >>> parse_date("Mon, 20 May 2024 06:20:00 +0200").isoformat()
    '2024-05-20T06:20:00+02:00'
    >>> parse_date("05/06/2024"), parse_date("May"), parse_date("foo")
    (None, None, None)
    """
    if isinstance(value, str | int) and not isinstance(value, bool):
        value = _parse(str(value).strip()[: _LONGEST + 1])
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime) or value.year not in _YEARS:
        return None
    value = value if value.tzinfo else value.replace(tzinfo=UTC)
    return None if value == _NEVER else value


def date_in_url(url: str | None) -> datetime | None:
    """The day in the URL of an article, or None.

    >>> date_in_url("https://courier.example/2024/04/09/ferry").date().isoformat()
    '2024-04-09'
    >>> date_in_url("https://courier.example/2024/13/45/x"), date_in_url("https://x.example/20240409123")
    (None, None)
    """
    found = _IN_URL.search(url or "")
    if not found:
        return None
    year, month, day = found.groups()
    if month.lower() in _MONTHS:
        month = str(_MONTHS.index(month.lower()) + 1)
    return parse_date(f"{year}-{month.zfill(2)}-{day.zfill(2)}")


def date_in_dateline(text: str) -> datetime | None:
    """The day in a dateline that includes the year, or None.

    >>> date_in_dateline("OLM, March 4, 2024 (Wire) - The ferry sank.").date().isoformat()
    '2024-03-04'
    >>> date_in_dateline("OLM, March 4 (Wire) - The ferry sank.")
    """
    found = _DATELINE.match(text)
    return parse_date(found.group(1)) if found else None


def date_in_name(name: str) -> datetime | None:
    """The day in the name of a file, or None.

    >>> date_in_name("news/harbour-2024-09-09.txt").date().isoformat()
    '2024-09-09'
    >>> date_in_name("harbour-2024-19-09.txt"), date_in_name("2024-09-09 to 2024-09-12.txt")
    (None, None)
    """
    found = {(year, month, day) for year, _, month, day in _IN_NAME.findall(name)}
    return parse_date(_exact("-".join(found.pop()))) if len(found) == 1 else None


def _parse(words: str) -> datetime | None:
    if epoch := _EPOCH.fullmatch(words):
        return _from_epoch(epoch[1])
    if len(words) > _LONGEST:
        return None
    parts = words.split()
    labels = next((n for n, part in enumerate(parts) if _DIGIT.search(part)), len(parts))
    ends = [_plain(" ".join(parts[n:])) for n in range(min(labels, _MOST_LABELS) + 1)]
    ways = (_exact, _parse_loosely, _parse_in_any_language)
    found = (way(end) for way in ways for end in ends if _YEAR.search(end))
    return next(filter(None, found), None)


def _plain(words: str) -> str:
    for form, plain in _FORMS:
        words = form.sub(plain, words.strip())
    return words


def _from_epoch(digits: str) -> datetime | None:
    """Seconds or milliseconds since 1970; 0 is a date that nobody set."""
    seconds = int(digits[:-3] if len(digits) > 10 else digits)
    return datetime.fromtimestamp(seconds, UTC)


def _exact(words: str) -> datetime | None:
    """ISO 8601, also with single digits, with a zone's name, or with 24 hours."""
    if found := _ISO.fullmatch(words):
        year, month, day, hour, rest = found.groups()
        words = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
        words += f"T{hour.zfill(2)}{rest or ''}" if hour else ""
    zone = words.rpartition(" ")[2] if words[:1].isdecimal() else ""
    if zone in _ZONES:
        found_at = _exact(words.removesuffix(zone).strip())
        return found_at and found_at.replace(tzinfo=timezone(timedelta(hours=_ZONES[zone])))
    late = words.replace("T24:00", "T00:00")
    try:
        found_at = datetime.fromisoformat(late.replace(" +", "+").replace(" -", "-"))
        return found_at + timedelta(days=1) if late != words else found_at
    except (ValueError, OverflowError):
        return None


def _parse_loosely(words: str) -> datetime | None:
    """dateutil takes missing parts from a default, so two defaults must give the same result."""
    try:
        one = parser.parse(words, default=datetime(2000, 1, 1), tzinfos=_zone)
        other = parser.parse(words, default=datetime(2001, 2, 2), tzinfos=_zone, dayfirst=True)
        one.utcoffset()  # raises ValueError for 24 hours or more, which dateutil accepts
        return one if one == other else None
    except (ValueError, OverflowError):
        return None


def _parse_in_any_language(words: str) -> datetime | None:
    """As `_parse_loosely`: both orders of day and month must give the same result."""
    import dateparser

    settings = {"STRICT_PARSING": True, "PREFER_LOCALE_DATE_ORDER": False}
    one, other = (
        dateparser.parse(words, languages=_LANGUAGES, settings=settings | {"DATE_ORDER": order})
        for order in ("DMY", "MDY")
    )
    return one if one == other else None


def _zone(name: str | None, offset: int | None) -> int:
    """Seconds from UTC; those of an unknown name are taken for none."""
    return int(_ZONES.get(name or "", 0) * 3600) if offset is None else offset
