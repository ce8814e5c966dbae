"""Fits assistant/retrieval/ranking.json, and says how well it holds elsewhere.

    python -m tests.benchmarks.fit_ranking DATASET... --crowd FOLDER [--write]

Each dataset is asked twice: in an archive of its own, and in one archive of all datasets and the
articles of the folder --crowd (its articles.jsonl). Every set and archive weighs the same. Figures
are of questions on articles that the weights were not fitted on (six folds). The model is the
conditional logit of McFadden (1974), candidates being the choices, fitted by Newton's method.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.hybrid import find
from assistant.retrieval.ranking import WEIGHTS
from index.archive import Archive
from index.catalog.scope import Scope
from index.pipeline import index
from tests.benchmarks.retrieval_cases import Case, Span, cases, figures, readings, table
from tests.benchmarks.weights_file import write_weights

Floats = NDArray[np.float64]
FOLDS = 6
PATH = "retrieval/ranking.json"
NOTE = "Conditional logit. The crowd is made by python -m tests.benchmarks.crowd."
_RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's candidates as they were measured, and which of them hold gold."""

    case: Case
    archive: str
    spans: list[Span]
    measures: Floats
    gold: NDArray[np.bool_]

    @property
    def name(self) -> str:
        return f"{self.case.set}, {self.archive}"


def main() -> None:
    """Prints the figures, fold by fold held out, and the weights fitted on all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fit_ranking")
    parser.add_argument("datasets", nargs="+", type=Path)
    parser.add_argument("--crowd", type=Path, help="folder of more articles, to crowd the archive")
    parser.add_argument("--write", action="store_true", help="put the new weights in force")
    given = parser.parse_args()
    asked: list[Asked] = []
    for folder in given.datasets:
        asked += ask([folder], cases(folder), "own archive")
    together = [case for folder in given.datasets for case in cases(folder)]
    crowd = [given.crowd] if given.crowd else []
    asked += ask([*given.datasets, *crowd], together, "all in one")
    rows = defaultdict(list)
    for fold in range(FOLDS):
        weights = fit([one for one in asked if _fold(one.case) != fold])
        for one in asked:
            if _fold(one.case) == fold:
                order = np.argsort(-(one.measures @ weights), kind="stable")
                rows[one.name].append(figures(one.case, [one.spans[i] for i in order]))
    print(table(dict(sorted(rows.items()))))
    found = dict(zip(WEIGHTS, fit(asked).round(2).tolist(), strict=True))
    print(found)
    if given.write:
        data = [str(folder) for folder in (*given.datasets, *crowd)]
        write_weights(PATH, "tests.benchmarks.fit_ranking", data, NOTE, found)


def ask(folders: Sequence[Path], questions: Sequence[Case], archive_name: str) -> list[Asked]:
    """Every question, asked of one archive of all the folders' articles."""
    with TemporaryDirectory() as folder, Archive.create(Path(folder)) as archive:
        index(archive, readings(folders))
        return [_ask(archive, case, archive_name) for case in questions]


def _ask(archive: Archive, case: Case, name: str) -> Asked:
    found = find(archive, case.question, Scope())
    chunks = archive.chunks([candidate.key for candidate in found.candidates])
    spans = [
        Span(chunk.article.id, chunk.chunk.start, chunk.chunk.end)
        for chunk in (chunks[candidate.key] for candidate in found.candidates)
    ]
    gold = np.array([any(span.holds(g) for g in case.gold) for span in spans])
    return Asked(case, name, spans, found.measures, gold)


def _fold(case: Case) -> int:
    return crc32(case.fold.encode()) % FOLDS


def fit(asked: Sequence[Asked]) -> Floats:
    """The weights under which gold is likeliest to be chosen."""
    usable = [one for one in asked if one.gold.any()]
    counts = Counter(one.name for one in usable)
    values = np.concatenate([one.measures for one in usable])
    spread = values.std(axis=0) + 1e-9
    values = (values - values.mean(axis=0)) / spread
    starts = np.cumsum([0, *(len(one.measures) for one in usable)])[:-1]
    group = np.repeat(np.arange(len(usable)), [len(one.measures) for one in usable])
    gold = np.concatenate([one.gold for one in usable])
    share = np.array([1 / counts[one.name] / len(counts) for one in usable])
    weights = np.zeros(values.shape[1])
    for _ in range(40):
        chosen = values @ weights
        chosen = np.exp(chosen - np.maximum.reduceat(chosen, starts)[group])
        chosen /= np.add.reduceat(chosen, starts)[group]
        right = np.where(gold, chosen, 1e-300)
        right = np.where(gold, right / np.add.reduceat(right, starts)[group], 0)
        gradient = values.T @ ((right - chosen) * share[group]) - _RIDGE * weights
        means = np.add.reduceat(values * chosen[:, None], starts)
        curve = values.T @ (values * (chosen * share[group])[:, None])
        curve -= (means * share[:, None]).T @ means
        step = np.linalg.solve(curve + _RIDGE * np.eye(len(weights)), gradient)
        weights += step * min(1, 2 / np.abs(step).max())
        if np.abs(step).max() < 1e-5:
            break
    fitted: Floats = weights / spread
    return fitted


if __name__ == "__main__":
    main()
