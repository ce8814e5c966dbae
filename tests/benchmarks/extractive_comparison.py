"""Two runs of the extractive benchmark, question by question, at the same share refused.

`python -m tests.benchmarks.extractive_comparison BEFORE AFTER`: files of `--json`. Each run has its
own threshold; brackets hold the 95 % interval of the difference, by bootstrap over questions.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.evaluation.bootstrap import Score, figure
from tests.benchmarks.extractive_figures import area_in_words, is_refused, threshold
from tests.benchmarks.extractive_rows import Row

SHARES = (0.05, 0.1, 0.2)


def main() -> None:
    """Prints a table for each set that both files have."""
    parser = argparse.ArgumentParser()
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    given = parser.parse_args()
    runs = [_read(path) for path in (given.before, given.after)]
    for name in dict.fromkeys(name for name, _ in runs[0]):
        both = [key for key in runs[0] if key in runs[1] and key[0] == name]
        if both:
            print(comparison(*([run[key] for key in both] for run in runs)))


def comparison(before: Sequence[Row], after: Sequence[Row]) -> str:
    """The table of one set; both runs have the same questions in the same order."""
    lines = [f"## {before[0]['set']}: {len(before)} questions\n"]
    if len({row["answerable"] for row in before}) == 2:
        lines.append(f"Area under ROC {area_in_words(before)}, then {area_in_words(after)}.\n")
    lines.append("| refused at most | right sentence | unanswerable refused |\n|---|---|---|")
    for share in SHARES:
        levels = threshold(before, share), threshold(after, share)
        right = _told(before, after, levels, True, lambda row, no: row["right"] and not no)
        refused = _told(before, after, levels, False, lambda row, no: no)
        lines.append(f"| {share:.2f} | {right} | {refused} |")
    return "\n".join([*lines, ""])


def _told(
    before: Sequence[Row],
    after: Sequence[Row],
    levels: tuple[float, float],
    answerable: bool,
    counts: Callable[[Row, bool], bool],
) -> str:
    """The shares that count of both runs, of the (un)answerable questions, and the difference."""
    pairs = [
        tuple(
            float(counts(row, is_refused(row, level)))
            for row, level in zip(both, levels, strict=True)
        )
        for both in zip(before, after, strict=True)
        if both[0]["answerable"] == answerable
    ]
    if not pairs:
        return ""
    old, new = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
    gained = figure([Score(new - old) for old, new in pairs])
    return f"{old:.3f}, then {new:.3f} [{gained['low']:+.3f}, {gained['high']:+.3f}]"


def _read(path: Path) -> dict[tuple[str, str], Row]:
    rows: list[Row] = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {(row["set"], row["id"]): row for row in rows}


if __name__ == "__main__":
    main()
