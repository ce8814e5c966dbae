"""Cross-encoders: models that read two texts at once, and how they are loaded.

One is a folder with model.onnx and tokenizer.json (and config.json, where its outputs have names),
or a name on the Hugging Face hub, which needs an extra.
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
_PIECES = 512  # word pieces of both texts together


class CrossEncoder(Protocol):
    """`labels` are the names of its outputs in their order; none where it has no names."""

    labels: tuple[str, ...]

    def score(self, pairs: Pairs) -> NDArray[np.float64]:
        """`(pairs, outputs)`, greater is likelier; only differences mean something."""
        ...


def load_cross_encoder(name: str) -> CrossEncoder:
    """That of a folder or, with the extra `rerank`, of the hub; else raises `ArchiveError`."""
    if (Path(name) / "model.onnx").is_file():
        return OnnxCrossEncoder(Path(name))
    try:
        hub = require("rerank", "sentence_transformers")
    except MissingExtraError as error:
        raise ArchiveError(
            f"no model.onnx in {name}, and to load {name} from a hub {error}"
        ) from error
    return HubCrossEncoder(hub.CrossEncoder(name))


class HubCrossEncoder:
    """One of sentence-transformers."""

    def __init__(self, model: Any) -> None:
        self.labels = _labels(getattr(getattr(model, "config", None), "id2label", None))
        self._model = model
        # Its tokenizer is told anew each time how to pad: "Already borrowed", says a second thread.
        self._turn = Lock()

    def score(self, pairs: Pairs) -> NDArray[np.float64]:
        """`(pairs, outputs)`."""
        with self._turn:
            scores = np.asarray(self._model.predict(list(pairs)), np.float64)
        return scores.reshape(len(pairs), -1)


class OnnxCrossEncoder:
    """One in a folder, run by onnxruntime."""

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
        except Exception as error:  # each of them has errors of its own
            raise ArchiveError(f"no cross-encoder can be read from {folder}: {error}") from error
        length = self._session.get_inputs()[0].shape[-1]
        fixed = length if isinstance(length, int) else None  # some are exported for one length
        self._tokenizer.enable_truncation(fixed or _PIECES)  # of the longer of the two
        self._tokenizer.enable_padding(length=fixed)

    def score(self, pairs: Pairs) -> NDArray[np.float64]:
        """`(pairs, outputs)`."""
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
    """The names in order, of {place: name}; its keys are text where they come from a file."""
    places = {int(place): str(name) for place, name in (by_place or {}).items()}
    return tuple(places[place] for place in sorted(places))
