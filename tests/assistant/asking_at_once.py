"""Asks an archive many questions in threads, each so many times, and prints the answers as JSON.

python -m tests.assistant.asking_at_once ARCHIVE THREADS QUESTIONS TIMES
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant import Assistant
from tests.conftest import ROOT
from tests.making import switching_often

_UNLIKE = {"id", "seconds"}  # what two answers to one question differ in


def questions(count: int) -> list[str]:
    """So many of the evaluation sets, from each some; every third as somebody in a hurry types."""
    lines = [
        line
        for path in sorted((ROOT / "tests" / "evaluation").glob("*/questions.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    asked = list(dict.fromkeys(json.loads(line)["question"] for line in lines))
    some = [asked[place * len(asked) // count] for place in range(count)]
    return [text.lower().strip("?") if n % 3 == 2 else text for n, text in enumerate(some)]


def ask(folder: Path, threads: int, asked: list[str], times: int) -> list[list[str]]:
    """The answers to each question, which several threads ask at the same time."""
    with (
        Assistant(folder, llm="none") as assistant,
        switching_often(),
        ThreadPoolExecutor(threads) as pool,
    ):
        repeated = [text for text in asked for _ in range(times)]
        answers = [
            answer.model_dump_json(exclude=_UNLIKE) for answer in pool.map(assistant.ask, repeated)
        ]
    return [answers[place : place + times] for place in range(0, len(answers), times)]


if __name__ == "__main__":
    threads, count, times = map(int, sys.argv[2:])
    print(json.dumps(ask(Path(sys.argv[1]), threads, questions(count), times)))
