"""The embedded embedder: unit vectors, like the original model's, on any machine."""

import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from onnxruntime import InferenceSession

from index.embedders import encoder, load_embedder, minilm
from index.embedders.minilm import MiniLM
from index.errors import ArchiveError
from tests.training.minilm_int8 import integer_graph, published_model

README = minilm.MODEL.with_name("README.md")
ALIKE = ("The bridge was closed on Monday.", "On Monday the authorities shut the crossing.")
OTHER = "The composer died at the age of ninety."


def test_vectors_are_of_length_one_and_384_wide(minilm: MiniLM):
    vectors = minilm.embed([*ALIKE, OTHER, "", "🌊" * 900, "слово \u202e שלום"])
    assert vectors.shape == (6, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_texts_that_mean_the_same_are_nearer_than_others(minilm: MiniLM):
    one, two, other = minilm.embed([*ALIKE, OTHER])
    assert one @ two > 0.5 > one @ other


def test_the_order_and_company_of_texts_do_not_matter(minilm: MiniLM):
    texts = [f"{word} " * n for n, word in enumerate(["bank", "flood", "vote", "ship"], start=1)]
    together = minilm.embed(texts)
    alone = np.array([minilm.embed_query(text) for text in texts])
    assert np.all((together * alone).sum(axis=1) > 0.9999)


def test_a_processor_whose_sums_overflow_gives_the_same_vectors():
    texts = [*ALIKE, OTHER, "harbour " * 300]
    exact, fast = MiniLM(), MiniLM()
    own = encoder.has_exact_sums()
    for one, is_exact in ((exact, True), (fast, not own)):
        one.__dict__["_encoder"] = encoder.Encoder(minilm.MODEL, minilm.MODEL_SHA256)
        session = encoder.open_session(minilm.MODEL, exact=is_exact)
        one._encoder.__dict__["session"] = session
    assert np.all((exact.embed(texts) * fast.embed(texts)).sum(axis=1) > 0.9999)


@pytest.mark.parametrize(
    ("machine", "known", "exact"),
    [("arm64", {}, True), ("x86_64", {"AVX512VNNI": True}, True),
     ("AMD64", {"AVX512VNNI": False}, False), ("x86_64", {}, False)],
)  # fmt: skip
def test_only_processors_known_to_add_exactly_are_trusted(
    machine: str, known: dict[str, bool], exact: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("numpy._core._multiarray_umath.__cpu_features__", known)
    assert encoder.has_exact_sums() is exact


def test_only_the_first_256_word_pieces_count(minilm: MiniLM):
    long = "harbour " * 400
    assert np.allclose(minilm.embed([long])[0], minilm.embed([long + "election"])[0], atol=1e-6)


def test_the_shipped_model_is_close_to_the_published_one(minilm: MiniLM):
    published = InferenceSession(published_model())
    for text in (*ALIKE, OTHER, "harbour " * 300):
        ids = np.array([minilm._tokenizer.encode(text).ids])
        inputs = {"input_ids": ids, "attention_mask": ids * 0 + 1, "token_type_ids": ids * 0}
        exact = published.run(None, inputs)[0][0].mean(axis=0)
        assert minilm.embed([text])[0] @ exact / np.linalg.norm(exact) > 0.99


def test_the_script_makes_the_shipped_model_byte_for_byte():
    assert integer_graph(published_model()) == minilm.MODEL.read_bytes()


def test_the_shipped_files_are_those_that_their_readme_names():
    named = re.findall(r"^\| `(\S+)`.*`(\w{64})` \|$", README.read_text("utf-8"), re.MULTILINE)
    assert {README.with_name(name): checksum for name, checksum in named} == {
        minilm.MODEL: minilm.MODEL_SHA256,
        encoder.TOKENIZER: encoder.TOKENIZER_SHA256,
    }


@pytest.mark.parametrize(("module", "name"), [(minilm, "MODEL"), (encoder, "TOKENIZER")])
def test_a_damaged_or_missing_file_is_named_in_one_line(
    module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    copy = tmp_path / "copy"
    copy.write_bytes(getattr(module, name).read_bytes()[:-1] + b"?")
    for file in (copy, tmp_path / "missing"):
        monkeypatch.setattr(module, name, file)
        with pytest.raises(ArchiveError, match=rf"{file} is damaged or missing.*install") as error:
            MiniLM().embed_query("bridge")
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["word2vec", "openai:", "openai:gpt-5-mini"])
def test_an_unknown_embedder_is_named_in_one_line(name: str):
    with pytest.raises(ArchiveError, match="embedder") as error:
        load_embedder(name)
    assert "\n" not in str(error.value)
