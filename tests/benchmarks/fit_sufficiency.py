"""Fits assistant/generation/extractive/answerability.json, and prints what it reaches.

    pip install scikit-learn
    python -m tests.benchmarks.fit_sufficiency

takes ten minutes on two cores. It prints two tables of the coefficients in force, then of new
ones, each question scored by a model that has not seen it (five folds; the held-out sets are never
fitted to): what is cited and refused, and how refusing foreign questions trades with refusing a
set's own. Then come the new coefficients; `--write` puts them in force.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.generation.extractive import answerability
from assistant.generation.extractive.features import MEASURES
from assistant.generation.extractive.selection import close_ones, look
from assistant.text.words import Kind, QuestionAnalysis, analyze_question
from index.embedders.minilm import MiniLM
from tests.benchmarks.sufficiency_cases import (
    FOLDERS,
    HELD_OUT,
    OWN,
    ROOT,
    SHARED,
    Case,
    load_cases,
)
from tests.benchmarks.weights_file import write_weights

Array = NDArray[np.float64]
Scores = tuple[Array, Array]  # ranks and sufficiency of one question's candidates

# News questions over news articles count most; the encyclopedic sets keep the fit general.
SET_WEIGHTS = {
    "single": 3.0,
    "plain": 3.0,
    "user-article": 1.5,
    "user-article-plain": 1.5,
    "user-article-unseen": 1.5,
    "user-article-stranger": 1.5,
    "user-article-stranger2": 1.5,
    "seeds": 1.5,
    "squad2": 0.6,
    "clapnq": 0.4,
}
# Refusing what is foreign is the work of `ABOUT`; a cut-out answer is seldom all of the answer.
ORIGIN_WEIGHTS = {"own": 1.0, "removed": 0.05, "foreign": 0.05}
FOLDS = 5
RANKING_C, SCORE_C, ABOUT_C = 0.3, 0.05, 0.3  # inverse strength of the ridge
APART = 0.8  # how freely the coefficients of a form leave those of all forms
FOREIGN_BELOW_0 = 0.95  # share of the questions to a foreign archive with even odds or less
SHARPNESS = 1.5  # of these odds: about it or not, with little between
CAUTIONS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
FORMS = answerability.FORMS
KINDS: tuple[Kind, ...] = get_args(Kind)
PATH = "generation/extractive/answerability.json"
NOTE = (
    "Ridge logistic regressions. A coefficient's first column is for ranking, the others for each"
    " form of answer."
)


@dataclass(frozen=True)
class Example:
    """A case, measured: `gold` says which of the candidates looked at answer."""

    case: Case
    asked: QuestionAnalysis
    measures: Array
    gold: NDArray[np.bool_]

    @property
    def own(self) -> bool:
        return self.case.origin == "own"

    @property
    def teaches(self) -> bool:
        answer_is_there = not self.case.answerable or bool(self.gold.any())
        return self.case.dataset in SET_WEIGHTS and answer_is_there


@dataclass(frozen=True)
class Model:
    ranking: Array  # (measures,)
    forms: Array  # (forms, measures)
    intercepts: Array  # (kinds,)
    about: Array  # one for each of BEST and LEAST, then the intercept


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fit_sufficiency")
    parser.add_argument("--write", action="store_true", help="put the new weights in force")
    given = parser.parse_args()
    if not SHARED.exists():
        sys.exit(f"Nothing fitted: {SHARED} is absent.")
    minilm = MiniLM()
    examples = [e for c in load_cases(minilm.embed) if (e := measured(c, minilm)) is not None]
    print("In force:")
    print_tables(examples, [in_force(example) for example in examples])
    print("New, each question scored by a model that has not seen it:")
    print_tables(examples, cross_validate(examples))
    found = weights_of(fit(examples))
    print(found)
    if given.write:
        fitted = [folder for name, folder in FOLDERS.items() if name not in HELD_OUT]
        data = [os.path.relpath(path, ROOT) for path in (*OWN, *fitted)]
        write_weights(PATH, "tests.benchmarks.fit_sufficiency", data, NOTE, found)


def measured(case: Case, minilm: MiniLM) -> Example | None:
    asked = analyze_question(case.question)
    if not asked.terms or not case.candidates:
        return None
    places, measures = look(asked, case.candidates, minilm.embed_words)
    return Example(case, asked, measures, np.array(case.gold)[places])


def fit(examples: Sequence[Example]) -> Model:
    able = [example for example in examples if example.teaches]
    ranking = fit_ranking([e for e in able if e.case.answerable and e.case.origin == "own"])
    return Model(ranking, *fit_score(able, ranking), fit_about(examples))


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
    model = _logistic_regression(C=RANKING_C, fit_intercept=False, max_iter=1000)
    model.fit(np.vstack([table, -table]) / spread, label, sample_weight=doubled)
    coefficients: Array = model.coef_[0] / spread
    return coefficients


def fit_score(examples: Sequence[Example], ranking: Array) -> tuple[Array, Array]:
    """The best gold sentence of an answerable question against the best-ranked of any other."""
    rows = []
    for example in examples:
        odds = example.measures @ ranking
        best = np.argmax(np.where(example.gold, odds, -1e9) if example.case.answerable else odds)
        rows.append(example.measures[best])
    answerable = np.array([example.case.answerable for example in examples])
    weight = weights(examples)
    for side in (answerable, ~answerable):
        weight[side] *= 0.5 / weight[side].sum()
    scale = np.std(rows, axis=0) + 1e-6
    table = [spread_out(e, row) for e, row in zip(examples, rows / scale, strict=True)]
    model = _logistic_regression(C=SCORE_C, max_iter=5000)
    model.fit(table, answerable, sample_weight=weight * len(weight))
    coefficients = model.coef_[0]
    blocks = coefficients[: -len(KINDS)].reshape(1 + len(FORMS), -1)
    forms = (blocks[0] + APART * blocks[1:]) / scale
    return forms, coefficients[-len(KINDS) :] + model.intercept_[0]


def spread_out(example: Example, row: Array) -> Array:
    """Measures for all, a copy of them for each form, and the kind."""
    form = answerability.form_of(example.asked)
    copies = [APART * row * (form == other) for other in FORMS]
    kinds = np.array([float(example.asked.kind == kind) for kind in KINDS])
    return np.concatenate([row, *copies, kinds])


def fit_about(examples: Sequence[Example]) -> Array:
    """Answerable questions asked of their own archive against any asked of a foreign one."""
    chosen = [
        e
        for e in examples
        if e.case.teaches and (e.case.origin == "foreign" or (e.case.answerable and e.own))
    ]
    foreign = np.array([example.case.origin == "foreign" for example in chosen])
    keys = [(e.case.dataset, e.case.origin) for e in chosen]
    counts = Counter(keys)
    weight = np.array([1 / counts[key] for key in keys]) * len(keys) / len(counts)
    table = np.array([answerability.summarise(example.measures) for example in chosen])
    scale = table.std(axis=0) + 1e-6
    model = _logistic_regression(C=ABOUT_C, max_iter=1000)
    model.fit(table / scale, ~foreign, sample_weight=weight)
    coefficients = SHARPNESS * model.coef_[0] / scale
    # The user's article alone is no archive: much may be asked of it that fits anywhere.
    many = foreign & np.array([not e.case.dataset.startswith("user-article") for e in chosen])
    return np.append(coefficients, -np.quantile(table[many] @ coefficients, FOREIGN_BELOW_0))


def _logistic_regression(**options: Any) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(**options)


def weights(examples: Sequence[Example]) -> Array:
    keys = [(e.case.dataset, e.case.origin, e.case.answerable) for e in examples]
    counts = Counter(keys)
    weight = [SET_WEIGHTS[k[0]] * ORIGIN_WEIGHTS[k[1]] / counts[k] for k in keys]
    return np.array(weight) / np.sum(weight)


def in_force(example: Example) -> Scores:
    return answerability.rank(example.measures), answerability.score(
        example.asked, example.measures
    )


def scores_by(model: Model, example: Example) -> Scores:
    form = FORMS.index(answerability.form_of(example.asked))
    odds = example.measures @ model.forms[form]
    odds += model.intercepts[KINDS.index(example.asked.kind)]
    about = answerability.summarise(example.measures) @ model.about[:-1] + model.about[-1]
    return example.measures @ model.ranking, answerability.combine(about, odds)


def cross_validate(examples: Sequence[Example]) -> list[Scores]:
    """Questions over one single article, and a question and its copies, stay in one fold."""
    keys = sorted({(e.case.dataset, e.case.group) for e in examples})
    order = np.random.default_rng(0).permutation(len(keys))
    fold_of = {key: int(place) % FOLDS for key, place in zip(keys, order, strict=True)}
    folds = [fold_of[e.case.dataset, e.case.group] for e in examples]
    pairs = list(zip(examples, folds, strict=True))
    models = [fit([e for e, fold in pairs if fold != left_out]) for left_out in range(FOLDS)]
    return [scores_by(models[fold], example) for example, fold in pairs]


def print_tables(examples: Sequence[Example], scores: Sequence[Scores]) -> None:
    print("| set | answerable | right cited | refused | quotes | unanswerable | refused | F1 |")
    print("|---|---|---|---|---|---|---|---|")
    scored = list(zip(examples, scores, strict=True))
    for name in dict.fromkeys(e.case.dataset for e in examples if e.own):
        mine = [(e, both) for e, both in scored if e.own and e.case.dataset == name]
        print(f"| {name} | {_figures(_quotes(mine, answerability.CAUTION))} |")
    print("\nRefused of a set's own answerable questions / of its questions to a foreign archive")
    print("/ of its own unanswerable ones, F1 of abstaining, by caution:")
    for name in dict.fromkeys(e.case.dataset for e in examples if e.case.origin == "foreign"):
        mine = [(e, both) for e, both in scored if e.case.dataset == name]
        print(f"  {name}: " + "; ".join(f"{c}: {_trade(_quotes(mine, c))}" for c in CAUTIONS))


def _quotes(
    scored: Sequence[tuple[Example, Scores]], caution: float
) -> list[tuple[Example, list[int]]]:
    return [(example, close_ones(*both, caution)) for example, both in scored]


def _trade(chosen: Sequence[tuple[Example, list[int]]]) -> str:
    own = [not q for e, q in chosen if e.own and e.case.answerable]
    near = [not q for e, q in chosen if e.own and not e.case.answerable]
    foreign = [not q for e, q in chosen if e.case.origin == "foreign"]
    f1 = 2 * sum(near) / max(1, len(near) + sum(near) + sum(own))
    return f"{np.mean(own):.3f}/{np.mean(foreign):.3f}/{np.mean(near or [0]):.2f}, {f1:.2f}"


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


def weights_of(model: Model) -> dict[str, Any]:
    """As answerability.json has them."""
    names = (*answerability.BEST, *answerability.LEAST)
    *about, about_intercept = model.about.round(3).tolist()
    columns = np.vstack([model.ranking, model.forms]).T.round(3).tolist()
    return {
        "about": dict(zip(names, about, strict=True)),
        "about_intercept": about_intercept,
        "coefficients": dict(zip(MEASURES, columns, strict=True)),
        "intercept": dict(zip(KINDS, model.intercepts.round(3).tolist(), strict=True)),
    }


if __name__ == "__main__":
    main()
