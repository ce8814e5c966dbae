"""What the reader that ships can do, on the questions that it was not trained on.

    python -m tests.training.reader_report

Each question is read with its own passage. A row a source: the share of the answerable questions
whose likeliest sentence answers, and the area under ROC of answerable against unanswerable ones.
"""

from collections import defaultdict
from itertools import chain

import numpy as np

from assistant.llm.extractive_reader import LearnedReader, Passage
from tests.evaluation.checking.summaries import auc
from tests.training.reader_data import Example, ours, public


def main() -> None:
    """Prints the table."""
    reader = LearnedReader()
    answered: dict[str, list[tuple[float, int]]] = defaultdict(list)
    silent: dict[str, list[float]] = defaultdict(list)
    for one in chain(public(), ours()):
        if not one.is_apart:
            continue
        (readings,) = reader.read(one.question, [Passage(one.head, one.sentences)])
        best = max(range(len(readings)), key=lambda place: readings[place].odds)
        sure = readings[best].odds - readings[best].none
        if any(one.answers):
            answered[_source(one)].append((sure, one.answers[best]))
        else:
            silent[_source(one)].append(sure)
    print("| source | answerable | right at rank 1 | not answerable | area under ROC |")
    print("|---|---|---|---|---|")
    for source, rows in answered.items():
        first = np.mean([right for _, right in rows])
        scores = np.array([sure for sure, _ in rows] + silent[source])
        is_able = np.arange(len(scores)) < len(rows)
        area = f"{auc(scores, is_able):.3f}" if silent[source] else ""
        print(f"| {source} | {len(rows)} | {first:.3f} | {len(silent[source])} | {area} |")


def _source(example: Example) -> str:
    return f"{example.source} {example.language}".strip()


if __name__ == "__main__":
    main()
