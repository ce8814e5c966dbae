"""Two sources on one thing: each by itself where no model writes."""

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


def test_an_event_loop_gets_the_same(quoting: Assistant):
    assert asyncio.run(quoting.aask(COST)).text == quoting.ask(COST).text


def test_a_model_compares_in_one_request(folder: Path, openai_server: OpenAIServer):
    def reply(evidence: dict[str, str]) -> str:
        said = [{"evidence": [name], "text": text} for name, text in evidence.items()]
        return json.dumps({"verdict": "answered", "statements": said[:2]})

    openai_server.enqueue(reply)
    with Assistant(folder) as assistant:
        answer = assistant.ask(COST)
    assert len(answer.statements) == 2 and answer.unanswered is None
    assert len(openai_server.requests) == 1
