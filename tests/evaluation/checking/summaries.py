"""Sentences of machine-written summaries, labelled by hand, and how well a score tells them apart.

`python -m tests.evaluation.checking.summaries [FOLDER]` prints the area under the ROC curve of
`check().score`, and of three simple scores, over summaries.jsonl beside this file (articles of
seeds/) or over the articles.jsonl and summaries.jsonl of a folder. `by` is who wrote a sentence:
rules that copy, cut and splice; a model; or, in the style of one-sentence news summaries, the
person who labelled them.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.text.words import is_content, split_words, stem
from assistant.verification.quantities import Said, count_same, read_quantities
from index.sentences import split_sentences
from tests.evaluation.checking.pairs import ARTICLES, HERE

Floats = NDArray[np.float64]
STYLES = ("close", "free")
_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Summary:
    """A sentence about an article; `style` is close (to its words) or free, all of it is given."""

    article: str
    style: str
    by: str
    statement: str
    sentences: tuple[str, ...]
    faithful: bool


def read_summaries(folder: Path | None = None) -> list[Summary]:
    """The labelled sentences of a folder; of seeds/ where there is none."""
    articles = folder / "articles.jsonl" if folder else ARTICLES
    texts = {line["id"]: _sentences(line["text"]) for line in _lines(articles)}
    return [
        Summary(sentences=texts[line["article"]], **line)
        for line in _lines((folder or HERE) / "summaries.jsonl")
    ]


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[span.start : span.end] for span in split_sentences(text))


def auc(scores: Floats, faithful: Floats) -> float:
    """The chance that a faithful one scores above another; a tie is half."""
    good, bad = scores[faithful > 0], scores[faithful == 0]
    return float(((good[:, None] > bad) + 0.5 * (good[:, None] == bad)).mean())


def interval(scores: Floats, faithful: Floats, articles: Sequence[str]) -> tuple[float, float]:
    """The middle 95 % of the AUC over articles drawn with replacement."""
    rng = np.random.default_rng(7)
    places = [np.flatnonzero(np.array(articles) == name) for name in dict.fromkeys(articles)]
    found = []
    for _ in range(_DRAWS):
        drawn = np.concatenate([places[i] for i in rng.integers(0, len(places), len(places))])
        found.append(auc(scores[drawn], faithful[drawn]))
    low, high = np.nanquantile(found, [0.025, 0.975])
    return float(low), float(high)


def simple_scores(summaries: Sequence[Summary], embed: Callable[[list[str]], Floats]) -> Floats:
    """`(summaries, 3)`: the share of content words found, the nearest vector, numbers all found."""
    return np.array([_simple(summary, embed) for summary in summaries])


def _simple(summary: Summary, embed: Callable[[list[str]], Floats]) -> tuple[float, float, float]:
    said = "\n".join(summary.sentences)
    known = {stem(word) for word in split_words(said)}
    words = [stem(word) for word in split_words(summary.statement) if is_content(word)]
    share = sum(word in known for word in words) / max(1, len(words))
    vectors = embed([summary.statement, *summary.sentences])
    wanted, given = read_quantities(summary.statement), Said(read_quantities(said))
    is_met = all(any(count_same(one, other) for other in given.alike(one)) for one in wanted)
    return share, float((vectors[1:] @ vectors[0]).max()), float(is_met)


def _both(simple: Floats, faithful: Floats, articles: Sequence[str]) -> Floats:
    """All three in a logistic regression, each article scored by what the others taught."""
    from tests.benchmarks.fit_support import fit

    order = {name: place % 5 for place, name in enumerate(dict.fromkeys(articles))}
    parts = np.array([order[name] for name in articles])
    scores = np.zeros(len(faithful))
    for part in range(5):
        weights = fit(simple[parts != part], faithful[parts != part])
        scores[parts == part] = simple[parts == part] @ weights[:-1] + weights[-1]
    return scores


def main(folder: Path | None) -> None:
    """Prints the table."""
    from assistant import check
    from index.embedders.minilm import MiniLM

    minilm = MiniLM()
    summaries = read_summaries(folder)
    faithful = np.array([float(summary.faithful) for summary in summaries])
    articles = [summary.article for summary in summaries]
    simple = simple_scores(summaries, lambda texts: minilm.embed(texts).astype(np.float64))
    scores = {
        "share of content words": simple[:, 0],
        "nearest sentence's vector": simple[:, 1],
        "both and numbers": _both(simple, faithful, articles),
        "check().score": np.array(
            [check(summary.statement, summary.sentences).score for summary in summaries]
        ),
    }
    for style in STYLES:
        chosen = np.array([summary.style == style for summary in summaries])
        good = int(faithful[chosen].sum())
        print(f"{style}: {chosen.sum()} sentences, {good} faithful")
        for name, values in scores.items():
            names = [name for name, inside in zip(articles, chosen, strict=True) if inside]
            low, high = interval(values[chosen], faithful[chosen], names)
            area = auc(values[chosen], faithful[chosen])
            print(f"  {name:28}{area:.3f}  ({low:.3f} to {high:.3f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
