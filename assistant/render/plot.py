"""Coverage by source and day, drawn with matplotlib."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.schema.timeline import Coverage, Timeline
from index.extras import require

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 20  # sources with their own row; the others share one
UNNAMED, OTHERS = "source not known", "other sources"


@dataclass(frozen=True, slots=True)
class BySource:
    """The articles of one source: their number, and the days of those with a date."""

    source: str
    articles: int
    days: tuple[date, ...]


def by_source(coverage: Sequence[Coverage]) -> list[BySource]:
    """The sources with the most articles first; those beyond `MOST` share a row."""
    days: dict[str, list[date | None]] = defaultdict(list)
    for article in coverage:
        days[article.source or UNNAMED].append(article.day)
    ranked = sorted(days, key=lambda source: (-len(days[source]), source))
    for source in ranked[MOST:]:
        days[OTHERS] += days.pop(source)
    shown = [*ranked[:MOST], *([OTHERS] if len(ranked) > MOST else [])]
    return [
        BySource(source, len(days[source]), tuple(sorted(filter(None, days[source]))))
        for source in shown
    ]


def plot_coverage(timeline: Timeline) -> "Figure":
    """A row for each source; the size of a dot is the number of articles of that day."""
    require("notebook", "matplotlib")
    rows = by_source(timeline.coverage)
    figure = _figure()(figsize=(8, 1.2 + 0.35 * max(1, len(rows))), layout="constrained")
    axes = figure.subplots()
    for place, row in enumerate(rows):
        counts = Counter(row.days)
        days: Any = list(counts)  # matplotlib accepts dates, but its annotations do not
        sizes = [40 * count for count in counts.values()]
        axes.scatter(days, [place] * len(days), s=sizes, alpha=0.7)
    labels = [f"{row.source} ({row.articles})" for row in rows]
    axes.set_yticks(range(len(rows)), labels=labels, parse_math=False)
    axes.set_ylim(max(1, len(rows)) - 0.5, -0.5)  # the first one on top
    axes.grid(axis="x", alpha=0.3)
    if any(row.days for row in rows):
        dates = require("notebook", "matplotlib.dates")
        axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(dates.AutoDateLocator()))
    axes.set_title(_title(timeline), loc="left", fontsize=11, parse_math=False)
    return figure


def _title(timeline: Timeline) -> str:
    undated = sum(article.day is None for article in timeline.coverage)
    without = f", {undated} of them without a date" if undated else ""
    return f"{timeline.about}: {len(timeline.coverage)} articles{without}"


def _figure() -> "type[Figure]":
    """A figure class that a cell displays without pyplot, which would keep figures in memory."""
    figure: Any = require("notebook", "matplotlib.figure").Figure

    class Plot(figure):  # type: ignore[misc]  # matplotlib is imported when it is needed
        def _repr_png_(self) -> bytes:
            drawn = BytesIO()
            self.savefig(drawn, format="png", dpi=110)
            return drawn.getvalue()

    return Plot
