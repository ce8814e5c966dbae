"""Questions with gold sentences, whether a chunk holds one, and how good a ranking is.

A chunk holds a gold sentence when the two overlap by at least half of the shorter.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.dataset import load_dataset
from index.models import Article, Reading
from index.readers import read

# Of chunks that hold gold; "article" is any chunk of a gold article.
FIGURES = ("hit@1", "hit@4", "hit@10", "MRR@10", "recall@10", "all@10")
ARTICLES = ("article@1", "article@5", "article@10")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of an article."""

    article: str
    start: int
    end: int

    def holds(self, other: "Span") -> bool:
        """Whether the two overlap by at least half of the shorter."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        least = min(self.end - self.start, other.end - other.start)
        return self.article == other.article and shared >= 0.5 * least


@dataclass(frozen=True, slots=True)
class Case:
    """A question that `gold` answers; `fold` keeps questions on one article together."""

    set: str
    kind: str
    question: str
    gold: tuple[Span, ...]
    fold: str
    asked_at: datetime | None = None


def cases(folder: Path) -> list[Case]:
    """The answerable questions of a dataset."""
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    texts = {article["id"]: article["text"] for article in map(json.loads, lines)}
    found = []
    for asked in load_dataset(folder).questions:
        gold = tuple(
            Span(g.article, at, at + len(g.quote))
            for g in asked.gold
            if (at := texts[g.article].find(g.quote)) >= 0
        )
        if gold:
            kind = asked.tags[0] if asked.tags else ""
            of = gold[0].article
            found.append(Case(folder.name, kind, asked.question, gold, of, asked.asked_at))
    return found


def readings(folders: Sequence[Path]) -> Iterator[Reading]:
    """The articles of datasets, each once."""
    known: set[str] = set()
    for folder in folders:
        for reading in read([folder / "articles.jsonl"]):
            if isinstance(reading, Article) and reading.id not in known:
                known.add(reading.id)
                yield reading


def figures(case: Case, ranked: Sequence[Span]) -> NDArray[np.float64]:
    """`FIGURES` and `ARTICLES` of one question: `ranked` are chunks, best first; ten count."""
    ranks = [
        next((rank for rank, span in enumerate(ranked[:10], 1) if span.holds(gold)), 99)
        for gold in case.gold
    ]
    best = min(ranks)
    found = [rank <= 10 for rank in ranks]
    mrr = 1 / best if best <= 10 else 0
    hits = (best == 1, best <= 4, best <= 10, mrr, np.mean(found), all(found))
    articles = {gold.article for gold in case.gold}
    first = next((rank for rank, span in enumerate(ranked, 1) if span.article in articles), 99)
    return np.array((*hits, first == 1, first <= 5, first <= 10), np.float64)


def table(rows: dict[str, list[NDArray[np.float64]]]) -> str:
    """A Markdown table of means."""
    names = (*FIGURES, *ARTICLES)
    lines = [f"| | n | {' | '.join(names)} |", "|" + "---|" * (len(names) + 2)]
    for name, values in rows.items():
        means = " | ".join(f"{mean:.3f}" for mean in np.mean(values, axis=0))
        lines.append(f"| {name} | {len(values)} | {means} |")
    return "\n".join(lines)
