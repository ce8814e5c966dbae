"""Answers without a model: the right sentence, near misses refused, and how one buys the other.

    python -m tests.benchmarks.extractive SET... [--half] [--json FILE] [--cache FOLDER]

A set is a dataset's folder, or `../shared/cases/languages.jsonl`. Nothing is refused while asking
(caution 0), so that the figures for any caution follow from the answers' scores; `--as-shipped`
asks with the caution of the settings. `--half` keeps to what no training set has of squad2 and
clapnq. Archives stay in the cache's folder: take a new one after a change to `index`. Rows that
FILE has are not asked again.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.evaluation.dataset import Dataset, Question, load_dataset
from assistant.evaluation.gold import gold_sentences
from assistant.evaluation.runner import ask_question
from tests.benchmarks.extractive_figures import tables
from tests.benchmarks.extractive_rows import Row, row_of
from tests.benchmarks.extractive_sets import load_languages, unseen

CACHE = Path.home() / ".cache" / "news-archive-assistant" / "extractive"


def main() -> None:
    """Prints the tables of each set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--half", action="store_true")
    parser.add_argument("--as-shipped", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--cache", type=Path, default=CACHE)
    given = parser.parse_args()
    settings = {} if given.as_shipped else {"caution": 0.0}
    for path in given.sets:
        found = load_languages(path, given.cache) if path.is_file() else [load_dataset(path)]
        rows: dict[str, list[Row]] = {}
        for dataset in found:
            asked = (unseen(dataset) if given.half else dataset).first(given.limit)
            rows.setdefault(asked.name, []).extend(
                ask_all(asked, given.cache, given.json, settings)
            )
        print(*map(tables, rows.values()), sep="\n", flush=True)


def ask_all(
    dataset: Dataset, cache: Path, kept: Path | None, settings: dict[str, Any]
) -> Iterator[Row]:
    """The rows of a dataset's questions, from the file `kept` or asked and added to it."""
    lines = kept.read_text("utf-8").splitlines() if kept and kept.exists() else []
    known = {(row["set"], row["id"]): row for row in map(json.loads, lines)}
    folder = cache / f"{dataset.name}-{dataset.articles_checksum[:12]}"
    with Assistant(folder, llm="none", record=False, **settings) as assistant:
        assistant.index([dataset.articles])
        for question in dataset.questions:
            if (dataset.name, question.id) in known:
                yield known[dataset.name, question.id]
                continue
            row = ask(assistant, question, dataset.name)
            if kept:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
            yield row


def ask(assistant: Assistant, question: Question, name: str) -> Row:
    """Asks as `assistant eval` does, without its second search for the ranks of chunks."""
    started = time.perf_counter()
    case = ask_question(assistant, question.model_copy(update={"gold": []}), retrieval_only=False)
    seconds = time.perf_counter() - started
    gold = gold_sentences(question, assistant.archive.catalogue)
    return row_of(case.model_copy(update={"question": question, "gold": list(gold)}), name, seconds)


if __name__ == "__main__":
    main()
