"""The events of a topic, and its coverage drawn as SVG without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.render.plot import by_source
from assistant.schema.question import InvalidRequestError
from assistant.schema.timeline import Coverage
from assistant.web.data import timeline_of
from assistant.web.question import Filters, OnPage, Text
from assistant.web.templates import page

_WIDTH, _ROW, _MARGIN = 600, 40, 14  # units of the drawing
_TICKS = 4


class Wanted(Filters, OnPage):
    """What the timeline is about; empty before anybody has asked."""

    about: Text = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """The articles of one source on one day or a few: where, and how large."""

    x: float
    radius: float
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """A source: its height in the drawing, and its dots."""

    source: str
    articles: int
    y: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """The coverage by source and day; `ticks` are days with their places."""

    width: int
    height: int
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, date], ...]


def add_routes(app: FastAPI, assistant: Assistant) -> None:

    @app.get("/timeline", include_in_schema=False)
    def timeline(wanted: Annotated[Wanted, Query()]) -> HTMLResponse:
        found, problem = None, wanted.problem
        if wanted.about.strip() and not problem:
            try:
                found = timeline_of(assistant, wanted.about, wanted)
            except InvalidRequestError as error:
                problem = str(error)
        return page(
            "timeline.html.j2",
            400 if problem else 200,
            wanted=wanted,
            problem=problem,
            timeline=found,
            plot=plot_of(found.coverage) if found else None,
        )


def plot_of(coverage: Sequence[Coverage]) -> Plot | None:
    """The drawing; None if no article has a date."""
    sources = by_source(coverage)
    days = [day for one in sources for begin, end, _ in one.periods for day in (begin, end)]
    if not days:
        return None
    first, span = min(days), max(1, (max(days) - min(days)).days)
    most = max(many for one in sources for _, _, many in one.periods)
    scale = min(5, _MARGIN / sqrt(most))

    def place(day: date) -> float:
        return round(_MARGIN + (_WIDTH - 2 * _MARGIN) * (day - first).days / span, 1)

    def dot(source: str, begin: date, end: date, many: int) -> Dot:
        when = f"{begin}" if begin == end else f"{begin} – {end}"
        radius = round(max(1, scale * sqrt(many)), 1)  # less would not be seen
        return Dot(place(begin), radius, f"{source}, {when}: {many}")

    rows = tuple(
        Row(
            one.source,
            one.articles,
            number * _ROW + _ROW,
            tuple(dot(one.source, *period) for period in one.periods),
        )
        for number, one in enumerate(sources)
    )
    marked = {first + timedelta(days=span * n // _TICKS) for n in range(_TICKS + 1)}
    ticks = tuple((place(day), day) for day in sorted(marked))
    return Plot(_WIDTH, (len(rows) + 1) * _ROW, rows, ticks)
