"""A model that errs as one of 1.5 billion parameters does refuses more in the chain, rightly."""

from pathlib import Path

from assistant.evaluation.dataset import load_dataset
from tests.conftest import ROOT
from tests.evaluation.small_model.asking import ask_all
from tests.evaluation.small_model.cases import drawn
from tests.evaluation.small_model.erring import Erring, Rates

DATASET = ROOT / "tests/evaluation/user-article-stranger4"


def test_the_chain_refuses_near_misses_and_keeps_right_answers(
    tmp_path: Path,
):
    dataset = load_dataset(DATASET)
    cases = [*drawn(dataset, None, 10)]
    outcomes = list(ask_all(dataset, cases, Erring(Rates()), "openai:erring", tmp_path, 800))
    misses = [one for one in outcomes if one.case.kind == "near miss"]
    right = [one for one in outcomes if one.case.kind == "answerable"]
    assert len(right) == len(misses) == 10
    own = sum(not one.says_yes for one in misses)
    assert 6 <= own <= 8  # as stated: three of four
    assert sum(not one.answered for one in misses) >= 9 > own
    assert sum(one.right for one in right) >= 9
    assert sum(one.writes for one in right) >= 9
