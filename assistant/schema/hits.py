"""What is found: passages and their reprints, the list that a notebook shows, stories, articles."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, overload

from assistant.schema.renderers import renderers
from index.catalog.catalogue import Catalogue, StoredChunk
from index.models import Article

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Reprint:
    """An article that carries the same story in nearly the same words."""

    id: str
    title: str | None
    source: str | None
    url: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found: its rank (from 1), score and signals.

    `also_in` are reprints: articles that carry the same passage.
    """

    rank: int
    score: float
    chunk: StoredChunk
    signals: Mapping[str, float]
    also_in: tuple[Reprint, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first, and the filters of the plan that matched nothing and were dropped.

    `hints` are what else the user should know. If the user's own filters match nothing, or the
    question names only publishers that the archive does not have, `reason` says so for programs and
    `nothing` in words; hits are then the nearest coverage.
    """

    hits: tuple[Hit, ...]
    relaxed: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    nothing: str = ""
    reason: Literal["no-such-source", "filters-too-narrow"] | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What was relaxed, why nothing was found, and hints, as sentences."""
        return (*self.relaxed, *filter(None, [self.nothing]), *self.hints)


class Hits(list[Hit]):
    """Passages, best first; `notes` tell which filters were relaxed, or why there are none.

    >>> assistant.search("ferry queues")[:3].to_frame()  # doctest: +SKIP
    """

    def __init__(self, hits: Iterable[Hit] = (), notes: Sequence[str] = ()) -> None:
        super().__init__(hits)
        self.notes = tuple(notes)

    @overload
    def __getitem__(self, place: SupportsIndex) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> "Hits": ...
    def __getitem__(self, place: SupportsIndex | slice) -> "Hit | Hits":
        found = super().__getitem__(place)
        return Hits(found, self.notes) if isinstance(found, list) else found

    def to_frame(self) -> "pandas.DataFrame":
        """A table with a row for each passage (extra `notebook`).

        Columns: rank, score, passage, article, source, date (UTC), reprints.
        """
        return renderers().hits_in_frame(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        lines = (f"{hit.rank}. {' '.join(hit.chunk.text.split())}" for hit in self)
        printer.text("\n".join(lines) or "Nothing found.")

    def _repr_html_(self) -> str:
        return renderers().hits_as_html(self)


@dataclass(frozen=True, slots=True)
class Story:
    """Articles of one story: the `first` of its reprints, the `others`, and the latest arrival."""

    first: Article
    others: tuple[Article, ...]
    received: datetime


class Articles:
    """Every article in its current version, by date, then id.

    >>> assistant.articles.to_frame().groupby("source").size()  # doctest: +SKIP
    """

    def __init__(self, catalogue: Callable[[], Catalogue]) -> None:
        self._catalogue = catalogue

    def __iter__(self) -> Iterator[Article]:
        return self._catalogue().articles()

    def __len__(self) -> int:
        return self._catalogue().counts()["articles"]

    def __repr__(self) -> str:
        return f"<{len(self):,} articles; to_frame() makes a table>"

    def to_frame(self) -> "pandas.DataFrame":
        """A table with a row for each article (extra `notebook`).

        Columns: id, title, source, published (UTC), url, section, language, authors, version.
        """
        return renderers().articles_in_frame(self)
