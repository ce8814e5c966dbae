"""What people found wrong, as a dataset that is asked again and measured."""

import json
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.evaluation.dataset import load_dataset
from index.errors import ArchiveError
from tests.assistant.test_cli import Run

QUESTION = "How many people died in the Selne floods?"
TWICE = "How much will it cost to repair the bridge?"  # two sentences answer
BETTER = "Repairing the bridge will cost 41 million crowns"


@pytest.fixture(scope="module")
def assistant(seeds_to_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """A copy of the seeds, for what others say of the seeds' answers is no matter here."""
    from shutil import copytree

    return Assistant(
        copytree(seeds_to_copy, tmp_path_factory.mktemp("cases") / "seeds"), llm="none"
    )


def blamed(assistant: Assistant, question: str = QUESTION, **how: object) -> Answer:
    answer = assistant.ask(question)
    assistant.answers.feedback(answer.id, "wrong-citation", citation=1, **how)
    return answer


def test_a_case_repeats_the_question_with_the_named_sentence(assistant: Assistant, tmp_path: Path):
    answer = blamed(assistant, sentence=BETTER)
    made = assistant.answers.cases(tmp_path)
    assert answer.id in made.written
    dataset = load_dataset(tmp_path)
    (case,) = [question for question in dataset.questions if question.id == answer.id]
    assert (case.question, case.answerable, case.tags) == (QUESTION, True, ["wrong-citation"])
    (gold,) = case.gold
    lines = [json.loads(line) for line in dataset.articles.read_text().splitlines()]
    (article,) = [line for line in lines if line["id"] == gold.article]
    assert gold.quote == BETTER and BETTER in article["text"]
    given = {one.article for one in assistant.answers.record(answer.id).evidence}
    assert given <= {line["id"] for line in lines}


def test_unblamed_citations_are_gold_and_no_gold_makes_no_case(
    assistant: Assistant, tmp_path: Path
):
    two = assistant.ask(TWICE)
    assert len(two.citations) == 2
    assistant.answers.feedback(two.id, "wrong-citation", citation=1)
    unknown = blamed(assistant)
    added = tmp_path / "elephants.txt"
    added.write_text("Elephants repaired it for nothing.")
    assistant.index([added])
    nowhere = blamed(assistant, sentence="Elephants  repaired it for nothing.")
    assistant.archive.remove(added.name)
    narrow = assistant.ask(TWICE, since="2024-01-01")
    assistant.answers.feedback(narrow.id, "wrong", sentence=BETTER)
    made = assistant.answers.cases(tmp_path)
    (case,) = [case for case in load_dataset(tmp_path).questions if case.id == two.id]
    assert [gold.quote for gold in case.gold] == [c.quote for c in two.citations[1:]]
    assert "no feedback names" in made.left_out[unknown.id]
    assert "is in no article" in made.left_out[nowhere.id]
    assert "asked with --source" in made.left_out[narrow.id]


@pytest.mark.parametrize("sentence", ["Elephants repaired it for nothing.", "…", " "])
def test_a_sentence_that_no_article_has_is_refused(assistant: Assistant, sentence: str):
    answer = assistant.ask(QUESTION)
    before = assistant.answers.record(answer.id).feedback
    with pytest.raises(ArchiveError, match="no article has that sentence; copy it"):
        assistant.answers.feedback(answer.id, "wrong", sentence=sentence)
    assert assistant.answers.record(answer.id).feedback == before


def test_the_sentence_may_be_one_of_another_article(assistant: Assistant):
    answer = assistant.ask(QUESTION)
    given = {one.article for one in assistant.answers.record(answer.id).evidence}
    for article in assistant.archive.catalogue.articles():
        if article.id not in given:
            sentence = " ".join(article.text.split()[-30:])
            blamed(assistant, sentence=sentence)
            (record,) = assistant.answers.latest(1)
            assert record.feedback[-1].sentence == sentence


def test_a_dataset_of_cases_is_evaluated(
    assistant: Assistant,
    tmp_path: Path,
    evaluation_cache: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    blamed(assistant, sentence=BETTER)
    run = Run(capsys, monkeypatch)
    archive = ["--archive", assistant.archive.folder]
    told = json.loads(run(*archive, "answers", "--cases", tmp_path / "wrong", "--json").out)
    assert run(*archive, "answers", "--cases", tmp_path / "wrong").out.startswith(
        f"{len(told['written'])} cases written to "
    )
    assert set(told["left_out"]) == {line.split()[2].strip(":") for line in run.err.splitlines()}
    run("eval", tmp_path / "wrong", "--llm", "none", "--json")
    assert run.code == 0, run.err
    assert "gold sentences are not in" not in run.err
    figures = json.loads(run.out)["by_tag"]["wrong-citation"]
    assert figures["retrieval"]["articles"]["hits@10"]["n"] == len(told["written"])
    assert figures["answers"]["citation_precision"]["n"] > 0


def test_an_answer_that_was_wrongly_refused_becomes_a_case_too(
    assistant: Assistant, tmp_path: Path
):
    silent = assistant.ask("When did Sullivan visit Lisbon?")
    assert not silent.answered
    assistant.answers.feedback(silent.id, "wrong", sentence=BETTER)
    assistant.answers.cases(tmp_path)
    (case,) = [case for case in load_dataset(tmp_path).questions if case.id == silent.id]
    assert (case.tags, len(case.gold)) == (["wrong"], 1)
