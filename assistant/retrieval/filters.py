"""Turns a user's filters (sources, days) into a scope of the archive."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from dateutil.parser import isoparse

from assistant.schema.question import EmptyPeriodError, InvalidRequestError, Moment
from assistant.text import refusals
from index.archive import Archive
from index.catalog.bylines import count_by_source, has_articles
from index.catalog.scope import Scope

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # "2024" could mean its first day or its last


class UnknownSourceError(InvalidRequestError):
    """The archive has no article from that source; the message lists the sources it has."""


def make_scope(
    archive: Archive,
    sources: str | Sequence[str] | None = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Moment = None,
    *,
    authors: Sequence[str] = (),
    languages: Sequence[str] = (),
    confined: bool = False,
) -> Scope:
    """The scope that these arguments of `ask` describe.

    If `confined`, messages mention nothing outside the scope. Raises `UnknownSourceError`, and
    `InvalidRequestError` for text that is not a date, or days between which there is none.
    """
    wanted = [sources] if isinstance(sources, str) else list(sources or ())
    known = Scope(as_of=read_moment("as_of", as_of, time.max))
    names = archive.catalogue.all_sources() if wanted else []
    first, last = read_period(since, until)
    return Scope(
        sources=tuple(_source(archive, name, names, known, confined) for name in wanted),
        authors=tuple(authors),
        languages=tuple(languages),
        since=first,
        until=last,
        as_of=known.as_of,
        confined=confined,
    )


def _source(archive: Archive, name: str, names: Sequence[str], scope: Scope, confined: bool) -> str:
    """The one of `names` that is meant, which has articles within `scope`."""
    for source in reversed(names):
        within = replace(scope, sources=(source,))
        if _plain(source) == _plain(name) and has_articles(archive.catalogue, within):
            return source
    others = ""
    if not confined:  # with `as_of`, sources added later are left out
        known = sorted(filter(None, count_by_source(archive.catalogue, scope)))
        others = f"; its sources are {', '.join(known)}" if known else "; no article has a source"
    raise UnknownSourceError(refusals.UNKNOWN_SOURCE.format(name=name, others=others))


def _plain(source: str) -> str:
    return source.casefold().strip().removeprefix("the ")


def read_period(since: Moment, until: Moment) -> tuple[datetime | None, datetime | None]:
    """The first and the last moment; raises `EmptyPeriodError` if the last comes first."""
    first, last = read_moment("since", since, time.min), read_moment("until", until, time.max)
    if first and last and first > last:
        raise EmptyPeriodError(f"since: {since} is after until: {until}; change one")
    return first, last


def read_moment(name: str, value: Moment, at: time) -> datetime | None:
    """`value` with a time zone; a day alone is combined with the time `at`, in UTC."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            if not _DAY.match(value.strip()):
                raise ValueError(value)
            moment = isoparse(value.strip())
        except (ValueError, OverflowError):
            raise InvalidRequestError(
                f"{name}: {value[:40]!r} is not a date; write it as 2024-03-31"
            ) from None
        value = moment.date() if len(value.strip()) <= len("2024-03-31") else moment
    if not isinstance(value, datetime):
        value = datetime.combine(value, at)
    return value if value.tzinfo else value.replace(tzinfo=UTC)
