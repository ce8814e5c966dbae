"""Fit the two linear models of assistant/answering/quoting/sufficiency.py; print what they reach.

    pip install scikit-learn
    python -m tests.benchmarks.fit_sufficiency

takes some minutes on two cores. It prints the table of the coefficients in force, then of new ones,
each question scored by a model that has not seen it (five folds), then the new coefficients.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.answering.quoting import sufficiency
from assistant.answering.quoting.choosing import close_ones, look
from assistant.answering.quoting.measures import MEASURES
from assistant.retrieval.question import Asked, Kind, understand
from index.embedders.minilm import MiniLM
from tests.benchmarks.sufficiency_cases import SHARED, Case, load_cases

Array = NDArray[np.float64]
Scores = tuple[Array, Array]  # ranks and sufficiency of one question's candidates

# News questions over news articles count most; the encyclopedic sets keep the fit general.
SET_WEIGHTS = {"single": 3.0, "user-article": 1.5, "seeds": 1.5, "squad2": 0.6, "clapnq": 0.4}
ORIGIN_WEIGHTS = {"own": 1.0, "removed": 0.4, "foreign": 0.3}
FOLDS = 5
RANKING_C, SCORE_C = 0.3, 0.03  # inverse strength of the ridge
FORMS = ("count", "name", "open")
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Example:
    """A case, measured: `gold` says which of the candidates looked at answer."""

    case: Case
    asked: Asked
    measures: Array
    gold: NDArray[np.bool_]

    @property
    def teaches(self) -> bool:
        answer_is_there = not self.case.answerable or bool(self.gold.any())
        return self.case.dataset in SET_WEIGHTS and answer_is_there


@dataclass(frozen=True)
class Model:
    ranking: Array  # (measures,)
    score: Array  # over `spread`
    intercepts: Array  # (kinds,)


def main() -> None:
    if not SHARED.exists():
        sys.exit(f"Nothing fitted: {SHARED} is absent.")
    minilm = MiniLM()
    examples = [e for c in load_cases(minilm.embed) if (e := measured(c, minilm)) is not None]
    print("In force:")
    print_table(examples, [in_force(example) for example in examples])
    print("New, each question scored by a model that has not seen it:")
    print_table(examples, cross_validate(examples))
    print_model(fit(examples))


def measured(case: Case, minilm: MiniLM) -> Example | None:
    asked = understand(case.question)
    if not asked.terms or not case.candidates:
        return None
    places, measures = look(asked, case.candidates, minilm.embed_words)
    return Example(case, asked, measures, np.array(case.gold)[places])


def fit(examples: Sequence[Example]) -> Model:
    able = [example for example in examples if example.teaches]
    ranking = fit_ranking([e for e in able if e.case.answerable and e.case.origin == "own"])
    return Model(ranking, *fit_score(able, ranking))


def fit_ranking(examples: Sequence[Example]) -> Array:
    """Gold less each other sentence of the same question, told from the reverse (RankSVM's way)."""
    lead, weight = [], []
    for example, share in zip(examples, weights(examples), strict=True):
        others = example.measures[~example.gold]
        lead.append(example.measures[example.gold].mean(axis=0) - others)
        weight += [share / max(1, len(others))] * len(others)
    table, doubled = np.vstack(lead), np.tile(np.array(weight) / np.mean(weight), 2)
    spread = table.std(axis=0) + 1e-6
    label = np.repeat([1, 0], len(table))
    model = LogisticRegression(C=RANKING_C, fit_intercept=False, max_iter=1000)
    model.fit(np.vstack([table, -table]) / spread, label, sample_weight=doubled)
    coefficients: Array = model.coef_[0] / spread
    return coefficients


def fit_score(examples: Sequence[Example], ranking: Array) -> tuple[Array, Array]:
    """The best gold sentence of an answerable question against the best-ranked of any other."""
    rows = []
    for example in examples:
        odds = example.measures @ ranking
        best = np.argmax(np.where(example.gold, odds, -1e9) if example.case.answerable else odds)
        rows.append(spread_out(example)[best])
    answerable = np.array([example.case.answerable for example in examples])
    weight = weights(examples)
    for side in (answerable, ~answerable):
        weight[side] *= 0.5 / weight[side].sum()
    table = np.array(rows)
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-6
    model = LogisticRegression(C=SCORE_C, max_iter=2000)
    model.fit((table - mean) / scale, answerable, sample_weight=weight * len(weight))
    coefficients = model.coef_[0] / scale
    base = model.intercept_[0] - mean @ coefficients
    return coefficients[: -len(KINDS)], coefficients[-len(KINDS) :] + base


def spread_out(example: Example) -> Array:
    """Measures for all, a copy of them for each form, and the kind."""
    form = sufficiency.form_of(example.asked)
    copies = [example.measures * (form == other) for other in FORMS]
    kinds = np.tile([float(example.asked.kind == kind) for kind in KINDS], (len(copies[0]), 1))
    return np.hstack([example.measures, *copies, kinds])


def weights(examples: Sequence[Example]) -> Array:
    keys = [(e.case.dataset, e.case.origin, e.case.answerable) for e in examples]
    counts = Counter(keys)
    weight = [SET_WEIGHTS[k[0]] * ORIGIN_WEIGHTS[k[1]] / counts[k] for k in keys]
    return np.array(weight) / np.sum(weight)


def in_force(example: Example) -> Scores:
    return sufficiency.rank(example.measures), sufficiency.score(example.asked, example.measures)


def scores_by(model: Model, example: Example) -> Scores:
    table = spread_out(example)[:, : -len(KINDS)]
    odds = table @ model.score + model.intercepts[KINDS.index(example.asked.kind)]
    return example.measures @ model.ranking, sufficiency.likely(example.measures, odds)


def cross_validate(examples: Sequence[Example]) -> list[Scores]:
    """Questions over one single article, and a question and its copies, stay in one fold."""
    keys = sorted({(e.case.dataset, e.case.group) for e in examples})
    order = np.random.default_rng(0).permutation(len(keys))
    fold_of = {key: int(place) % FOLDS for key, place in zip(keys, order, strict=True)}
    folds = [fold_of[e.case.dataset, e.case.group] for e in examples]
    pairs = list(zip(examples, folds, strict=True))
    models = [fit([e for e, fold in pairs if fold != left_out]) for left_out in range(FOLDS)]
    return [scores_by(models[fold], example) for example, fold in pairs]


def print_table(examples: Sequence[Example], scores: Sequence[Scores]) -> None:
    print("| set | answerable | right cited | refused | quotes | unanswerable | refused | F1 |")
    print("|---|---|---|---|---|---|---|---|")
    names = [*dict.fromkeys(e.case.dataset for e in examples if e.case.origin == "own"), "foreign"]
    for name in names:
        mine = [
            (example, close_ones(*both, sufficiency.THRESHOLD))
            for example, both in zip(examples, scores, strict=True)
            if name
            == (example.case.dataset if example.case.origin == "own" else example.case.origin)
        ]
        print(f"| {name} | {_figures(mine)} |")


def _table_row(case: Case) -> str:
    return case.dataset if case.origin == "own" else case.origin


def _figures(chosen: Sequence[tuple[Example, list[int]]]) -> str:
    can = [(e, places) for e, places in chosen if e.case.answerable]
    cannot = [places for e, places in chosen if not e.case.answerable]
    over = sum(not places for _, places in can)
    refused = sum(not places for places in cannot)
    right = sum(any(e.gold[i] for i in places) for e, places in can)
    quotes = sum(len(places) for _, places in can) / max(1, len(can) - over)
    f1 = 2 * refused / max(1, len(cannot) + refused + over)
    shares = [right / max(1, len(can)), over / max(1, len(can)), quotes]
    shown = " | ".join(f"{share:.2f}" for share in shares) if can else "- | - | -"
    share_refused = refused / max(1, len(cannot))
    return f"{len(can)} | {shown} | {len(cannot)} | {share_refused:.2f} | {f1:.2f}"


def print_model(model: Model) -> None:
    """As it has to stand in sufficiency.py."""
    count = len(MEASURES)
    shared = model.score[:count]
    print("RANKING =", _named(model.ranking))
    by_form = {
        form: _named(shared + model.score[count * (i + 1) : count * (i + 2)])
        for i, form in enumerate(FORMS)
    }
    print("ANSWERING =", by_form)
    print("INTERCEPT =", dict(zip(KINDS, np.round(model.intercepts, 3).tolist(), strict=True)))


def _named(values: Array) -> dict[str, float]:
    return dict(zip(MEASURES, np.round(values, 3).tolist(), strict=True))


if __name__ == "__main__":
    main()
