"""Date parsing: complete, unambiguous days from 1500 to 2200, with or without a time."""

import re
from datetime import UTC, date, datetime, time

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
_YEARS = range(1500, 2201)
_LONGEST = 100
# Hours from UTC of the zone names in newsroom use; any other name is ignored.
_ZONES = {"UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3}
_ZONES |= {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}


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
    return value if value.tzinfo else value.replace(tzinfo=UTC)


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


def _parse(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words.replace("/", "-"))
    except ValueError:
        return _parse_loosely(words) if len(words) <= _LONGEST else None


def _parse_loosely(words: str) -> datetime | None:
    """dateutil takes missing parts from a default, so two defaults must give the same result."""
    try:
        one = parser.parse(words, default=datetime(2000, 1, 1), tzinfos=_zone)
        other = parser.parse(words, default=datetime(2001, 2, 2), tzinfos=_zone, dayfirst=True)
        one.utcoffset()  # raises ValueError for 24 hours or more, which dateutil accepts
        return one if one == other else None
    except (ValueError, OverflowError):
        return None


def _zone(name: str | None, offset: int | None) -> int | None:
    hours = _ZONES.get(name or "")
    return offset if offset is not None else None if hours is None else hours * 3600
