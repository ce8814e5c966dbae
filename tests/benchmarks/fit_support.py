"""Fits assistant/verification/score.json.

    python -m tests.benchmarks.fit_support ../shared/eval [--write]

makes statements out of the articles there (kept whole, shortened or answered by people: faithful;
fused, swapped, denied, added to: not), adds the pairs over seeds/ and the labelled sentences of
summaries of them, and prints weights and the area under the ROC curve, on articles left out.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.verification.features import FEATURES, measure
from assistant.verification.suspicions import Source, find_suspicions
from index.embedders.minilm import MiniLM
from index.sentences import split_sentences
from tests.benchmarks.weights_file import write_weights
from tests.evaluation.checking.pairs import read_pairs
from tests.evaluation.checking.summaries import Floats, auc, read_summaries

Case = tuple[str, str, tuple[str, ...], bool]  # article, statement, sentences, faithful
_DATASETS = ("squad2", "clapnq", "multihop-facts")
_OURS = ("seeds", "checking/faithful.txt", "checking/summaries.jsonl")
_NOTE = "Logistic regression without negative weights."
_KINDS = ("made", "close", "free")
_LABELLED = 8.0  # statements made by rules that one labelled by hand counts for
_PARTS = 5
_SMALL = 0.1  # what these statements get wrong is not all that models get wrong
_LONGEST = 30  # sentences of an article that are looked at
_VERB = re.compile(r"\b(?:is|was|were|are|has|had|have|will|would|said|became|began|made)\b")
_NAME = re.compile(r"(?<!^)(?<![.“\"] )\b[A-Z][a-z]{2,}(?:\s[A-Z][a-z]+)*\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")


def cases(folder: Path, chance: random.Random) -> Iterator[Case]:
    """Labelled statements over the articles of every dataset in `folder`, and over seeds/."""
    for name in _DATASETS:
        texts = [
            json.loads(line)
            for line in (folder / name / "articles.jsonl").read_text("utf-8").splitlines()
        ]
        passages = {f"{name}/{text['id']}": _sentences(text["text"], chance) for text in texts}
        for article, sentences in passages.items():
            for _ in range(12 if name == "squad2" else 2):
                yield from _made(article, sentences, passages, chance)
        yield from _answered(folder / name, name, passages)
    for pair in read_pairs():
        yield pair.article, pair.statement, pair.sentences, pair.kind == "faithful"


def _sentences(text: str, chance: random.Random) -> tuple[str, ...]:
    spans = split_sentences(text)
    first = chance.randrange(max(1, len(spans) - _LONGEST))
    found = (text[span.start : span.end] for span in spans[first : first + _LONGEST])
    return tuple(sentence for sentence in found if len(sentence.split()) > 5)


def _made(
    article: str,
    sentences: tuple[str, ...],
    others: dict[str, tuple[str, ...]],
    chance: random.Random,
) -> Iterator[Case]:
    if len(sentences) < 2:
        return
    place = chance.randrange(len(sentences) - 1)
    one, other = sentences[place], chance.choice(sentences)
    short = _shortened(one, chance)
    yield article, short, sentences, True
    if chance.random() < 0.4:
        joined = (
            f"{_shortened(one, chance).rstrip('.')} and {_shortened(sentences[place + 1], chance)}"
        )
        yield article, joined, sentences, True
    foreign = chance.choice(others[chance.choice(list(others))] or (one,))
    wrong = [
        _fused(short, other),
        _fused(short, foreign),
        _swapped(short, " ".join(sentences), _NAME, chance),
        _swapped(short, foreign, _NAME, chance),
        _swapped(short, " ".join(sentences), _NUMBER, chance),
        _VERB.sub(lambda m: m[0] + " not", short, count=1),
        foreign,
    ]
    kept = [text for text in wrong if text and text not in " ".join(sentences) and text != short]
    for text in chance.sample(kept, min(2, len(kept))):
        yield article, text, sentences, False


def _shortened(sentence: str, chance: random.Random) -> str:
    """Without what stands in brackets, and mostly without one clause between commas."""
    text = re.sub(r"\s\([^)]*\)", "", sentence)
    parts = text.split(", ")
    if len(parts) > 2 and chance.random() < 0.7:
        parts = parts[:1] + parts[2:] if chance.random() < 0.5 else parts[:-1]
    return ", ".join(parts).rstrip(" ,") + ("" if parts[-1].endswith(".") else ".")


def _fused(one: str, other: str) -> str | None:
    first, second = _VERB.search(one), _VERB.search(other)
    if not first or not second or first.start() < 8:
        return None
    return one[: first.start()] + other[second.start() :]


def _swapped(text: str, around: str, form: re.Pattern[str], chance: random.Random) -> str | None:
    found = list(form.finditer(text))
    others = [match[0] for match in form.finditer(around) if match[0] not in text]
    if not found or not others:
        return None
    match = chance.choice(found)
    return text[: match.start()] + chance.choice(others) + text[match.end() :]


def _answered(folder: Path, name: str, passages: dict[str, tuple[str, ...]]) -> Iterator[Case]:
    """Answers that people wrote in their own words; and the same to another article's question."""
    if name != "clapnq":
        return
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        sentences = passages.get(f"{name}/{question['id']}", ())
        if question["answerable"] and len(sentences) > 1:
            answer = " ".join(question["answers"][0].split()[:60])
            yield f"{name}/{question['id']}", answer, sentences, True


