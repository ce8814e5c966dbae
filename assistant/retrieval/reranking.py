"""Reading the best candidates again, by choice: a cross-encoder, or the chat model.

Off by default. `rerank` is `llm`, the path of a folder with model.onnx and tokenizer.json, or the
name of a model on the Hugging Face hub (which needs the extra `rerank`).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

import prompts
from assistant.models.meter import Account, BudgetError, Meter
from index.catalog import Candidate
from index.errors import ArchiveError
from index.store import Archive

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

AGAIN = 20  # candidates that are read again
_PROMPT = "rerank"
_PIECES = 512  # word pieces of question and passage together


class Reranker(Protocol):
    """Says how well each passage answers a question; only differences mean something."""

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
    """The order with its first `AGAIN` places by `reranker`, and scores that fit it."""
    chunks = archive.chunks([candidates[i].key for i in order[:AGAIN]])
    first = np.array([i for i in order[:AGAIN] if candidates[i].key in chunks], np.intp)
    if not len(first):
        return order, scores
    texts = [
        f"{chunk.article.embedding_header}\n{chunk.text}"
        for chunk in (chunks[candidates[i].key] for i in first)
    ]
    said = np.asarray(reranker.score(question, texts), np.float64)
    again = first[np.argsort(-said, kind="stable")]
    fresh = scores.copy()
    # Above what was not read again, as far apart as the reranker says.
    fresh[first] = said - said.min() + scores.max() + 1
    rest = order[~np.isin(order, again)]
    return np.concatenate([again, rest]), fresh


def load_reranker(name: str) -> Reranker:
    """The cross-encoder of that name; raises `ArchiveError` where it cannot be had."""
    if name == "llm":
        raise ArchiveError("rerank is llm, but no language model is configured: ASSISTANT_LLM")
    if (Path(name) / "model.onnx").is_file():
        return OnnxReranker(Path(name))
    try:
        import sentence_transformers
    except ImportError as error:
        raise ArchiveError(
            f"no model.onnx lies in {name}, and a name on a hub needs the extra rerank:"
            " pip install 'news-archive-assistant[rerank]'"
        ) from error
    return SentenceTransformersReranker(sentence_transformers.CrossEncoder(name))


class SentenceTransformersReranker:
    """A cross-encoder of sentence-transformers."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def score(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """One number a passage."""
        return [float(n) for n in self._model.predict([(question, text) for text in passages])]


class OnnxReranker:
    """A cross-encoder in a folder: model.onnx (one number a pair) and tokenizer.json."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # each of the two has errors of its own
            raise ArchiveError(f"no cross-encoder can be read from {folder}: {error}") from error
        self._tokenizer.enable_truncation(_PIECES, strategy="only_second")
        self._tokenizer.enable_padding()

    def score(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """One number a passage."""
        encodings = self._tokenizer.encode_batch([(question, text) for text in passages])
        known = {
            "input_ids": [e.ids for e in encodings],
            "attention_mask": [e.attention_mask for e in encodings],
            "token_type_ids": [e.type_ids for e in encodings],
        }
        wanted = [one.name for one in self._session.get_inputs()]
        inputs = {name: np.array(known[name], np.int64) for name in wanted}
        scores = np.asarray(self._session.run(None, inputs)[0])
        return [float(score) for score in scores.reshape(len(passages), -1)[:, -1]]


class ChatReranker:
    """The chat model, asked once for the numbers of the passages that help, best first."""

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
        """The same, for one question."""
        return type(self)(self._model, self._name, self._base_url, meter)

    def score(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """The greater the earlier the model names a passage; what it does not name stays behind.

        Raises `ModelError` and `BudgetError`; where the sources may be quoted instead of
        overdrawing, the passages stay in their order.
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
        for place, number in enumerate(_numbers(self._ask(prompt, account), len(passages))):
            scores[number - 1] = float(len(passages) - place)
        return scores

    def _ask(self, prompt: str, account: Account) -> str:
        from langsmith import tracing_context

        from assistant.models import explain
        from assistant.models.usage import counted, estimated

        try:
            with tracing_context(enabled=False):
                message = self._model.invoke(prompt)
        except Exception as error:  # each provider's client has errors of its own
            raise explain(error, self._name) from error
        usage = counted(message) or estimated(prompt, message.text)
        account.note([_PROMPT], message.text, usage)
        return message.text


def _numbers(reply: str, most: int) -> list[int]:
    """The numbers of a JSON list in `reply`, each once; none where it cannot be read."""
    start, end = reply.find("["), reply.rfind("]")
    try:
        given = json.loads(reply[start : end + 1])
    except ValueError:
        return []
    return list(dict.fromkeys(n for n in given if isinstance(n, int) and 1 <= n <= most))
