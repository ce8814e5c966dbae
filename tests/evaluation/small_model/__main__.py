"""The command: serves the model or simulates one, asks, prints the table."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from assistant.evaluation.dataset import Dataset
from assistant.llm import load_model
from tests.evaluation.small_model.asking import Models, Outcome, ask_all
from tests.evaluation.small_model.cases import drawn, other_of, sets
from tests.evaluation.small_model.erring import Erring, Rates
from tests.evaluation.small_model.table import head, rows

NAME = "openai:small"
_PATIENCE = 300.0  # seconds


@contextmanager
def served(weights: Path | None) -> Iterator[BaseChatModel]:
    """The model behind a server of its own, over HTTP."""
    from tests import llama_server

    server = llama_server.start(weights)
    os.environ["OPENAI_API_KEY"] = llama_server.KEY
    yield load_model(NAME, server.listening_address + "/v1", _PATIENCE)
    del server


def main(arguments: argparse.Namespace) -> None:
    print(head(), flush=True)
    if arguments.simulated:
        _ask(arguments, Erring(Rates()))
    else:
        with served(arguments.weights) as model:
            _ask(arguments, lambda case, gold: model)


def _ask(arguments: argparse.Namespace, models: Models) -> None:
    found = sets(arguments.datasets)
    for place, dataset in enumerate(found):
        outcomes = _outcomes(dataset, other_of(found, place), arguments, models)
        print(*rows(dataset, outcomes), sep="\n")
        spent = sum(one.seconds for one in outcomes) / max(1, len(outcomes))
        print(f"  {spent:.1f} s a question", flush=True)


def _outcomes(
    dataset: Dataset, other: Dataset | None, arguments: argparse.Namespace, models: Models
) -> list[Outcome]:
    cases = list(drawn(dataset, other, arguments.each))
    with tempfile.TemporaryDirectory() as folder:
        return list(ask_all(dataset, cases, models, NAME, Path(folder), arguments.tokens))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.small_model")
    parser.add_argument("datasets", nargs="?", type=Path)
    parser.add_argument("--each", type=int, default=12, help="questions of each kind and set")
    parser.add_argument("--tokens", type=int, default=400, help="of evidence")
    parser.add_argument("--weights", type=Path, help="another model than SmolLM2, as GGUF")
    parser.add_argument("--simulated", action="store_true", help="a model of stated error rates")
    main(parser.parse_args())
