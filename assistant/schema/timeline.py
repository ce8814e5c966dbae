"""What comes out of asking for a timeline: dated sentences, each cited, and who wrote when.

These models are the JSON contract of `assistant timeline --json`.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from assistant.schema.answer import Abstention, Citation
from assistant.schema.exports import exports

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(_Frozen):
    """An event: `day`, or the first one of the month or year that `when` names; its sentence."""

    day: date
    when: str
    text: str
    citation: Citation


class Coverage(_Frozen):
    """An article about the topic; `day` is None where it has no date."""

    day: date | None
    source: str | None
    article: str
    title: str | None


class Timeline(_Frozen):
    """What happened with `about`, in order of the events, and the articles that are about it.

    Exactly one of `entries` and `abstention` is there. `meaning` says which articles count as being
    about it.
    """

    about: str
    meaning: str
    entries: tuple[Entry, ...]
    coverage: tuple[Coverage, ...]
    abstention: Abstention | None = None

    def __str__(self) -> str:
        """A line an event."""
        lines = [f"{e.when}: {e.text} [{e.citation.number}]" for e in self.entries]
        return "\n".join(lines) or (self.abstention.detail if self.abstention else "")

    def plot(self) -> "Figure":
        """Coverage by source over time, as a matplotlib figure (extra `notebook`).

        >>> assistant.timeline("Halden Narrows Bridge").plot().savefig("b.png")  # doctest: +SKIP
        """
        return exports().plot_coverage(self)

    def _repr_html_(self) -> str:
        return exports().timeline_as_html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))
