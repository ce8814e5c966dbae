"""OpenAI's embedder over real HTTP."""

import pytest

from index.embedders import load_embedder
from index.errors import ArchiveError
from tests.openai_server import OpenAIServer


def test_texts_are_embedded_in_batches_and_keep_their_order(openai_server: OpenAIServer):
    embedder = load_embedder("openai:text-embedding-3-small")
    texts = [f"article {number}" for number in range(300)]
    vectors = embedder.embed_documents(texts)
    assert len(vectors) == 300
    assert {len(vector) for vector in vectors} == {embedder.dimensions}
    assert [text for request in openai_server.requests for text in request["input"]] == texts
    assert len(openai_server.requests) == 2
    assert embedder.embed_query("article 7") == pytest.approx(vectors[7])


def test_a_text_beyond_the_models_limit_is_cut(openai_server: OpenAIServer):
    load_embedder("openai:text-embedding-3-large").embed_query("harbour " * 20_000)
    assert len(openai_server.requests[0]["input"][0].split()) <= 8_000


def test_an_unreachable_server_is_one_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(ArchiveError, match="could not embed") as error:
        load_embedder("openai:text-embedding-3-small").embed_query("bridge")
    assert "\n" not in str(error.value)


def test_a_missing_key_is_one_line():
    with pytest.raises(ArchiveError, match="OPENAI_API_KEY"):
        load_embedder("openai:text-embedding-3-small").embed_query("bridge")
