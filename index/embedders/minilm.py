"""The embedded embedder: all-MiniLM-L6-v2 on onnxruntime, with no key and no network.

Model and tokenizer are the files in data/ (data/README.md: their source, licence and how they were
made).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.embedders.encoder import DIMENSIONS, Encoder, States, load_tokenizer

MODEL = Path(__file__).parent / "data/minilm-int8.onnx"
MODEL_SHA256 = "46d3a5db0452e2bbbc974ab3bfa9f4fa8afb59d34e17ee1138a80fa57ad87b40"
MAX_WORD_PIECES = (
    256  # what the model was trained to see; the rest of a longer text is not embedded
)


def minilm_of(embedder: object) -> "MiniLM":
    """`embedder` if it is one, or else one that the whole process shares."""
    return embedder if isinstance(embedder, MiniLM) else _shared()


class MiniLM(Embeddings):
    """Unit vectors of 384 floats, cosine .998 to the original model's on average.

    >>> len(MiniLM().embed_query("Who rebuilt the bridge?"))
    384
    """

    name = "minilm"
    # The form of the graph and the weights it was made from: archives store this name, so it
    # changes only when the vectors do.
    identity = "all-MiniLM-L6-v2/int8-rows-1/8199be6f699a"
    dimensions = DIMENSIONS
    uses_processor = True
    threads: int | None = None  # batches that are embedded at once; None: one a core

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text: its first 256 word pieces, mean-pooled."""
        vectors: list[list[float]] = self.embed(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """`(len(texts), 384)` float32, each row of length 1."""
        encodings = self._tokenizer.encode_batch(list(texts))
        vectors = np.zeros((len(encodings), self.dimensions), np.float32)
        pieces = [encoding.ids for encoding in encodings]
        for batch, rows in self._encoder.over_batches(pieces, _pooled, self.threads):
            vectors[batch] = rows
        return vectors

    def embed_words(self, texts: Sequence[str]) -> list["WordVectors"]:
        """The same vector of each text, and those of its word pieces as said in that text."""
        found = dict(self.each_words(texts))
        return [found[place] for place in range(len(texts))]

    def each_words(self, texts: Sequence[str]) -> Iterator[tuple[int, "WordVectors"]]:
        """`embed_words` in any order, each with its text's place: the states take 200 KB a text."""
        encodings = self._tokenizer.encode_batch(list(texts))
        pieces = [encoding.ids for encoding in encodings]
        for batch, hidden in self._encoder.over_batches(pieces, _whole, self.threads):
            for place, padded in zip(batch, hidden, strict=True):
                states = padded[: len(pieces[place])]
                offsets = np.array(encodings[place].offsets, np.int64)
                yield place, WordVectors(_unit(states.mean(axis=0)), offsets, states)

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer(MAX_WORD_PIECES)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(MODEL, MODEL_SHA256)


def _whole(_: NDArray[np.int64], states: States) -> States:
    return states


def _pooled(ids: NDArray[np.int64], states: States) -> NDArray[np.float32]:
    return _unit(np.einsum("bld,bl->bd", states, (ids != 0).astype(np.float32)))


@dataclass(frozen=True, slots=True)
class WordVectors:
    """A text's `vector` (384, length 1); of its word pieces `offsets` (n, 2), `states` (n, 384)."""

    vector: NDArray[np.float32]
    offsets: NDArray[np.int64]
    states: NDArray[np.float32]

    def of(self, start: int, end: int) -> NDArray[np.float32]:
        """The mean state of the pieces that overlap the characters `start` to `end`."""
        inside = (self.offsets[:, 0] < end) & (self.offsets[:, 1] > start)
        mean: NDArray[np.float32] = self.states[inside if inside.any() else [0]].mean(axis=0)
        return mean


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


_shared = cache(MiniLM)
