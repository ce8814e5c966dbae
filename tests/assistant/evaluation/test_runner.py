"""A run over a small dataset: what it finds, what it keeps, and how it goes on."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from assistant import Assistant
from assistant.evaluation.dataset import Dataset, load_dataset
from assistant.evaluation.runner import run
from assistant.evaluation.summary import flat, summarise
from index.errors import ArchiveError

pytestmark = pytest.mark.usefixtures("evaluation_cache")

FERRY = "The ferry to Oskar Island will stop in March. It carried 900 people a day."
BRIDGE = "The Lom bridge opens in June.  It cost 12 million crowns."


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    articles = [
        {"id": "ferry", "text": FERRY, "title": "Ferry ends", "published_at": "2031-01-05"},
        {"id": "bridge", "text": BRIDGE, "title": "Bridge opens", "published_at": "2031-04-02"},
    ]
    ends, cost = "The ferry to Oskar Island will stop in March.", "It cost 12 million crowns."
    questions = [
        asked("stops", "When will the ferry to Oskar Island stop?", ("ferry", ends), tags=["when"]),
        asked("cost", "What did the Lom bridge cost?", ("bridge", cost), tags=["how-much"]),
        asked("none", "Who designed the Lom bridge?"),
        asked("early", "What did the Lom bridge cost?", ("bridge", cost), asked_at="2031-02-01"),
        asked("lost", "What did the Lom bridge cost?", ("bridge", "It never cost anything.")),
    ]
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "articles.jsonl").write_text("\n".join(map(json.dumps, articles)))
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)))
    return load_dataset(folder)


def asked(name: str, question: str, *gold: tuple[str, str], **more: Any) -> dict[str, Any]:
    fields = {"id": name, "question": question, "answerable": bool(gold), "answers": []}
    marked = [{"article": article, "quote": quote} for article, quote in gold]
    return fields | {"gold": marked, "asked_at": None, "tags": []} | more


class Counted:
    """A progress bar that keeps what was told to it."""

    def __init__(self, stop_after: int = 99) -> None:
        self.total, self.done, self._stop_after = 0, 0, stop_after

    def __call__(
        self, what: str, total: int, unit: str
    ) -> AbstractContextManager[Callable[[], None]]:
        self.total = total
        return nullcontext(self.advance)

    def advance(self) -> None:
        self.done += 1
        if self.done == self._stop_after:
            raise KeyboardInterrupt


def test_a_run_finds_known_articles_and_hides_later_ones(dataset: Dataset):
    made = run(dataset, llm="none")
    cases = {case.question.id: case for case in made.cases}
    assert list(cases) == ["stops", "cost", "none", "early", "lost"]
    for name in ("stops", "cost"):
        assert cases[name].by_chunk is not None
        assert cases[name].by_chunk.found[0] == {0}
        assert cases[name].evidence is not None
        assert cases[name].evidence.ranks[0]
    assert [found.place.article for found in cases["early"].chunks or ()] == ["ferry"]
    assert cases["none"].chunks is None
    assert cases["lost"].gold[0].places == ()
    assert made.about["gold_not_found"] == 1
    figures = summarise(made.cases)
    assert figures["retrieval"]["chunks"]["hits@1"]["value"] == 0.5
    assert figures["by_tag"]["when"]["evidence"]["recall"]["value"] == 1.0
    assert set(figures["seconds"]) == {"search", "retrieve", "write", "verify"}
    assert figures["usage"] == {"input_tokens": 0, "output_tokens": 0, "dollars": 0}


def test_without_answers_only_questions_with_gold_are_asked(dataset: Dataset):
    figures = summarise(run(dataset, retrieval_only=True).cases)
    counts = {section: found["n"] for section, _, found in flat(figures)}
    assert counts == {
        "retrieval.chunks": 4, "retrieval.articles": 4, "evidence": 2, "answers": 0
    }  # fmt: skip
    assert set(figures["seconds"]) == {"search", "retrieve"}


def test_an_interrupted_run_resumes_and_embeds_articles_once(
    dataset: Dataset, evaluation_cache: Path, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(KeyboardInterrupt):
        run(dataset, retrieval_only=True, counting=Counted(stop_after=2))
    (log,) = evaluation_cache.glob("cases-*.jsonl")
    log.write_text(log.read_text() + '{"question": {"id": "none", "quest')  # killed as it wrote
    summaries = []
    real = Assistant.index
    monkeypatch.setattr(
        Assistant, "index", lambda *a, **k: summaries.append(real(*a, **k)) or summaries[-1]
    )
    counted = Counted()
    made = run(dataset, retrieval_only=True, counting=counted)
    assert (counted.total, counted.done, made.about["resumed"]) == (3, 3, 2)
    assert (summaries[0].indexed, summaries[0].updated) == (0, 0)
    assert not log.exists()
    run(dataset, retrieval_only=True, counting=counted)
    assert counted.total == 5  # a run that ended is not taken up


@pytest.mark.untraced
@pytest.mark.parametrize("change", ["fresh", "settings", "code", "questions"])
def test_cases_that_were_asked_otherwise_are_not_used(
    change: str, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(KeyboardInterrupt):
        run(dataset, llm="none", counting=Counted(stop_after=2))
    more: dict[str, Any] = {"llm": "none"}
    if change == "fresh":
        more["fresh"] = True
    elif change == "settings":
        more["evidence_tokens"] = 50
    elif change == "code":
        monkeypatch.setattr("assistant.evaluation.runner.code_checksum", lambda *_: "another")
    else:
        dataset = dataset.model_copy(update={"questions_checksum": "another"})
    counted = Counted()
    run(dataset, counting=counted, **more)
    assert counted.total == 5


def test_two_processes_do_not_ask_the_same_at_once(dataset: Dataset, evaluation_cache: Path):
    with pytest.raises(KeyboardInterrupt):
        run(dataset, retrieval_only=True, counting=Counted(stop_after=1))
    (log,) = evaluation_cache.glob("cases-*.jsonl")
    with FileLock(f"{log}.lock"), pytest.raises(ArchiveError, match="another process"):
        run(dataset, retrieval_only=True)


def test_articles_that_cannot_be_read_are_told(dataset: Dataset):
    dataset.articles.write_text(dataset.articles.read_text() + "\n{")
    made = run(load_dataset(dataset.articles.parent), retrieval_only=True)
    assert "line 3" in made.about["problems"][0]


def test_articles_of_which_none_can_be_read_are_an_error(dataset: Dataset):
    dataset.articles.write_text('{"id": "x", "tex')
    with pytest.raises(ArchiveError, match="has no article"):
        run(load_dataset(dataset.articles.parent), retrieval_only=True)
