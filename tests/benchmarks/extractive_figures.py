"""The tables of the extractive benchmark, from its rows.

A share of the answerable questions is refused: those with the lowest scores, beside those that got
no answer at all. Brackets hold 95 % intervals by bootstrap over questions, thresholds fixed.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.bootstrap import Score, duration, figure, resamples
from tests.benchmarks.extractive_rows import Row

SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
_BY_KIND = (0.0, 0.05, 0.1, 0.2)
_BINS = 10


def tables(rows: Sequence[Row]) -> str:
    """All tables of a set, in Markdown."""
    able, unable = _able(rows), _unable(rows)
    seconds, quotes = duration([row["seconds"] for row in rows]), [*_quotes(able)]
    lines = [
        f"## {rows[0]['set']}: {len(able)} answerable questions, {len(unable)} not\n",
        f"{seconds['value']:.2f} s in the median, {seconds['p95']:.2f} s at most for 95 %;"
        f" {np.mean(quotes or [0]):.1f} quotations an answer;"
        f" {sum(row['by_intent'] for row in rows)} answers by an intent.",
        *([f"Area under ROC {area_in_words(rows)}."] if able and unable else []),
        "\n| refused at most | refused | score | right sentence | answer's words | unanswerable"
        " refused |\n|" + "---|" * 6,
        *(_trade(rows, share) for share in SHARES),
    ]
    if len({row["kind"] for row in rows}) > 1:
        lines += ["", *_by_kind(rows)]
    return "\n".join([*lines, "", *_reliability(rows), ""])


def threshold(rows: Sequence[Row], share: float) -> float:
    """The score below which at most `share` of the answerable questions is."""
    scores = sorted(row["score"] for row in _able(rows))
    return scores[min(int(share * len(scores) + 1e-9), len(scores) - 1)]


def is_refused(row: Row, least: float) -> bool:
    """Whether there is no answer, or one that scores less than `least`."""
    return not row["answered"] or row["score"] < least


def area(rows: Sequence[Row]) -> tuple[float, float, float]:
    """Area under ROC of the score, answerable against unanswerable, with its interval."""
    one, other = (np.array([row["score"] for row in part]) for part in (_able(rows), _unable(rows)))
    wins: NDArray[np.float32] = (one[:, None] > other) + 0.5 * (one[:, None] == other)
    drawn = resamples(len(one)) @ wins.astype(np.float32)
    areas = (drawn * resamples(len(other))[::-1]).sum(axis=1) / wins.size
    low, high = np.percentile(areas, [2.5, 97.5])
    return float(wins.mean()), float(low), float(high)


def area_in_words(rows: Sequence[Row]) -> str:
    """As the tables give it."""
    value, low, high = area(rows)
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


def _trade(rows: Sequence[Row], share: float) -> str:
    least = threshold(rows, share)
    able = _able(rows)
    cells = [
        f"{share:.2f}",
        _share([is_refused(row, least) for row in able]),
        f"{least:.3f}",
        _share([_is_right(row, least) for row in able], told=True),
        _share([_has_words(row, least) for row in able if row["string"] is not None], told=True),
        _share([is_refused(row, least) for row in _unable(rows)], told=True),
    ]
    return f"| {' | '.join(cells)} |"


def _by_kind(rows: Sequence[Row]) -> Iterator[str]:
    """Of an answerable kind right and refused, of an unanswerable one refused alone."""
    heads = " | ".join(f"refused at most {share:.2f}" for share in _BY_KIND)
    yield f"| kind | questions | {heads} |\n|" + "---|" * (2 + len(_BY_KIND))
    for kind in dict.fromkeys(row["kind"] for row in rows):
        for part in (_able, _unable):
            if own := [row for row in part(rows) if row["kind"] == kind]:
                levels = [threshold(rows, share) for share in _BY_KIND]
                cells = " | ".join(_cell(own, least) for least in levels)
                yield f"| {kind} | {len(own)} | {cells} |"


def _cell(rows: Sequence[Row], least: float) -> str:
    refused = _share([is_refused(row, least) for row in rows])
    if not rows[0]["answerable"]:
        return f"{refused} refused"
    return f"{_share([_is_right(row, least) for row in rows])} right, {refused} refused"


def _reliability(rows: Sequence[Row]) -> Iterator[str]:
    """Of the writer's answers: those in each tenth of the scores, how sure, and how often right."""
    yield "| score | answers | mean | right |\n|---|---|---|---|"
    written = [row for row in rows if row["answered"] and not row["by_intent"]]
    places = [min(int(row["score"] * _BINS), _BINS - 1) for row in written]
    gap = 0.0
    for place in sorted(set(places)):
        own = [row for row, at in zip(written, places, strict=True) if at == place]
        mean, right = (np.mean([float(row[name]) for row in own]) for name in ("score", "right"))
        gap += len(own) / len(written) * abs(float(mean - right))
        yield f"| {place / _BINS:.1f} to {(place + 1) / _BINS:.1f} | {len(own)} | {mean:.2f} |" + (
            f" {right:.2f} |"
        )
    yield f"\nExpected calibration error {gap:.3f}."


def _share(cases: Sequence[bool], told: bool = False) -> str:
    found = figure([Score(float(case)) for case in cases])
    if found["value"] is None:
        return ""
    interval = f" [{found['low']:.3f}, {found['high']:.3f}]" if told else ""
    return f"{found['value']:.3f}{interval}"


def _is_right(row: Row, least: float) -> bool:
    return row["right"] and not is_refused(row, least)


def _has_words(row: Row, least: float) -> bool:
    return bool(row["string"]) and not is_refused(row, least)


def _quotes(rows: Sequence[Row]) -> Iterator[int]:
    return (len(row["quotes"]) for row in rows if row["answered"])


def _able(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["answerable"]]


def _unable(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row["answerable"]]
