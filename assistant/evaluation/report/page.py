"""The report as one HTML page, without scripts or external resources and with all text escaped."""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant.evaluation.report import charts
from assistant.evaluation.report.calibration import Point, calibration_error, reliability, trade_off
from assistant.evaluation.report.worst import worst_cases
from assistant.evaluation.runner import Run
from assistant.render.templates import environment

_LINES = ("precision", "recall", "over_refusal")
_CURVE = (520, 220)
_SQUARE = (220, 220)


def render_page(run: Run, summary: Mapping[str, Any]) -> str:
    """The whole HTML document."""
    bins = reliability(run.cases)
    sections = groupby(charts.figure_charts(summary), key=lambda chart: chart.section)
    return (
        environment(Path(__file__).parent)
        .get_template("page.html.j2")
        .render(
            about=run.about,
            sections=[(section, list(found)) for section, found in sections],
            seconds=charts.seconds_chart(summary),
            usage=summary["usage"],
            curve=_curve(trade_off(run.cases)),
            size=_CURVE,
            bins=bins,
            error=calibration_error(bins) if bins else None,
            diagonal=charts.path([(0, 0), (1, 1)], *_SQUARE),
            square=_SQUARE,
            worst=worst_cases(run.cases),
            layout=charts,
        )
    )


def _curve(points: list[Point]) -> dict[str, str]:
    """A line over the threshold for each of `_LINES`; empty if there are no scores."""
    if not points:
        return {}
    return {
        name: charts.path([(point.threshold, getattr(point, name)) for point in points], *_CURVE)
        for name in _LINES
    }
