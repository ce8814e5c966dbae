"""The figures of docs/benchmarks.md do not fall unnoticed."""

import pytest

from assistant.evaluation.dataset import load_dataset
from assistant.evaluation.runner import run
from assistant.evaluation.summary import summarise
from tests.evaluation.snapshot import HERE

# Each a little below what was measured when the table of docs/benchmarks.md was made.
FLOORS = {
    "user-article": {"right_sentence": 0.7, "abstention_recall": 0.75},
    "user-article-plain": {"right_sentence": 0.8, "abstention_recall": 0.4},
    "user-article-stranger4": {"right_sentence": 0.9, "abstention_recall": 0.5},
    "seeds": {"right_sentence": 0.4, "abstention_recall": 0.8},
}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("evaluation_cache")
@pytest.mark.parametrize("name", FLOORS)
def test_quoting_is_as_good_as_it_was(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ASSISTANT_CAUTION")
    figures = summarise(run(load_dataset(HERE / name), llm="none").cases)["answers"]
    for metric, floor in FLOORS[name].items():
        assert figures[metric]["value"] >= floor, figures
