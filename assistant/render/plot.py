"""Coverage by source and day, drawn with matplotlib."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.schema.timeline import Coverage, Timeline
from index.extras import require

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SMALLEST, _LARGEST = 4, 1_000  # areas of dots: still seen, and no higher than two rows
MOST = 20  # sources with their own row; the others share one
Period = tuple[date, date, int]  # first day, last day, articles
UNNAMED, OTHERS = "source not known", "other sources"


@dataclass(frozen=True, slots=True)
class BySource:
    """The articles of one source: their number, and that of each period."""

    source: str
    articles: int
    periods: Sequence[Period]


def by_source(coverage: Sequence[Coverage]) -> list[BySource]:
    """The sources with the most articles first; those beyond `MOST` share a row."""
    found: dict[str, list[Coverage]] = defaultdict(list)
    for one in coverage:
        found[one.source or UNNAMED].append(one)
    ranked = sorted(found, key=lambda source: (-_count(found[source]), source))
    for source in ranked[MOST:]:
        found[OTHERS] += found.pop(source)
    shown = [*ranked[:MOST], *([OTHERS] if len(ranked) > MOST else [])]
    return [BySource(source, _count(found[source]), _by_period(found[source])) for source in shown]


def _count(coverage: Sequence[Coverage]) -> int:
    return sum(one.articles for one in coverage)


def _by_period(coverage: Sequence[Coverage]) -> list[Period]:
    """In order; those that overlap, of sources that share a row, are one."""
    found: list[Period] = []
    for first, last, articles in sorted(
        (one.first, one.last, one.articles) for one in coverage if one.first and one.last
    ):
        if found and first <= found[-1][1]:
            before = found.pop()
            found.append((before[0], max(before[1], last), before[2] + articles))
        else:
            found.append((first, last, articles))
    return found


def plot_coverage(timeline: Timeline) -> "Figure":
    """A row for each source; the size of a dot is the number of articles of that day."""
    require("notebook", "matplotlib")
    rows = by_source(timeline.coverage)
    figure = _figure()(figsize=(8, 1.2 + 0.35 * max(1, len(rows))), layout="constrained")
    axes = figure.subplots()
    most = max((articles for row in rows for _, _, articles in row.periods), default=1)
    scale = min(40, _LARGEST / most)
    for place, row in enumerate(rows):
        # matplotlib accepts dates, but its annotations do not
        days: Any = [first for first, _, _ in row.periods]
        sizes = [max(_SMALLEST, scale * articles) for _, _, articles in row.periods]
        axes.scatter(days, [place] * len(days), s=sizes, alpha=0.7)
    labels = [f"{row.source} ({row.articles})" for row in rows]
    axes.set_yticks(range(len(rows)), labels=labels, parse_math=False)
    axes.set_ylim(max(1, len(rows)) - 0.5, -0.5)  # the first one on top
    axes.grid(axis="x", alpha=0.3)
    if any(row.periods for row in rows):
        dates = require("notebook", "matplotlib.dates")
        axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(dates.AutoDateLocator()))
    undated = sum(one.articles for one in timeline.coverage if one.first is None)
    without = f", {undated} of them without a date" if undated else ""
    title = f"{timeline.about}: {timeline.articles} articles{without}"
    axes.set_title(title, loc="left", fontsize=11, parse_math=False)
    return figure


def _figure() -> "type[Figure]":
    """A figure class that a cell displays without pyplot, which would keep figures in memory."""
    figure: Any = require("notebook", "matplotlib.figure").Figure

    class Plot(figure):  # type: ignore[misc]  # matplotlib is imported when it is needed
        def _repr_png_(self) -> bytes:
            drawn = BytesIO()
            self.savefig(drawn, format="png", dpi=110)
            return drawn.getvalue()

    return Plot
