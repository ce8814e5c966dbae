"""Real, tiny cross-encoders in ONNX: what they say depends on the greatest number of a word."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
from onnx import NodeProto, TensorProto, helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

GREATEST = [
    helper.make_node("Cast", ["input_ids"], ["real"], to=TensorProto.FLOAT),
    helper.make_node("ReduceMax", ["real"], ["greatest"], axes=[1], keepdims=1),
]


def save_scoring(folder: Path, *words: str, length: int | str = "length") -> Path:
    """One number a pair, the greater the later its words stand in `words`.

    It takes `length` word pieces where that is a number, no more and no fewer.
    """
    nodes = [*GREATEST, helper.make_node("Identity", ["greatest"], ["scores"])]
    return _save(folder, words, nodes, 1, {}, length)


def save_nli(folder: Path, harmless: str, wrong: str) -> Path:
    """A pair with the word `wrong` contradicts itself; any other entails."""
    nodes = [
        *GREATEST,
        helper.make_node("Mul", ["greatest", "nothing"], ["neutral"]),
        helper.make_node("Add", ["neutral", "between"], ["entailment"]),
        helper.make_node("Concat", ["greatest", "entailment", "neutral"], ["scores"], axis=1),
    ]
    _save(folder, [harmless, wrong], nodes, 3, {"nothing": 0.0, "between": 2.6})
    labels = {"0": "contradiction", "1": "Entailment", "2": "neutral"}
    (folder / "config.json").write_text(json.dumps({"id2label": labels}))
    return folder


def _save(
    folder: Path,
    words: Sequence[str],
    nodes: Sequence[NodeProto],
    outputs: int,
    constants: Mapping[str, float],
    length: int | str = "length",
) -> Path:
    folder.mkdir(exist_ok=True)
    numbers = {word: number for number, word in enumerate(["[PAD]", "[UNK]", *words])}
    tokenizer = Tokenizer(WordLevel(numbers, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    graph = helper.make_graph(
        nodes,
        "scores",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", length])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", outputs])],
        [helper.make_tensor(name, TensorProto.FLOAT, [], [n]) for name, n in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, folder / "model.onnx")
    return folder
