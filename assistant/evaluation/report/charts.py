"""What the report's charts show; the template draws them as SVG.

A plotting library would add 30 MB or scripts for what are only dots, lines and text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.bootstrap import Figure
from assistant.evaluation.metrics import LESS_IS_BETTER, METRICS, describe
from assistant.evaluation.summary import flat
from assistant.evaluation.tables import interval


@dataclass(frozen=True, slots=True)
class Mark:
    """A row of a chart: a value, and its interval, also in words."""

    label: str
    value: float
    low: float
    high: float
    n: int
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure, for all questions and by tag, on a scale from 0 to `top`."""

    section: str
    name: str
    about: str
    marks: tuple[Mark, ...]
    top: float
    less_is_better: bool


def figure_charts(summary: Mapping[str, Any]) -> Iterator[Chart]:
    """A chart for every figure that has an eligible case."""
    tags = summary["by_tag"]
    rows = [("all", flat(summary)), *((tag, flat(part)) for tag, part in tags.items())]
    labels = [label for label, _ in rows]
    for figures in zip(*(figures for _, figures in rows), strict=True):
        section, name, found = figures[0]
        if found["n"]:
            by_row = [(label, f) for label, (*_, f) in zip(labels, figures, strict=True) if f["n"]]
            yield _chart(section, name, by_row)


def seconds_chart(summary: Mapping[str, Any]) -> Chart | None:
    """The stages' medians, each with a line to its 95th percentile."""
    found = {stage: row for stage, row in summary["seconds"].items() if row["n"]}
    if not found:
        return None
    top = max(row["p95"] for row in found.values()) or 1.0
    marks = tuple(
        Mark(stage, row["value"], row["value"], row["p95"], row["n"])
        for stage, row in found.items()
    )
    about = "Median of each stage; the line reaches to the 95th percentile."
    return Chart("cost", "seconds", about, marks, top, less_is_better=True)


def _chart(section: str, name: str, figures: Sequence[tuple[str, Figure]]) -> Chart:
    top = max(1.0, *(found["high"] or 0.0 for _, found in figures))
    marks = tuple(
        Mark(label, f["value"] or 0.0, f["low"] or 0.0, f["high"] or 0.0, f["n"], interval(f))
        for label, f in figures
    )
    less = f"{section}.{name}" in LESS_IS_BETTER
    return Chart(section, name, describe(METRICS[section][name]), marks, top, less)
