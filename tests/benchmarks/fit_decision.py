"""Fits assistant/generation/extractive/decision.json: how sure to be that a sentence answers.

    python -m tests.benchmarks.fit_decision SET... [--write]

A set is a dataset's folder; its questions are asked of its own archive, without a model, and some
of another one's, which that archive does not answer. The sets were seeds, multihop-facts and all
user-article sets but -stranger4, on none of which the reader was trained. Prints the reliability by
five folds, then the weights.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant import Assistant
from assistant.evaluation.dataset import Dataset, load_dataset
from assistant.evaluation.dataset import Question as EvaluationQuestion
from assistant.evaluation.gold import GoldSentence, Place, gold_sentences
from assistant.generation.extractive.decision import CAUTION, NEAR, Measures
from assistant.generation.extractive.selection import read_evidence
from assistant.llm.extractive_reader import LearnedReader
from assistant.retrieval.filters import make_scope
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.question import Question
from tests.benchmarks.weights_file import write_weights

PATH = "generation/extractive/decision.json"
NOTE = "Ridge logistic regression; the caution was chosen by hand from the curves."
RIDGE, FOLDS, STEPS = 1.0, 5, 30
STRANGERS = 25  # questions a set

Array = NDArray[np.float64]


class Asked(NamedTuple):
    """What was measured of the sentences of a question's evidence, and which of them are gold."""

    measures: Array
    right: NDArray[np.bool_]

    def best(self, merit: Array) -> tuple[Array, bool]:
        """The measures of the sentence of most merit, and whether it is gold."""
        place = int(np.argmax(self.measures @ merit))
        return self.measures[place], bool(self.right[place])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fit_decision")
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="put the new weights in force")
    given = parser.parse_args()
    datasets = [load_dataset(path) for path in given.sets]
    asked = [list(_asked(*_with_strangers(datasets, place))) for place in range(len(datasets))]
    merit = _fit_merit(asked)
    best = [one.best(merit) for of_set in asked for one in of_set]
    table, right = np.array([row for row, _ in best]), np.array([is_right for _, is_right in best])
    folds = np.arange(len(best)) % FOLDS
    random.Random(1).shuffle(folds)
    apart = np.zeros(len(best))
    for fold in range(FOLDS):
        apart[folds == fold] = _likely(
            table[folds == fold] @ _fit(table[folds != fold], right[folds != fold])
        )
    _reliability(apart, right)
    found = {
        "caution": CAUTION,
        "near": NEAR,
        "merit": _named(merit),
        "answers": _named(_fit(table, right)),
    }
    print(json.dumps(found, indent=1))
    if given.write:
        data = [str(path) for path in given.sets]
        write_weights(PATH, "tests.benchmarks.fit_decision", data, NOTE, found)


def _with_strangers(
    datasets: Sequence[Dataset], place: int
) -> tuple[Dataset, list[EvaluationQuestion]]:
    """A dataset, and questions of the next one that has other articles."""
    dataset, *others = (*datasets[place:], *datasets[:place])
    of = next(one for one in others if one.articles_checksum != dataset.articles_checksum)
    return dataset, random.Random(place).sample(of.questions, STRANGERS)


def _asked(dataset: Dataset, strangers: Sequence[EvaluationQuestion]) -> Iterator[Asked]:
    with TemporaryDirectory() as place, Assistant(place, llm="none", record=False) as assistant:
        assistant.index([dataset.articles])
        for asked in (*dataset.questions, *strangers):
            is_strange = asked in strangers
            gold = [] if is_strange else gold_sentences(asked, assistant.archive.catalogue)
            question = Question(asked.question, make_scope(assistant.archive, as_of=asked.asked_at))
            plan = assistant.stages.plan(question)
            evidence = assistant.stages.retrieve(question, plan)
            read = read_evidence(_READER, plan.question, evidence.sentences)
            if evidence.draft is None and read:
                yield Asked(
                    np.array([one.measures for one in read]),
                    np.array([_is_gold(one.sentence, gold) for one in read]),
                )


def _is_gold(sentence: EvidenceSentence, gold: Sequence[GoldSentence]) -> bool:
    place = Place.of(sentence.article, sentence.span.start, sentence.span.end)
    return any(one.matches(place) for one in gold)


def _fit_merit(asked: Sequence[Sequence[Asked]]) -> Array:
    """Over all sentences; each set counts the same. What is the same for all is not weighed."""
    several = [(of_set, one) for of_set in asked for one in of_set]
    table = np.concatenate([one.measures for _, one in several])
    table[:, [Measures._fields.index(name) for name in ("none", "unsaid")]] = 0
    right = np.concatenate([one.right for _, one in several])
    counts = np.concatenate([np.full(len(one.right), 1 / len(of_set)) for of_set, one in several])
    return _fit(table, right, counts * len(counts) / counts.sum())


def _fit(table: Array, wanted: NDArray[np.bool_], counts: Array | float = 1.0) -> Array:
    """Newton's method; each row counts as often as `counts` says."""
    weights = np.zeros(table.shape[1])
    penalty = RIDGE * np.eye(table.shape[1])
    penalty[-1, -1] = 0  # the intercept
    for _ in range(STEPS):
        likely = _likely(table @ weights)
        slope = table.T @ (counts * (likely - wanted)) + penalty @ weights
        curve = counts * likely * (1 - likely)
        weights -= np.linalg.solve((table * curve[:, None]).T @ table + penalty, slope)
    return weights


def _reliability(likely: Array, right: NDArray[np.bool_]) -> None:
    print("| probability | questions | right |\n|---|---|---|")
    for low in np.arange(0, 1, 0.1):
        inside = (likely >= low) & (likely < low + 0.1)
        if inside.any():
            print(f"| {low:.1f} | {inside.sum()} | {right[inside].mean():.2f} |")


def _likely(odds: Array) -> Array:
    likely: Array = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return likely


def _named(weights: Array) -> dict[str, float]:
    return dict(zip(Measures._fields, weights.round(3).tolist(), strict=True))


_READER = LearnedReader()

if __name__ == "__main__":
    main()
