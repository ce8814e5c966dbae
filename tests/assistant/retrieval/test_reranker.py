"""Reading again: a real, tiny cross-encoder made here, and a scripted chat model."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant import Assistant
from assistant.llm.cross_encoders import HubCrossEncoder, load_cross_encoder
from assistant.llm.structured_request import Chat
from assistant.retrieval.hybrid import search
from assistant.retrieval.reranker import ChatReranker, PairReranker, load_reranker
from index.archive import Archive
from index.catalog.scope import Scope
from index.errors import ArchiveError
from index.models import Article
from index.pipeline import index
from tests.cross_encoders import save_scoring


@pytest.fixture
def cross_encoder(tmp_path: Path) -> Path:
    """A model that likes ferry better than tunnel, and tunnel better than all else."""
    return save_scoring(tmp_path, "tunnel", "ferry")


@pytest.fixture
def news(archive: Archive) -> Archive:
    texts = {"a": "The tunnel opened.", "b": "The ferry sank.", "c": "A bridge fell."}
    index(archive, [Article(id=name, text=text) for name, text in texts.items()])
    return archive


def found(archive: Archive, reranker) -> list[str]:
    hits = search(archive, "What fell?", 3, Scope(), reranker)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return [hit.chunk.article.id for hit in hits]


def test_a_cross_encoder_in_a_folder_orders_the_best(news: Archive, cross_encoder: Path):
    assert found(news, None)[0] == "c"
    assert found(news, load_reranker(str(cross_encoder))) == ["b", "a", "c"]


def test_a_folder_with_a_damaged_model_is_told_of(cross_encoder: Path):
    (cross_encoder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ArchiveError, match="cannot load a cross-encoder"):
        load_reranker(str(cross_encoder))


def test_two_texts_that_are_too_long_for_it_are_cut(cross_encoder: Path):
    assert load_reranker(str(cross_encoder)).score("ferry " * 900, ["tunnel " * 900]) == [3.0]


def test_a_model_made_for_one_length_gets_that_length(tmp_path: Path):
    encoder = load_cross_encoder(str(save_scoring(tmp_path, "tunnel", "ferry", length=16)))
    short, long = encoder.score([("the tunnel", "shut"), ("ferry " * 40, "tunnel " * 40)])
    assert (short, long) == (2, 3)


def test_a_hub_name_without_the_extra_names_the_extra():
    with pytest.raises(ArchiveError, match=r"\[rerank\]"):
        load_reranker("some/cross-encoder")


def test_a_model_of_sentence_transformers_is_asked_for_pairs(news: Archive):
    class Pairs:
        def predict(self, pairs):
            return [float("ferry" in text) for question, text in pairs if question == "What fell?"]

    assert found(news, PairReranker(HubCrossEncoder(Pairs())))[0] == "b"


def test_threads_ask_a_model_of_sentence_transformers_in_turn():
    borrowed = threading.Lock()

    class Tokenizing:
        def predict(self, pairs):
            if not borrowed.acquire(blocking=False):
                raise RuntimeError("Already borrowed")
            time.sleep(0.01)
            borrowed.release()
            return [1.0] * len(pairs)

    encoder = HubCrossEncoder(Tokenizing())
    with ThreadPoolExecutor(4) as pool:
        scores = list(pool.map(encoder.score, [[("What fell?", "A bridge.")]] * 8))
    assert scores == [[[1.0]]] * 8


def test_the_chat_model_names_the_best(news: Archive):
    before = found(news, None)
    said = ['Here: {"passages": [3, 1, 99, 3]}', "I cannot say."]
    chat = Chat(FakeListChatModel(responses=said), "scripted:reranker")
    assert found(news, ChatReranker(chat)) == [before[2], before[0], before[1]]
    assert found(news, ChatReranker(chat)) == before


def test_the_setting_chooses_the_reranker(news: Archive, cross_encoder: Path):
    with Assistant(news.folder, llm="none", rerank=str(cross_encoder)) as assistant:
        assert assistant.search("What fell?")[0].chunk.article.id == "b"
        assert assistant.retriever.invoke("What fell?")[0].metadata["article"] == "b"
        assert assistant.explain("What fell?")[1].milliseconds["rerank"] > 0
    with (
        Assistant(news.folder, llm="none", rerank="llm") as assistant,
        pytest.raises(ArchiveError, match="needs a language model"),
    ):
        assistant.search("What fell?")
