"""Why a search found what it found: what was understood, what was relaxed, and the time it took."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from index.catalog.scope import Scope


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """A candidate, ranked: its article, its span, its score and every signal."""

    article: str
    title: str | None
    start: int
    end: int
    score: float
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One search. `understood` is what the question itself was found to say, a line each.

    Candidates and milliseconds are those of the whole question, within `scope`: what the user gave
    and what of the question filters. Its parts were looked for apart.
    """

    terms: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope)
    understood: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    candidates: Sequence[RankedCandidate] = ()
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values; moments as ISO 8601."""
        plain = asdict(self)
        scope = {name: value for name, value in plain["scope"].items() if value}
        plain["scope"] = {
            name: value if isinstance(value, tuple) else value.isoformat()
            for name, value in scope.items()
        }
        return plain
