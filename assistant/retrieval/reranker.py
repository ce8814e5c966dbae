"""Optional reranking of the best candidates, by a cross-encoder or the chat model.

Off by default. The setting `rerank` is `llm`, the path of a folder with model.onnx and
tokenizer.json, or the name of a model on the Hugging Face hub (which needs the extra `rerank`).
"""

from collections.abc import Generator, Sequence
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from assistant.llm.cross_encoders import CrossEncoder, load_cross_encoder
from assistant.llm.meter import BudgetError, Meter
from assistant.llm.structured_request import Chat, Form, fill
from assistant.schema.draft import DraftError
from index.archive import Archive
from index.catalog.catalogue import Candidate
from index.errors import ArchiveError

RERANKED = 20  # candidates


class Reranker(Protocol):
    """Scores how well passages answer a question; only differences are meaningful."""

    def score(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """One number a passage, greater is better."""
        ...


def rerank(
    reranker: Reranker,
    question: str,
    archive: Archive,
    candidates: Sequence[Candidate],
    order: NDArray[np.intp],
    scores: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """`order` with its first `RERANKED` places reranked, and scores that match it."""
    chunks = archive.chunks([candidates[i].key for i in order[:RERANKED]])
    first = np.array([i for i in order[:RERANKED] if candidates[i].key in chunks], np.intp)
    if not len(first):
        return order, scores
    texts = [
        f"{chunk.article.embedding_header}\n{chunk.text}"
        for chunk in (chunks[candidates[i].key] for i in first)
    ]
    said = np.asarray(reranker.score(question, texts), np.float64)
    again = first[np.argsort(-said, kind="stable")]
    fresh = scores.copy()
    # Above all other candidates, with the reranker's differences.
    fresh[first] = said - said.min() + scores.max() + 1
    rest = order[~np.isin(order, again)]
    return np.concatenate([again, rest]), fresh


def load_reranker(name: str) -> Reranker:
    """The cross-encoder of that name; raises `ArchiveError` if it cannot be loaded."""
    if name == "llm":
        raise ArchiveError(
            "ASSISTANT_RERANK=llm needs a language model: set OPENAI_API_KEY or ASSISTANT_LLM"
        )
    return PairReranker(load_cross_encoder(name))


class PairReranker:
    """Scores pairs of question and passage with a cross-encoder; its last output counts."""

    def __init__(self, encoder: CrossEncoder) -> None:
        self._encoder = encoder

    def score(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """One number a passage."""
        scores = self._encoder.score([(question, text) for text in passages])
        return [float(score) for score in scores[:, -1]]


class RelevantPassages(BaseModel):
    """The form that the model fills in."""

    passages: list[int] = Field(description="numbers of the passages that help, best first")


class ChatReranker:
    """Asks the chat model once for the numbers of the passages that help, best first."""

    def __init__(self, chat: Chat, meter: Meter | None = None) -> None:
        self._chat, self._meter = chat, meter

    def paid_by(self, meter: Meter) -> Self:
        """This reranker, recording its requests on `meter`."""
        return type(self)(self._chat, meter)

    def score(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """Greater for passages that the model names earlier; the others follow in their old order.

        Raises `ModelError` and `BudgetError`. If the reply cannot be read, or the budget is used up
        and its error allows quoting, the passages keep their order.
        """
        scores = [-float(place) for place in range(len(passages))]
        try:
            numbers = fill(self._ask(question, passages), self._meter or Meter())
        except DraftError:
            return scores
        except BudgetError as refused:
            if refused.quotes:
                return scores
            raise
        for place, number in enumerate(numbers):
            scores[number - 1] = float(len(passages) - place)
        return scores

    def _ask(self, question: str, passages: Sequence[str]) -> Generator[Form, Any, list[int]]:
        listed = "\n\n".join(f"{number}. {text}" for number, text in enumerate(passages, start=1))
        values = {"question": question, "passages": listed}
        reply: RelevantPassages = yield Form(self._chat, "rerank", values, RelevantPassages)
        known = range(1, len(passages) + 1)
        return list(dict.fromkeys(number for number in reply.passages if number in known))
