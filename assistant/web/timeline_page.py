"""The events of a topic, and its coverage drawn as SVG without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Annotated, ClassVar

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse

from assistant.assistant import Assistant
from assistant.render.plot import BySource, by_source
from assistant.schema.question import InvalidRequestError
from assistant.schema.timeline import Coverage
from assistant.web.data import timeline_of
from assistant.web.question import Filters, OnPage, Text
from assistant.web.templates import page

_MARGIN = 14  # units of the drawing
_TICKS = 4


class Wanted(Filters, OnPage):
    """What the timeline is about; empty before anybody has asked."""

    about: Text = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """The coverage by source and day, in units of the drawing; `ticks` are the marked days."""

    rows: Sequence[BySource]
    first: date
    days: int
    scale: float
    ticks: Sequence[date]
    width: ClassVar[int] = 600

    def place(self, day: date) -> float:
        """Where that day is, from the left."""
        inner = self.width - 2 * _MARGIN
        return round(_MARGIN + inner * (day - self.first).days / self.days, 1)

    def radius(self, articles: int) -> float:
        """Of the dot for so many articles; a smaller one would not be seen."""
        return round(max(1, self.scale * sqrt(articles)), 1)


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
    rows = by_source(coverage)
    days = [day for one in rows for begin, end, _ in one.periods for day in (begin, end)]
    if not days:
        return None
    first, span = min(days), max(1, (max(days) - min(days)).days)
    most = max(articles for one in rows for _, _, articles in one.periods)
    ticks = {first + timedelta(days=span * n // _TICKS) for n in range(_TICKS + 1)}
    return Plot(rows, first, span, min(5, _MARGIN / sqrt(most)), sorted(ticks))
