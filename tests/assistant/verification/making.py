"""What exact checks find in a statement, by kind."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.verification import Source, find_suspicions

DAY = datetime(2024, 5, 7, tzinfo=UTC)  # a Tuesday


def failed(
    statement: str, sentences: Sequence[str], header: str = "", day: datetime = DAY
) -> dict[str, list[str]]:
    """What exact checks do not find and would not show without a judge, by kind."""
    source = Source(tuple(sentences), header, day, language="en")
    found: dict[str, list[str]] = {}
    for one in find_suspicions(statement, [source]):
        if one.is_grave:
            found.setdefault(one.kind, []).append(one.words)
    return found


def suspected(statement: str, said: str) -> dict[str, list[str]]:
    """All that exact checks do not find."""
    found: dict[str, list[str]] = {}
    for one in find_suspicions(statement, [Source((said,), "", DAY, language="en")]):
        found.setdefault(one.kind, []).append(one.words)
    return found