def fit(
    x: Floats, y: Floats, sure: Floats | None = None, small: float = _SMALL, rounds: int = 600
) -> Floats:
    """Weights (the last is the intercept) that are not negative, both labels counting the same.

    `sure` is how much each row counts, `small` how small weights are to be.
    """
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
    scaled = (x - mean) / deviation
    sure = np.ones(len(y)) if sure is None else sure
    share = sure * np.where(y > 0, 0.5 / sure[y > 0].sum(), 0.5 / sure[y == 0].sum())
    weights, intercept = np.full(x.shape[1], 0.3), 0.0
    for _ in range(rounds):
        guessed = 1 / (1 + np.exp(-scaled @ weights - intercept))
        off = (guessed - y) * share
        weights = np.maximum(weights - scaled.T @ off - small * weights, 0)
        intercept -= 2 * off.sum()
    found = weights / deviation
    return np.append(found, intercept - found @ mean)


def main() -> None:
    """Prints the table and the weights."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fit_support")
    parser.add_argument("folder", type=Path, help="of the datasets: ../shared/eval")
    parser.add_argument("--write", action="store_true", help="put the new weights in force")
    given = parser.parse_args()
    found = dict(zip((*FEATURES, "intercept"), _fit_all(given.folder), strict=True))
    print(found)
    if given.write:
        data = [str(given.folder / name) for name in _DATASETS]
        data += [f"tests/evaluation/{name}" for name in _OURS]
        write_weights("verification/score.json", "tests.benchmarks.fit_support", data, _NOTE, found)


def _fit_all(folder: Path) -> list[float]:
    minilm = MiniLM()

    @lru_cache(maxsize=20000)
    def one(text: str) -> Floats:
        return minilm.embed([text])[0].astype(np.float64)

    rows, labels, groups, sure = [], [], [], []
    for kind, (article, statement, sentences, faithful) in _all(folder):
        suspicions = find_suspicions(statement, [Source(tuple(sentences))])
        rows.append(
            measure(
                statement, sentences, suspicions, lambda texts: np.stack([one(t) for t in texts])
            )
        )
        labels.append(float(faithful))
        groups.append((kind, article))
        sure.append(1.0 if kind == "made" else _LABELLED)
    x, y, counts = np.array(rows), np.array(labels), np.array(sure)
    names = list(dict.fromkeys(article for _, article in groups))
    parts = np.array([names.index(article) % _PARTS for _, article in groups])
    held_out = np.zeros(len(y))
    for part in range(_PARTS):
        weights = fit(x[parts != part], y[parts != part], counts[parts != part])
        held_out[parts == part] = x[parts == part] @ weights[:-1] + weights[-1]
    print(f"{len(y)} statements, {int(y.sum())} faithful; areas under the curve:")
    kinds = {kind: np.array([kind == found for found, _ in groups]) for kind in _KINDS}
    print(f"{'':12}" + "".join(f"{kind:>8}" for kind in kinds))
    for name, values in [*zip(FEATURES, x.T, strict=True), ("left out", held_out)]:
        areas = [auc(values[inside], y[inside]) for inside in kinds.values()]
        print(f"{name:12}" + "".join(f"{area:8.3f}" for area in areas))
    return _stretch(fit(x, y, counts), x, y, counts)


def _stretch(weights: Floats, x: Floats, y: Floats, sure: Floats) -> list[float]:
    """The same order of scores, each as near as can be to how often one like it is faithful."""
    plain = x @ weights[:-1] + weights[-1]
    slope, start = fit(plain[:, None], y, sure, small=0.0, rounds=5000)
    stretched = [*weights[:-1] * slope, weights[-1] * slope + start]
    return [round(float(weight), 2) for weight in stretched]


def _all(folder: Path) -> Iterator[tuple[str, Case]]:
    """Each with its kind: made by rules here, or a summary's sentence labelled by hand."""
    yield from (("made", case) for case in cases(folder, random.Random(5)))
    for found in read_summaries():
        yield found.style, (found.article, found.statement, found.sentences, found.faithful)


if __name__ == "__main__":
    main()
