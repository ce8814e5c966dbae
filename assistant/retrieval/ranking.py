"""Ranks candidates with a linear model over a few features.

The weights (ranking.json) were fitted on real news and on clean text together. All features are
computed from numbers stored in the catalogue.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.fitted_weights import load_weights
from assistant.retrieval.time_preference import TimePreference
from index.catalog.catalogue import Candidate
from index.stems import number, stem, words_of

Floats = NDArray[np.float64]

# In the order of the columns of `measure`.
WEIGHTS: dict[str, float] = load_weights("retrieval/ranking.json")
_K1, _B = 1.2, 0.75  # BM25 parameters, the same as SQLite's

_COMMON = frozenset(
    "a about an and are as at be been by can could did do does for from had has have how i in is it"
    " its many may me much of on or say says said that the their them there they this to was were"
    " what when where which who whom whose why will with would you".split()
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The `words` of a question to look up, the numbers of their stems, and how rare each is."""

    words: tuple[str, ...]
    numbers: NDArray[np.uint32]
    rarity: Floats
    said: tuple[str, ...]  # every word of the question, in order


def terms(question: str) -> list[str]:
    """The words of a question without common ones, each stem once; all, if all are common."""
    words = list(dict.fromkeys(words_of(question)))
    worth = [word for word in words if word not in _COMMON] or words
    return list({stem(word): word for word in reversed(worth)}.values())[::-1]


def weigh(question: str, occurrences: Mapping[str, int], size: int) -> Terms:
    """The terms of `question` in an archive of `size` chunks; `occurrences` counts stems."""
    words = terms(question)
    counts = [occurrences.get(stem(word), 0) for word in words]
    return Terms(
        tuple(words),
        np.array([number(word) for word in words], np.uint32),
        np.array([math.log1p((size - n + 0.5) / (n + 0.5)) for n in counts]),
        tuple(words_of(question)),
    )


def measure(
    asked: Terms,
    vector: Sequence[float],
    candidates: Sequence[Candidate],
    preference: TimePreference | None = None,
) -> Floats:
    """`(len(candidates), len(WEIGHTS))`: the features of every candidate."""
    if not candidates:
        return np.zeros((0, len(WEIGHTS)))
    matches = _Matches(asked, candidates)
    published = [candidate.published for candidate in candidates]
    near = preference.nearness(published) if preference else np.zeros((len(candidates), 3))
    columns = (
        *_cosines(np.asarray(vector, np.float32), candidates),
        matches.cover(),
        matches.together(),
        _named(asked, candidates),
        _best_of_article(matches.bm25(), candidates),
        *near.T,
    )
    return np.stack(columns, axis=1)


def score(measured: Floats) -> Floats:
    """`(candidates,)`, greater is better; only differences are meaningful."""
    scores: Floats = measured @ np.array(list(WEIGHTS.values()))
    return scores


def _cosines(asked: NDArray[np.float32], candidates: Sequence[Candidate]) -> tuple[Floats, Floats]:
    """The cosine to the chunk and to its best sentence; without sentence vectors the chunk's."""
    none = bytes(2 * len(asked))
    vectors = np.frombuffer(b"".join(c.vector or none for c in candidates), np.float16)
    chunk = (vectors.astype(np.float32).reshape(-1, len(asked)) @ asked).astype(np.float64)
    best = chunk.copy()
    having = [i for i, c in enumerate(candidates) if c.sentences]
    if not having:
        return chunk, best
    blobs = [candidates[i].sentences or b"" for i in having]
    sentences = np.frombuffer(b"".join(blobs), np.int8).reshape(-1, len(asked))
    sentences = sentences.astype(np.float32)
    cosines = (sentences @ asked) / np.sqrt(np.einsum("ij,ij->i", sentences, sentences))
    starts = np.cumsum([0, *(len(blob) // len(asked) for blob in blobs)])[:-1]
    best[having] = np.maximum.reduceat(cosines, starts)
    return chunk, best


class _Matches:
    """Where the terms occur in the candidates, as arrays with one element per match."""

    def __init__(self, asked: Terms, candidates: Sequence[Candidate]) -> None:
        self.rarity = asked.rarity
        self.total = float(asked.rarity.sum()) or 1.0
        self.count = len(candidates)
        lengths = np.array([len(c.stems or b"") // 4 for c in candidates], np.int64)
        counts = np.array([len(c.ends or b"") // 2 for c in candidates], np.int64)
        stems = np.frombuffer(b"".join(c.stems or b"" for c in candidates), np.uint32)
        ends = np.frombuffer(b"".join(c.ends or b"" for c in candidates), np.uint16)
        self.lengths = lengths.astype(np.float64)
        # Of each match: the word's position, the term's number, the candidate, and the sentence.
        which = np.full(len(stems), -1)
        for term, stem_number in enumerate(asked.numbers):
            which[stems == stem_number] = term
        self.at = np.flatnonzero(which >= 0)
        self.term = which[self.at]
        starts = np.cumsum(lengths) - lengths
        self.chunk = np.searchsorted(starts, self.at, side="right") - 1
        absolute = ends + np.repeat(starts, counts)
        self.part = np.searchsorted(absolute, self.at, side="right")
        self.parts = len(absolute)
        self.is_title = np.isin(self.part, np.cumsum(counts) - counts)
        self.owner = np.repeat(np.arange(self.count), counts)

    def bm25(self) -> Floats:
        """BM25 divided by the total rarity; the average length is that of the candidates."""
        counts = np.zeros((self.count, len(self.rarity)))
        np.add.at(counts, (self.chunk, self.term), 1)
        average = self.lengths.mean() if self.count else 1.0
        norm = _K1 * (1 - _B + _B * self.lengths / max(average, 1.0))
        found: Floats = (counts * (_K1 + 1) / (counts + norm[:, None])) @ self.rarity
        return found / self.total

    def cover(self) -> Floats:
        """The share of the question's terms, weighted by rarity, in title or text."""
        has = np.zeros((self.count, len(self.rarity)))
        has[self.chunk, self.term] = 1
        share: Floats = has @ self.rarity / self.total
        return share

    def together(self) -> Floats:
        """The greatest such share in a single sentence."""
        has = np.zeros((self.parts, len(self.rarity)))
        inside = ~self.is_title
        has[self.part[inside], self.term[inside]] = 1
        best = np.zeros(self.count)
        np.maximum.at(best, self.owner, has @ self.rarity / self.total)
        return best


def _named(asked: Terms, candidates: Sequence[Candidate]) -> Floats:
    """1 if the question contains the name of the candidate's source, else 0."""
    said = f" {' '.join(asked.said)} "
    known: dict[str, float] = {}
    for source in {candidate.source for candidate in candidates if candidate.source}:
        name = " ".join(words_of(source))
        known[source] = float(bool(name) and f" {name} " in said)
    return np.array([known.get(candidate.source or "", 0.0) for candidate in candidates])


def _best_of_article(bm25: Floats, candidates: Sequence[Candidate]) -> Floats:
    """The BM25 of the best candidate of the same article."""
    best: dict[int, float] = {}
    for candidate, value in zip(candidates, bm25, strict=True):
        best[candidate.version] = max(best.get(candidate.version, 0.0), float(value))
    return np.array([best[candidate.version] for candidate in candidates])
