"""The conversations of tests/evaluation/conversations: what they are, and how many are right."""

from itertools import groupby

import pytest

from assistant import Assistant
from tests.evaluation.conversations.running import Outcome, load, talk

CASES = [case for name in ("tuned", "unseen", "later") for case in load(name)]


def test_forty_conversations_of_two_to_five_turns_cite_the_seeds(seeds: Assistant):
    texts = [article.text for article in seeds.archive.catalogue.articles()]
    assert len({case["id"] for case in CASES}) == len(CASES) >= 40
    for case in CASES:
        assert 2 <= len(case["turns"]) <= 5
        for gold in (gold for turn in case["turns"] for gold in turn.get("gold", ())):
            assert any(gold in text for text in texts), gold


def test_one_of_them_is_understood_to_its_end(seeds: Assistant):
    (case,) = (case for case in CASES if case["id"] == "bridge-closing")
    assert [outcome.wrong for outcome in talk(seeds, case, model=False)] == [(), (), ()]


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("model", "least"), [(False, 0.75), (True, 0.9)])
def test_enough_of_them_are_understood(seeds: Assistant, model: bool, least: float):
    outcomes = [outcome for case in CASES for outcome in talk(seeds, case, model=model)]

    def name(outcome: Outcome) -> str:
        return outcome.conversation

    whole = [not any(one.wrong for one in of) for _, of in groupby(outcomes, name)]
    assert sum(whole) >= least * len(whole)
