"""MiniLM's integer graph on onnxruntime: word pieces in, a vector of 384 floats a piece out.

The embedder and the reader (assistant/llm/extractive_reader.py) are two sets of weights in this one
graph; each file is checked against its SHA-256 before it is used.
"""

import hashlib
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import ArchiveError

TOKENIZER = Path(__file__).parent / "data/minilm-tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
DIMENSIONS = 384
# Word pieces a batch: small enough for the processor's cache. 256 to 1,024 measured alike, 2,048
# a fifth slower (tests/benchmarks/embedding.py).
_BATCH_WORD_PIECES = 512

States = NDArray[np.float32]
_Made = TypeVar("_Made")


class Encoder:
    """The graph with the weights in `model`."""

    def __init__(self, model: Path, sha256: str) -> None:
        self._model = model
        self._sha256 = sha256

    def over_batches(
        self,
        pieces: Sequence[Sequence[int]],
        made: Callable[[NDArray[np.int64], States], _Made],
        threads: int | None = None,
    ) -> Iterator[tuple[list[int], _Made]]:
        """The places in `pieces` of a batch, and what is `made` of its ids and states.

        Ids are `(texts, pieces)`, padded with 0; states `(texts, pieces, 384)`. `threads` batches
        run at once, None: one a core.
        """

        def run(ids: NDArray[np.int64]) -> _Made:
            return made(ids, self._states(ids))

        batches = list(_batches(pieces))
        if threads == 1:
            yield from zip(batches, map(run, _padded(pieces, batches)), strict=True)
            return
        # One thread a batch beats two threads in one batch by a third: less waiting.
        with ThreadPoolExecutor(max_workers=threads or os.cpu_count()) as pool:
            yield from zip(batches, pool.map(run, _padded(pieces, batches)), strict=True)

    def _states(self, ids: NDArray[np.int64]) -> States:
        inputs = {"input_ids": ids, "lengths": (ids != 0).sum(axis=1, dtype=np.int32)}
        states: States = self.session.run(None, inputs)[0]
        return states

    @cached_property
    def session(self) -> Any:
        """The graph's session of onnxruntime."""
        return open_session(checked(self._model, self._sha256), exact=not has_exact_sums())


def load_tokenizer(most: int | None) -> Any:
    """MiniLM's tokenizer, which cuts texts after `most` word pieces, if given."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(checked(TOKENIZER, TOKENIZER_SHA256)))
    tokenizer.no_padding()  # the file pads and cuts at 128 word pieces
    if most is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(most)
    return tokenizer


def checked(file: Path, sha256: str) -> Path:
    """The same file; raises `ArchiveError` if it is missing or damaged."""
    try:
        with file.open("rb") as data:
            is_whole = hashlib.file_digest(data, "sha256").hexdigest() == sha256
    except OSError:
        is_whole = False
    if not is_whole:
        raise ArchiveError(
            f"the model's file {file} is damaged or missing; reinstall news-archive-assistant"
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
