"""Two sources on one thing, two questions in one: each part by itself where no model writes."""

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assistant import Assistant
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


def test_sources_are_quoted_in_turn(quoting: Assistant):
    answer = quoting.ask(COST)
    assert answer.shape == "comparison"
    assert answer.text == (
        "- Orrin Echo: The Orrin tunnel cost 40 million crowns. [1]\n"
        "- Vale Times: The Orrin tunnel cost 55 million crowns. [2]"
    )
    assert [statement.support for statement in answer.statements] == ["quoted", "quoted"]


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


def test_what_answers_both_is_quoted_once(quoting: Assistant):
    answer = quoting.ask("What did the Orrin tunnel cost and what was the cost of Orrin's tunnel?")
    assert len({statement.text for statement in answer.statements}) == len(answer.statements)


def test_an_event_loop_gets_the_same(quoting: Assistant):
    assert asyncio.run(quoting.aask(BOTH)).text == quoting.ask(BOTH).text


@pytest.mark.parametrize("question", [COST, BOTH])
def test_a_model_answers_all_parts_in_one_request(
    folder: Path, openai_server: OpenAIServer, question: str
):
    def reply(evidence: dict[str, str]) -> str:
        said = [{"evidence": [name], "text": text} for name, text in evidence.items()]
        return json.dumps({"verdict": "answered", "statements": said[:2]})

    openai_server.enqueue(reply)
    with Assistant(folder) as assistant:
        answer = assistant.ask(question)
    assert len(answer.statements) == 2 and answer.unanswered is None
    assert len(openai_server.requests) == 1
