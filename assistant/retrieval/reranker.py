"""Optional reranking of the best candidates, by a cross-encoder or the chat model.

Off by default. The setting `rerank` is `llm`, the path of a folder with model.onnx and
tokenizer.json, or the name of a model on the Hugging Face hub (which needs the extra `rerank`).
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
from numpy.typing import NDArray

import prompts
from assistant.llm.cross_encoders import CrossEncoder, load_cross_encoder
from assistant.llm.meter import BudgetError, Meter
from assistant.llm.request import ask
from index.archive import Archive
from index.catalog.catalogue import Candidate
from index.errors import ArchiveError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

RERANKED = 20  # candidates
_PROMPT = "rerank"


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


class ChatReranker:
    """Asks the chat model once for the numbers of the passages that help, best first."""

    def __init__(
        self,
        model: "BaseChatModel",
        name: str = "",
        base_url: str | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._model, self._name, self._base_url = model, name, base_url
        self._meter = meter

    def paid_by(self, meter: Meter) -> Self:
        """This reranker, recording its requests on `meter`."""
        return type(self)(self._model, self._name, self._base_url, meter)

    def score(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """Greater for passages that the model names earlier; the others follow in their old order.

        Raises `ModelError` and `BudgetError`. If the budget is used up and its error allows
        quoting, the passages keep their order.
        """
        listed = "\n\n".join(f"{number}. {text}" for number, text in enumerate(passages, start=1))
        prompt = prompts.load(_PROMPT).substitute(question=question, passages=listed)
        scores = [-float(place) for place in range(len(passages))]
        account = (self._meter or Meter()).account(self._name, self._base_url)
        try:
            account.allow(prompt)
        except BudgetError as refused:
            if refused.quotes:
                return scores
            raise
        said = ask(self._model, account, _PROMPT, prompt)
        for place, number in enumerate(_numbers(said, len(passages))):
            scores[number - 1] = float(len(passages) - place)
        return scores


def _numbers(reply: str, most: int) -> list[int]:
    """The numbers of a JSON list in `reply`, each once; empty if it cannot be parsed."""
    start, end = reply.find("["), reply.rfind("]")
    try:
        given = json.loads(reply[start : end + 1])
    except ValueError:
        return []
    return list(dict.fromkeys(n for n in given if isinstance(n, int) and 1 <= n <= most))
