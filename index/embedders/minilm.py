"""The embedded embedder: all-MiniLM-L6-v2 on onnxruntime, with no key and no network.

Model and tokenizer are the files in data/ (data/README.md: their source, licence and how they were
made); both are checked against their SHA-256 before they are used.
"""

import hashlib
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.errors import ArchiveError

MODEL = Path(__file__).parent / "data/minilm-int8.onnx"
MODEL_SHA256 = "46d3a5db0452e2bbbc974ab3bfa9f4fa8afb59d34e17ee1138a80fa57ad87b40"
TOKENIZER = MODEL.with_name("minilm-tokenizer.json")
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
MAX_WORD_PIECES = (
    256  # what the model was trained to see; the rest of a longer text is not embedded
)
# Word pieces a batch: small enough for the processor's cache. 256 to 1,024 measured alike, 2,048
# a fifth slower (tests/benchmarks/embedding.py).
_BATCH_WORD_PIECES = 512


class MiniLM(Embeddings):
    """Unit vectors of 384 floats, cosine .998 to the original model's on average.

    >>> len(MiniLM().embed_query("Who rebuilt the bridge?"))
    384
    """

    name = "minilm"
    # The form of the graph and the weights it was made from: archives store this name, so it
    # changes only when the vectors do.
    identity = "all-MiniLM-L6-v2/int8-rows-1/8199be6f699a"
    dimensions = 384
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
        for batch, rows in self._over_batches([e.ids for e in encodings], self._pooled):
            vectors[batch] = rows
        return vectors

    def embed_words(self, texts: Sequence[str]) -> list["WordVectors"]:
        """The same vector of each text, and those of its word pieces as said in that text."""
        found = dict(self.each_words(texts))
        return [found[place] for place in range(len(texts))]

    def each_words(self, texts: Sequence[str]) -> Iterator[tuple[int, "WordVectors"]]:
        """`embed_words` in any order, each with its text's place: the states take 200 KB a text."""
        encodings = self._tokenizer.encode_batch(list(texts))
        for batch, hidden in self._over_batches([e.ids for e in encodings], self._hidden):
            for place, states in zip(batch, hidden, strict=True):
                pieces = states[: len(encodings[place].ids)]
                offsets = np.array(encodings[place].offsets, np.int64)
                yield place, WordVectors(_unit(pieces.mean(axis=0)), offsets, pieces)

    def _over_batches(
        self,
        pieces: Sequence[Sequence[int]],
        run: Callable[[NDArray[np.int64]], NDArray[np.float32]],
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """The places of a batch, and what `run` makes of it."""
        batches = list(_batches(pieces))
        if self.threads == 1:
            yield from zip(batches, map(run, _padded(pieces, batches)), strict=True)
            return
        # One thread a batch beats two threads in one batch by a third: less waiting.
        with ThreadPoolExecutor(max_workers=self.threads or os.cpu_count()) as pool:
            yield from zip(batches, pool.map(run, _padded(pieces, batches)), strict=True)

    def _hidden(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        inputs = {"input_ids": ids, "lengths": (ids != 0).sum(axis=1, dtype=np.int32)}
        hidden: NDArray[np.float32] = self._session.run(None, inputs)[0]
        return hidden

    def _pooled(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        mask = (ids != 0).astype(np.float32)
        return _unit(np.einsum("bld,bl->bd", self._hidden(ids), mask))

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(checked(TOKENIZER, TOKENIZER_SHA256)))
        tokenizer.no_padding()  # the file pads and cuts at 128 word pieces
        tokenizer.enable_truncation(MAX_WORD_PIECES)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        return open_session(checked(MODEL, MODEL_SHA256), exact=not has_exact_sums())


def checked(file: Path, sha256: str) -> Path:
    """The same file; raises `ArchiveError` where it is missing or not what it was."""
    try:
        with file.open("rb") as data:
            is_whole = hashlib.file_digest(data, "sha256").hexdigest() == sha256
    except OSError:
        is_whole = False
    if not is_whole:
        raise ArchiveError(
            f"the embedding model's file {file} is damaged or missing;"
            " reinstall news-archive-assistant"
        )
    return file


def open_session(model: Path, *, exact: bool) -> Any:
    """A session of one thread. `exact` gives the same vectors everywhere, at 0.6 of the speed."""
    import onnxruntime

    levels = onnxruntime.GraphOptimizationLevel
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_mem_pattern = False  # it keeps one for each shape of a batch: 19 MB, no faster
    # tests/training/minilm_int8.py has chosen the operators already.
    options.graph_optimization_level = levels.ORT_DISABLE_ALL
    if exact:
        options.add_session_config_entry("session.x64quantprecision", "1")
        options.graph_optimization_level = levels.ORT_ENABLE_EXTENDED  # the setting needs it
    return onnxruntime.InferenceSession(
        model,
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion", "BiasGeluFusion"],
    )


def has_exact_sums() -> bool:
    """Whether this processor adds products of int8 without overflow: all but x86 without VNNI.

    numpy has asked the processor already; one it does not know of counts as one that overflows.
    """
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return True
    from numpy._core import _multiarray_umath  # type: ignore[attr-defined]

    return bool(getattr(_multiarray_umath, "__cpu_features__", {}).get("AVX512VNNI"))


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


def _batches(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Indices of texts of like length, longest first, `_BATCH_WORD_PIECES` together."""
    order = sorted(range(len(pieces)), key=lambda i: -len(pieces[i]))
    while order:
        size = max(1, _BATCH_WORD_PIECES // len(pieces[order[0]]))
        yield order[:size]
        order = order[size:]


def _padded(
    pieces: Sequence[Sequence[int]], batches: Sequence[Sequence[int]]
) -> Iterator[NDArray[np.int64]]:
    for batch in batches:
        ids = np.zeros((len(batch), len(pieces[batch[0]])), np.int64)
        for row, index in enumerate(batch):
            ids[row, : len(pieces[index])] = pieces[index]
        yield ids
