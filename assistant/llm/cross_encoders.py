"""Cross-encoders: models that score a pair of texts, and how to load them.

A cross-encoder is a folder with model.onnx and tokenizer.json (and config.json, if its outputs have
names), or the name of a model on the Hugging Face hub, which needs the extra `rerank`.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ArchiveError
from index.extras import MissingExtraError, require

Pairs = Sequence[tuple[str, str]]
_PIECES = 512  # tokens of both texts together


class CrossEncoder(Protocol):
    """`labels` are the names of its outputs in order; empty if they have no names."""

    labels: tuple[str, ...]

    def score(self, pairs: Pairs) -> NDArray[np.float64]:
        """`(pairs, outputs)`, greater is more likely; only differences are meaningful."""
        ...


def load_cross_encoder(name: str) -> CrossEncoder:
    """Loads a folder or, with the extra `rerank`, a model of the hub; else `ArchiveError`."""
    if (Path(name) / "model.onnx").is_file():
        return OnnxCrossEncoder(Path(name))
    try:
        hub = require("rerank", "sentence_transformers")
    except MissingExtraError as error:
        raise ArchiveError(
            f"no model.onnx in {name}, and to load {name} from the hub {error}"
        ) from error
    return HubCrossEncoder(hub.CrossEncoder(name))


class HubCrossEncoder:
    """A cross-encoder of sentence-transformers."""

    def __init__(self, model: Any) -> None:
        self.labels = _labels(getattr(getattr(model, "config", None), "id2label", None))
        self._model = model
        # Each call sets the tokenizer's padding: a second thread gets the error "Already borrowed".
        self._turn = Lock()

    def score(self, pairs: Pairs) -> NDArray[np.float64]:
        with self._turn:
            scores = np.asarray(self._model.predict(list(pairs)), np.float64)
        return scores.reshape(len(pairs), -1)


class OnnxCrossEncoder:
    """A cross-encoder in a folder, run by onnxruntime."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
            )
            config = folder / "config.json"
            read = json.loads(config.read_text("utf-8")) if config.is_file() else {}
            self.labels = _labels(read.get("id2label"))
        except Exception as error:  # each of these libraries has its own errors
            raise ArchiveError(f"cannot load a cross-encoder from {folder}: {error}") from error
        length = self._session.get_inputs()[0].shape[-1]
        fixed = length if isinstance(length, int) else None  # some exports have a fixed length
        self._tokenizer.enable_truncation(fixed or _PIECES)  # truncates the longer text first
        self._tokenizer.enable_padding(length=fixed)

    def score(self, pairs: Pairs) -> NDArray[np.float64]:
        encodings = self._tokenizer.encode_batch(list(pairs))
        known = {
            "input_ids": [e.ids for e in encodings],
            "attention_mask": [e.attention_mask for e in encodings],
            "token_type_ids": [e.type_ids for e in encodings],
        }
        wanted = [one.name for one in self._session.get_inputs()]
        inputs = {name: np.array(known[name], np.int64) for name in wanted}
        scores = np.asarray(self._session.run(None, inputs)[0], np.float64)
        return scores.reshape(len(pairs), -1)


def _labels(by_place: Any) -> tuple[str, ...]:
    """The names of {index: name} in order; keys that come from a file are strings."""
    places = {int(place): str(name) for place, name in (by_place or {}).items()}
    return tuple(places[place] for place in sorted(places))
