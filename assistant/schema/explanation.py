"""Explains a search: what was understood, what was relaxed, and the time it took."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from index.catalog.scope import Scope


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """A ranked candidate: its article, span, score and signals."""

    article: str
    title: str | None
    start: int
    end: int
    score: float
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One search. `understood` describes what was read from the question, a line each.

    `candidates` and `milliseconds` belong to the search for the whole question within `scope`: the
    user's filters and those of the question. Parts of the question are not included.
    """

    terms: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope)
    understood: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    candidates: Sequence[RankedCandidate] = ()
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """JSON-compatible values; times in ISO 8601."""
        plain = asdict(self)
        scope = {name: value for name, value in plain["scope"].items() if value}
        plain["scope"] = {
            name: value if isinstance(value, tuple) else value.isoformat()
            for name, value in scope.items()
        }
        return plain
