"""What exact checks find in a statement, by kind."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.verification import Source, Suspicion, find_suspicions

DAY = datetime(2024, 5, 7, tzinfo=UTC)  # a Tuesday


def failed(
    statement: str, sentences: Sequence[str], header: str = "", day: datetime = DAY
) -> dict[str, list[str]]:
    """What exact checks do not find, by kind."""
    return _by_kind(_suspicions(statement, sentences, header, day))


def withheld(statement: str, *sentences: str, day: datetime = DAY) -> dict[str, list[str]]:
    """What of it keeps a statement from being shown where there is no judge."""
    found = _suspicions(statement, sentences, "", day)
    return _by_kind([one for one in found if one.is_grave])


def suspected(statement: str, said: str) -> dict[str, list[str]]:
    """What exact checks do not find in one sentence."""
    return failed(statement, [said])


def _suspicions(
    statement: str, sentences: Sequence[str], header: str, day: datetime
) -> Sequence[Suspicion]:
    return find_suspicions(statement, [Source(tuple(sentences), header, day, language="en")])


def _by_kind(suspicions: Sequence[Suspicion]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in suspicions:
        found.setdefault(one.kind, []).append(one.words)
    return found
