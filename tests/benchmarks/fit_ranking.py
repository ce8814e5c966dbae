"""Fits assistant/retrieval/ranking.json, and says how well it holds elsewhere.

    python -m tests.benchmarks.fit_ranking DATASET... [--kept FOLDER] [--write]

Each dataset is asked in an archive of its own, which is kept in --kept, as of its questions' days.
Figures are of questions on articles that the weights were not fitted on (five folds). The model is
the conditional logit of McFadden (1974), candidates being the choices: half of the likelihood is
that of a right article, half that of a right chunk.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.planning.planner import Planner
from assistant.retrieval.filters import make_scope
from assistant.retrieval.hybrid import find
from assistant.retrieval.ranking import WEIGHTS
from assistant.retrieval.retriever import Retriever
from index.archive import Archive
from index.pipeline import index
from tests.benchmarks.retrieval_cases import Case, Span, cases, figures, readings, table
from tests.benchmarks.weights_file import write_weights

Floats = NDArray[np.float64]
FOLDS = 5
PATH = "retrieval/ranking.json"
NOTE = "Conditional logit. vector is only shown: it earns nothing beside sentence."
# How much a set counts: clean text less than real news. Others count as little as clapnq.
SHARES = defaultdict(
    lambda: 0.1, {"news2024": 1.0, "squad2": 0.5, "multihop-facts": 0.4, "seeds": 0.15}
)
_RIDGE = 5e-3
_SHOWN = "vector"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's candidates as measured: which hold gold, and which are of a gold article."""

    case: Case
    spans: list[Span]
    measures: Floats
    gold: NDArray[np.bool_]
    article: NDArray[np.bool_]


def main() -> None:
    """Prints the figures, fold by fold held out, and the weights fitted on all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fit_ranking")
    parser.add_argument("datasets", nargs="+", type=Path)
    parser.add_argument("--kept", type=Path, help="folder of the datasets' archives")
    parser.add_argument("--write", action="store_true", help="put the new weights in force")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        asked = [one for data in given.datasets for one in ask(data, given.kept or Path(folder))]
    rows = defaultdict(list)
    for fold in range(FOLDS):
        weights = fit([one for one in asked if _fold(one.case) != fold])
        for one in asked:
            if _fold(one.case) == fold:
                order = np.argsort(-(one.measures @ weights), kind="stable")
                rows[_name(one.case)].append(figures(one.case, [one.spans[i] for i in order]))
    print(table(dict(sorted(rows.items()))))
    found = dict(zip(WEIGHTS, fit(asked).round(2).tolist(), strict=True))
    print(found)
    if given.write:
        write_weights(
            PATH, "tests.benchmarks.fit_ranking", list(map(str, given.datasets)), NOTE, found
        )


def ask(dataset: Path, kept: Path) -> list[Asked]:
    """Every question of the dataset, asked of an archive of its articles."""
    with Archive.create(kept / dataset.name) as archive:
        if not archive.size:
            index(archive, readings([dataset]))
        planner, retriever = Planner(archive), Retriever(archive)
        return [_ask(archive, planner, retriever, case) for case in cases(dataset)]


def _ask(archive: Archive, planner: Planner, retriever: Retriever, case: Case) -> Asked:
    scope = make_scope(archive, as_of=case.asked_at)
    plan = planner.read(case.question, scope, case.asked_at or datetime.now(UTC))
    found = find(archive, case.question, scope, preference=retriever.preference(plan, scope))
    chunks = archive.chunks([candidate.key for candidate in found.candidates])
    spans = [
        Span(chunk.article.id, chunk.chunk.start, chunk.chunk.end)
        for chunk in (chunks[candidate.key] for candidate in found.candidates)
    ]
    gold = np.array([any(span.holds(g) for g in case.gold) for span in spans])
    articles = {g.article for g in case.gold}
    return Asked(
        case, spans, found.measures, gold, np.array([span.article in articles for span in spans])
    )


def _name(case: Case) -> str:
    return f"{case.set}, {case.kind}" if case.set == "news2024" else case.set


def _fold(case: Case) -> int:
    return crc32(case.fold.encode()) % FOLDS


def fit(asked: Sequence[Asked]) -> Floats:
    """The weights under which right articles and chunks are likeliest to be chosen."""
    usable = [one for one in asked if one.article.any()]
    values = np.concatenate([one.measures for one in usable])
    values[:, list(WEIGHTS).index(_SHOWN)] = 0
    spread = values.std(axis=0) + 1e-9
    values = (values - values.mean(axis=0)) / spread
    counts = Counter(one.case.set for one in usable)
    shares = np.array([SHARES[one.case.set] / counts[one.case.set] for one in usable])
    starts = np.cumsum([0, *(len(one.measures) for one in usable)])[:-1]
    group = np.repeat(np.arange(len(usable)), [len(one.measures) for one in usable])
    articles = np.concatenate([one.article for one in usable])
    chunks = np.concatenate([one.gold if one.gold.any() else one.article for one in usable])

    def chosen(scores: Floats, which: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """The logarithm of each question's sum over `which`, and each candidate's part of it."""
        within = np.where(which, scores, -np.inf)
        most = np.maximum.reduceat(within, starts)
        likely = np.exp(within - most[group])
        sums = np.add.reduceat(likely, starts)
        return most + np.log(sums), likely / sums[group]

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = values @ weights
        total, of_all = chosen(scores, np.ones(len(scores), bool))
        lost, gradient = _RIDGE * weights @ weights / 2, _RIDGE * weights
        for which in (articles, chunks):
            right, of_right = chosen(scores, which)
            lost -= shares @ (right - total) / 2
            gradient -= values.T @ ((of_right - of_all) * shares[group]) / 2
        return lost, gradient

    found = minimize(loss, np.zeros(values.shape[1]), jac=True, method="L-BFGS-B")
    fitted: Floats = found.x / spread
    return fitted


if __name__ == "__main__":
    main()
