"""A real, small language model behind a real server: badly written, and still nothing unchecked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.verification import Source, find_suspicions
from tests import llama_server


@pytest.fixture(scope="module")
def llama() -> Iterator[str]:
    """The address of a llama.cpp server with a model of 135 million parameters."""
    server = llama_server.start()
    yield server.listening_address + "/v1"
    del server


QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_small_real_model_shows_only_checked_statements(
    llama: str, user_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENAI_API_KEY", llama_server.KEY)
    with Assistant(
        user_folder,
        llm="openai:smollm2",
        base_url=llama,
        evidence_tokens=300,
        timeout=240.0,
        judge="none",  # it says "supported" of anything
    ) as assistant:
        answer = assistant.ask(QUESTION)
        article = assistant.archive.catalogue.article("000_0b410a4c2b4a097b.txt")
    assert article is not None
    assert answer.model in ("openai:smollm2", "quotations")
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for citation in answer.citations:
        assert article.text[citation.start : citation.end] == citation.quote
    for statement in answer.statements:
        said = [" ".join(quotes[number].split()) for number in statement.citations]
        suspicions = find_suspicions(statement.text, [Source(tuple(said), article=article.text)])
        assert statement.text in said or not any(one.is_grave for one in suspicions)
