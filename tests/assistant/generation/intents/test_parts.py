"""Two sources on one thing, two questions in one: each part by itself, with a model and without."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.schema.events import Checked, Done
from index.models import Article
from tests.making import add
from tests.openai_server import OpenAIServer

COST = "How do the Orrin Echo and the Vale Times differ on the cost of the tunnel?"
BOTH = "What did the Orrin tunnel cost and when was the Pell bridge painted?"


def made(id: str, day: str, source: str, text: str) -> Article:
    published_at = datetime.fromisoformat(f"{day}T09:00+00:00")
    return Article(id=id, text=text, title=f"Report {id}", source=source, published_at=published_at)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    with Assistant(folder, llm="none") as assistant:
        assistant.index([])
        add(
            assistant.archive,
            made("a", "2023-10-10", "Orrin Echo", "The Orrin tunnel cost 40 million crowns."),
            made("b", "2023-10-12", "Vale Times", "The Orrin tunnel cost 55 million crowns."),
            made("c", "2023-10-14", "Pell Post", "The Pell bridge was painted on 3 May 2021."),
        )
    return folder


@pytest.fixture
def quoting(folder: Path) -> Iterator[Assistant]:
    with Assistant(folder, llm="none") as assistant:
        yield assistant


@pytest.fixture
def modelled(folder: Path, openai_server: OpenAIServer) -> Iterator[Assistant]:
    with Assistant(folder, judge="none") as assistant:
        yield assistant


def says(text: str, needle: str) -> Callable[[dict[str, str]], str]:
    """`text`, citing the sentence in which `needle` stands."""

    def reply(evidence: dict[str, str]) -> str:
        ids = [name for name, sentence in evidence.items() if needle in sentence]
        statement = {"evidence": ids, "text": text}
        return json.dumps({"verdict": "answered", "statements": [statement]})

    return reply


def test_sources_are_quoted_in_turn(quoting: Assistant):
    answer = quoting.ask(COST)
    assert answer.shape == "comparison"
    assert answer.text == (
        "- Orrin Echo: The Orrin tunnel cost 40 million crowns. [1]\n"
        "- Vale Times: The Orrin tunnel cost 55 million crowns. [2]"
    )
    assert [statement.support for statement in answer.statements] == ["quoted", "quoted"]


def test_a_model_is_asked_of_each_sources_sentences_alone(
    modelled: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue(
        says("It cost 40 million crowns.", "40 million"),
        says("The tunnel cost 55 million crowns.", "55 million"),
    )
    answer = modelled.ask(COST)
    assert [statement.text for statement in answer.statements] == [
        "Orrin Echo: It cost 40 million crowns.",
        "Vale Times: The tunnel cost 55 million crowns.",
    ]
    assert [len(evidence) for evidence in openai_server.evidence] == [1, 1]
    assert [citation.article.id for citation in answer.citations] == ["a", "b"]


def test_a_statement_is_never_supported_by_the_other_source(
    modelled: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue(
        says("The Orrin tunnel cost 55 million crowns.", "40 million"),
        says("The Orrin tunnel cost 55 million crowns.", "55 million"),
    )
    answer = modelled.ask(COST)
    assert [(s.text, s.citations) for s in answer.statements] == [
        ("Vale Times: The Orrin tunnel cost 55 million crowns.", [1]),
    ]


def test_a_source_that_has_nothing_on_it_is_told(quoting: Assistant):
    answer = quoting.ask("What did the Orrin Echo and the Pell Post say about the Orrin tunnel?")
    assert [statement.text.split(":")[0] for statement in answer.statements] == ["Orrin Echo"]
    assert answer.unanswered and answer.unanswered.reason == "not-in-source"
    assert "Pell Post has nothing" in answer.usage["note"]


def test_both_of_two_questions_are_answered(quoting: Assistant):
    answer = quoting.ask(BOTH)
    assert answer.shape == "answer" and answer.unanswered is None
    assert "crowns" in answer.text and "painted on 3 May 2021" in answer.text


def test_an_unanswered_part_is_named_with_its_reason(quoting: Assistant):
    answer = quoting.ask("What did the Orrin tunnel cost and who is the mayor of Larkport?")
    assert answer.answered and "crowns" in answer.text
    assert answer.unanswered is not None
    assert answer.unanswered.part == "Who is the mayor of Larkport?"
    assert answer.unanswered.reason == "not-in-archive"
    assert "“Who is the mayor of Larkport?”" in answer.usage["note"]


def test_without_an_answer_to_either_it_abstains(quoting: Assistant):
    answer = quoting.ask("Who is the mayor of Larkport and when was Queen Odalys crowned?")
    assert not answer.answered and answer.unanswered is None
    assert answer.abstention and answer.abstention.searched


def test_a_model_writes_each_part_and_refused_parts_stay_unanswered(
    modelled: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue(
        says("It cost 40 million crowns.", "40 million"),
        '{"verdict": "not-in-evidence", "statements": []}',
    )
    answer = modelled.ask(BOTH)
    assert [statement.text for statement in answer.statements] == ["It cost 40 million crowns."]
    assert answer.unanswered and answer.unanswered.part == "When was the Pell bridge painted?"


def test_a_part_whose_statements_fail_the_check_is_unanswered(
    modelled: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue(
        says("It cost 40 million crowns.", "40 million"), says("It was in 1999.", "painted")
    )
    answer = modelled.ask(BOTH)
    assert len(answer.statements) == 1
    assert answer.unanswered and answer.unanswered.reason == "insufficient-evidence"


def test_restarting_one_part_withdraws_nothing_of_the_other(
    modelled: Assistant, openai_server: OpenAIServer
):
    openai_server.enqueue(
        says("It cost 40 million crowns.", "40 million"),
        "not JSON",
        says("The bridge was painted on 3 May 2021.", "painted"),
    )
    events = list(modelled.stream(BOTH))
    done = events[-1]
    assert isinstance(done, Done)
    assert [statement.text for statement in done.answer.statements] == [
        "It cost 40 million crowns.",
        "The bridge was painted on 3 May 2021.",
    ]
    told = [event.result for event in events if isinstance(event, Checked)]
    assert told[-2:] == done.answer.statements


def test_an_event_loop_gets_the_same(modelled: Assistant, openai_server: OpenAIServer):
    openai_server.enqueue(
        says("It cost 40 million crowns.", "40 million"),
        says("The bridge was painted on 3 May 2021.", "painted"),
    )
    answer = asyncio.run(modelled.aask(BOTH))
    assert len(answer.statements) == 2 and answer.unanswered is None
