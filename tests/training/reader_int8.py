"""Writes assistant/llm/data/ from the weights that tests.training.reader has trained.

    pip install torch==2.13.0 onnx==1.23.2
    python -m tests.training.reader_int8 WEIGHTS

Weights become int8 with a scale for each output, as in the embedder's graph; the heads, which are
small, stay floats.
"""

import hashlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.llm.extractive_reader import HEADS, MODEL
from tests.training.minilm_int8 import LAYERS, Weights, written

_PARTS = ("attention.self.query", "attention.self.key", "attention.self.value",
          "attention.output.dense", "intermediate.dense", "output.dense")  # fmt: skip


def main() -> None:
    trained = {
        name: tensor.float().numpy()
        for name, tensor in torch.load(sys.argv[1], weights_only=True)["weights"].items()
    }
    encoder = {k.removeprefix("bert."): v for k, v in trained.items() if k.startswith("bert.")}
    MODEL.parent.mkdir(exist_ok=True)
    MODEL.write_bytes(written(_tensors(encoder), list(_products(encoder))))
    heads = {
        "hidden": trained["hidden.weight"],
        "hidden_bias": trained["hidden.bias"],
        "out": trained["out.weight"][0],
        "out_bias": trained["out.bias"],
        "null": trained["null.weight"][0],
        "null_bias": trained["null.bias"],
        "span": trained["span.weight"],
        "span_bias": trained["span.bias"],
    }
    np.savez(HEADS, **heads)
    for file in (MODEL, HEADS):
        print(file.name, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())


def _tensors(encoder: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The tensors that are no products; embeddings as int8 with a scale for each row."""
    tensors = dict(encoder)
    for name in ("embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight"):
        rows, scale = _whole(encoder[name].T)
        tensors[name + "_q"], tensors[name + "_scale"] = rows.T, scale[:, None]
    return tensors


def _products(encoder: Mapping[str, NDArray[Any]]) -> Iterator[Weights]:
    for layer in range(LAYERS):
        for part in _PARTS:
            yield _whole(encoder[f"encoder.layer.{layer}.{part}.weight"].T)


def _whole(weights: NDArray[Any]) -> Weights:
    """`weights`, `(inputs, outputs)`, as int8 and the scale of each output."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / 127
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


if __name__ == "__main__":
    main()
