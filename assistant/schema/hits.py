"""What a search found, as a list that a notebook shows as a table."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from assistant.retrieval.hybrid import Hit

if TYPE_CHECKING:
    import pandas


class Hits(list[Hit]):
    """Passages, best first; `notes` say what was relaxed to find them, or why there are none.

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
        from assistant.render.frames import hits_in_frame

        return hits_in_frame(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        lines = (f"{hit.rank}. {' '.join(hit.chunk.text.split())}" for hit in self)
        printer.text("\n".join(lines) or "Nothing found.")

    def _repr_html_(self) -> str:
        from assistant.render.html import hits_as_html

        return hits_as_html(self)
