"""A timeline: dated sentences, each cited, and the coverage by source and day.

These models are the JSON contract of `assistant timeline --json`.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from assistant.schema.answer import Abstention, Citation, Frozen
from assistant.schema.renderers import renderers

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure


class Entry(Frozen):
    """An event and its sentence; `day` is the first day of `when`, which may be a month or year."""

    day: date
    when: str
    text: str
    citation: Citation


class Coverage(Frozen):
    """How many articles about the topic a source has on a day, or from `first` to `last`.

    Both are days in UTC, and None for articles without a date. Only over a long time are several
    days counted together.
    """

    source: str | None
    first: date | None
    last: date | None
    articles: int

    @model_validator(mode="before")
    @classmethod
    def _of_one_article(cls, given: Any) -> Any:
        """Read what earlier versions wrote: a row for each article, with its `day`."""
        if isinstance(given, dict) and "day" in given:
            day = given["day"]
            return {"source": given.get("source"), "first": day, "last": day, "articles": 1}
        return given


class Timeline(Frozen):
    """The events concerning `about` in order, and how many articles about it there are.

    It has either `entries` or an `abstention`. `meaning` says which articles count as being about
    the topic.
    """

    about: str
    meaning: str
    entries: tuple[Entry, ...]
    coverage: tuple[Coverage, ...]
    abstention: Abstention | None = None

    @property
    def articles(self) -> int:
        """How many articles are about the topic."""
        return sum(one.articles for one in self.coverage)

    def __str__(self) -> str:
        lines = [f"{e.when}: {e.text} [{e.citation.number}]" for e in self.entries]
        return "\n".join(lines) or (self.abstention.detail if self.abstention else "")

    def to_frame(self) -> "pandas.DataFrame":
        """A table with a row for each event (extra `notebook`).

        Columns: day, when, event, quote, article, source, date (UTC), url, article_id, start, end.
        """
        return renderers().timeline_in_frame(self)

    def plot(self) -> "Figure":
        """Coverage by source over time, as a matplotlib figure (extra `notebook`).

        >>> assistant.timeline("Halden Narrows Bridge").plot().savefig("b.png")  # doctest: +SKIP
        """
        return renderers().plot_coverage(self)

    def _repr_html_(self) -> str:
        return renderers().timeline_as_html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))
