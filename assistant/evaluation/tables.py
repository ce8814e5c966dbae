"""Markdown tables of figures, for the terminal and for report.md."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.evaluation.bootstrap import Figure
from assistant.evaluation.comparison import Difference
from assistant.evaluation.metrics import LESS_IS_BETTER
from assistant.evaluation.summary import flat


def tables(summary: Mapping[str, Any]) -> str:
    """All figures, then by tag, then seconds and usage."""
    return "\n".join([*_figures(summary), *_tags(summary), *_seconds(summary), _usage(summary)])


def _figures(summary: Mapping[str, Any]) -> Iterator[str]:
    yield from ("| figure | value | 95 % interval | n |", "|---|---|---|---|")
    for section, name, found in flat(summary):
        if found["n"]:
            value = number(found["value"])
            yield f"| {section}.{name} | {value} | {interval(found)} | {found['n']} |"


def _tags(summary: Mapping[str, Any]) -> Iterator[str]:
    """A column for each tag, a row for each figure."""
    tags = summary["by_tag"]
    if not tags:
        return
    yield from ("", "| figure | " + " | ".join(tags) + " |", "|---" * (len(tags) + 1) + "|")
    for rows in zip(*(flat(part) for part in tags.values()), strict=True):
        section, name, _ = rows[0]
        if any(found["n"] for *_, found in rows):
            cells = (number(found["value"]) for *_, found in rows)
            yield f"| {section}.{name} | " + " | ".join(cells) + " |"


def _seconds(summary: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", "| seconds | median | 95th percentile | n |", "|---|---|---|---|")
    for stage, found in summary["seconds"].items():
        yield f"| {stage} | {number(found['value'])} | {number(found['p95'])} | {found['n']} |"


def _usage(summary: Mapping[str, Any]) -> str:
    usage = summary["usage"]
    dollars = "price unknown" if usage["dollars"] is None else f"{usage['dollars']:.4f} US dollars"
    return (
        f"\n{usage['input_tokens']:,} tokens read by the model, {usage['output_tokens']:,} written;"
        f" {dollars}."
    )


def number(value: float | None) -> str:
    """Three decimal places, or a dash for None."""
    return "–" if value is None else f"{value:.3f}"


def interval(found: Figure) -> str:
    """The 95 % interval in words."""
    return f"{number(found['low'])} to {number(found['high'])}"


def comparison_table(differences: Sequence[Difference]) -> str:
    """A row for each figure: both runs, the difference with its interval, and the p-value.

    Figures where less is better have a downward arrow.
    """
    lines = [
        "| figure | A | B | B - A | 95 % interval | p | better | worse | n |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for d in differences:
        between = f"{d.low:+.3f} to {d.high:+.3f}"
        p = "< 0.0002" if d.p < 0.0002 else f"{d.p:.4f}"
        name = f"{d.section}.{d.name}"
        arrow = " ↓" if name in LESS_IS_BETTER else ""
        lines.append(
            f"| {name}{arrow} | {d.a:.3f} | {d.b:.3f} | {d.difference:+.3f} | {between}"
            f" | {p} | {d.better} | {d.worse} | {d.n} |"
        )
    return "\n".join(lines)
