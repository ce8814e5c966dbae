"""Outcomes as a table: shares with their 95 % intervals (bootstrap), a row a set and kind."""

from collections.abc import Callable, Sequence

from assistant.evaluation.bootstrap import figure
from assistant.evaluation.dataset import Dataset
from assistant.evaluation.scores import Score
from tests.evaluation.small_model.asking import Outcome

HEAD = ("set", "questions", "n", "model alone", "quotations", "chain", "written by the model")
Column = Callable[[Outcome], bool]
REFUSED: tuple[Column, ...] = (
    lambda one: not one.says_yes,
    lambda one: not one.quoted,
    lambda one: not one.answered,
)
RIGHT: tuple[Column, ...] = (lambda one: one.quoted_right, lambda one: one.right)


def rows(dataset: Dataset, outcomes: Sequence[Outcome]) -> list[str]:
    """Of answerable ones, how many are refused, and how many cite a gold sentence."""
    told = []
    for kind in ("answerable", "near miss", "foreign"):
        of_kind = [one for one in outcomes if one.case.kind == kind]
        if not of_kind:
            continue
        written = sum(one.writes for one in of_kind)
        shares = [_share(of_kind, column) for column in REFUSED]
        told.append(_row(dataset.name, f"{kind}: refused", len(of_kind), *shares, written))
        if kind == "answerable":
            right = [_share(of_kind, column) for column in RIGHT]
            told.append(
                _row(dataset.name, f"{kind}: gold cited", len(of_kind), "", *right, written)
            )
    return told


def head() -> str:
    return f"{_row(*HEAD)}\n{'|---' * len(HEAD)}|"


def _share(outcomes: Sequence[Outcome], column: Column) -> str:
    found = figure([Score(column(one)) for one in outcomes])
    return f"{found['value']:.2f} ({found['low']:.2f} to {found['high']:.2f})"


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"
