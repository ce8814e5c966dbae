"""Fits assistant/generation/extractive/in_archive.json: is the archive about the question?

    pip install scikit-learn
    python -m tests.benchmarks.fit_about SET SET ... [--write]

The sets were squad2, clapnq, multihop-facts and tests/evaluation/seeds. Each one's questions are
asked of its own archive and of the others', by the whole chain. For each
set, by caution, it prints the share refused of its own answerable questions, of its answerable
questions in others' archives, and of others' in its archive: by the model in force, then by five
folds; then new coefficients, which `--write` puts in force.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

import assistant.generation.extractive as quoting
from assistant import Assistant
from assistant.generation.extractive import answerability
from assistant.generation.extractive.answerability import CAUTION, Searched
from assistant.generation.extractive.selection import Candidate, Choice, Embed, choose_quotes, look
from assistant.text.words import QuestionAnalysis
from tests.benchmarks.weights_file import write_weights

OWN, FOREIGN = 600, 150  # questions of a set at most, of its own archive and of another's
SHARPNESS = 3.0  # about it or not, with little between
LEANING = 0.7  # how much surer than even one has to be
RIDGE, FOLDS = 0.3, 5
CAUTIONS = (0.4, 0.5, 0.6, CAUTION)
PATH = "generation/extractive/in_archive.json"
NOTE = "Ridge logistic regression. Each set's questions are asked of its own and other archives."

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A question asked of an archive: its outline, and the log odds of its sentences to suffice."""

    dataset: str
    archive: str
    question: str
    outline: Array
    odds: Array

    @property
    def own(self) -> bool:
        return self.dataset == self.archive


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fit_about")
    parser.add_argument("datasets", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="put the new weights in force")
    given = parser.parse_args()
    rows = list(_asked(given.datasets))
    print("In force:")
    _print(rows, lambda row: row.outline @ list(answerability.IN_ARCHIVE.values()))
    models = {fold: _fit([row for row in rows if _fold(row) != fold]) for fold in range(FOLDS)}
    print("New, each question by a model that has not seen it:")
    _print(rows, lambda row: row.outline @ models[_fold(row)][:-1], models)
    *slopes, intercept = _fit(rows).round(3).tolist()
    coefficients = dict(zip(answerability.IN_ARCHIVE, slopes, strict=True))
    found = {"coefficients": coefficients, "intercept": intercept}
    print(found)
    if given.write:
        data = [str(folder) for folder in given.datasets]
        write_weights(PATH, "tests.benchmarks.fit_about", data, NOTE, found)


def _asked(folders: Sequence[Path]) -> Iterator[Row]:
    chosen = random.Random(7)
    for archive in folders:
        with TemporaryDirectory() as place, Assistant(place, llm="none", record=False) as assistant:
            assistant.index([archive / "articles.jsonl"])
            for dataset in folders:
                most = OWN if dataset == archive else FOREIGN
                lines = (dataset / "questions.jsonl").read_text("utf-8").splitlines()
                able = [q["question"] for q in map(json.loads, lines) if q["answerable"]]
                for question in able if len(able) <= most else chosen.sample(able, most):
                    if row := _row(assistant, dataset.name, archive.name, question):
                        yield row


def _row(assistant: Assistant, dataset: str, archive: str, question: str) -> Row | None:
    """The surest of what the quoting writer looked at: a question may have parts."""
    looked: list[tuple[Array, Array]] = []

    def choose(
        asked: QuestionAnalysis,
        candidates: Sequence[Candidate],
        embed: Embed,
        caution: float = CAUTION,
        searched: Searched | None = None,
    ) -> Choice:
        if candidates and asked.terms and searched:
            _, measures = look(asked, candidates, embed)
            form = 1 + answerability.FORMS.index(answerability.form_of(asked))
            column = [answerability.COEFFICIENTS[name][form] for name in answerability.MEASURES]
            odds = measures @ column + answerability.INTERCEPT[asked.kind]
            best = odds[[int(np.argmax(answerability.rank(measures)))]]
            looked.append((answerability.outline(asked, measures, searched), best))
        return choose_quotes(asked, candidates, embed, caution, searched)

    quoting.choose_quotes = choose  # type: ignore[attr-defined]
    assistant.ask(question)
    quoting.choose_quotes = choose_quotes  # type: ignore[attr-defined]
    if not looked:
        return None  # another shape, or a source that the archive does not have
    weights = list(answerability.IN_ARCHIVE.values())
    return Row(dataset, archive, question, *max(looked, key=lambda pair: pair[0] @ weights))


def _fold(row: Row) -> int:
    return sum(map(ord, row.question)) % FOLDS


def _fit(rows: Sequence[Row]) -> Array:
    """Coefficients, then the intercept; each set counts as much, own and foreign."""
    from sklearn.linear_model import LogisticRegression

    table = np.array([row.outline for row in rows])
    own = np.array([row.own for row in rows])
    counts = Counter((row.dataset, row.own) for row in rows)
    weight = np.array([1 / counts[row.dataset, row.own] for row in rows]) * len(rows) / len(counts)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    model = LogisticRegression(C=RIDGE, max_iter=2000)
    model.fit((table - mean) / spread, own, sample_weight=weight)
    slopes = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - slopes @ mean - LEANING)
    return SHARPNESS * np.append(slopes, intercept)


def _print(
    rows: Sequence[Row], about: Callable[[Row], float], models: dict[int, Array] | None = None
) -> None:
    def refused(row: Row, caution: float) -> bool:
        rest = models[_fold(row)][-1] if models else answerability.IN_ARCHIVE_INTERCEPT
        return bool(answerability.combine(about(row) + rest, row.odds)[0] < caution)

    for name in dict.fromkeys(row.dataset for row in rows):
        own = [row for row in rows if row.own and row.dataset == name]
        away = [row for row in rows if not row.own and row.dataset == name]
        strange = [row for row in rows if not row.own and row.archive == name]
        shares = "; ".join(
            f"{c}: "
            + "/".join(
                f"{np.mean([refused(row, c) for row in some]):.3f}" for some in (own, away, strange)
            )
            for c in CAUTIONS
        )
        print(f"  {name}: {shares}")


if __name__ == "__main__":
    main()
