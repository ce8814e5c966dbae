"""Hybrid search: finds chunks by words (BM25) and by vectors, then ranks them."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from assistant.retrieval import ranking
from assistant.retrieval.ranking import Terms
from assistant.retrieval.reprints import collapse
from assistant.retrieval.reranker import Reranker, rerank
from assistant.retrieval.time_preference import TimePreference
from assistant.schema.explanation import Explanation, RankedCandidate
from assistant.schema.hits import Hit
from index.archive import Archive
from index.catalog.catalogue import Candidate
from index.catalog.scope import Scope
from index.stems import stem

# For words and for vectors each. Between 20 and 50 no metric on four datasets, alone or in one
# archive of 6,300 chunks, changes by more than one or two questions.
CANDIDATES = 30
# Chunks looked up by words: a very common word is not looked up if there are rarer ones, but it
# still counts in ranking. Between 1,500 and 5,000 no metric on four datasets in one archive of
# 6,000 chunks changes by more than one or two questions.
_MOST_MATCHES = 2_500
# Looks up words while the question is embedded: the two are independent and both release the GIL.
_word_search = ThreadPoolExecutor(4, thread_name_prefix="words")


@dataclass(frozen=True, slots=True)
class ScoredCandidates:
    """The candidates of a question with their features, unordered; milliseconds by stage."""

    asked: Terms
    candidates: list[Candidate]
    measures: ranking.Floats
    milliseconds: dict[str, float] = field(default_factory=dict)


def search(
    archive: Archive,
    question: str,
    limit: int,
    scope: Scope,
    reranker: Reranker | None = None,
    vector: Sequence[float] | None = None,
    preference: TimePreference | None = None,
) -> list[Hit]:
    """The `limit` best passages for `question` within `scope`, best first, reprints collapsed.

    `vector` is the question's embedding, if it is known already; without a `preference` all days
    are alike.
    """
    found = find(archive, question, scope, vector, max(limit, CANDIDATES), preference)
    return _hits(archive, question, found, limit, scope, reranker)


def explain(
    archive: Archive,
    question: str,
    limit: int,
    scope: Scope,
    reranker: Reranker | None = None,
    preference: TimePreference | None = None,
) -> tuple[list[Hit], Explanation]:
    """Like `search`, with an explanation of the ranking."""
    found = find(archive, question, scope, None, max(limit, CANDIDATES), preference)
    hits = _hits(archive, question, found, limit, scope, reranker)
    chunks = archive.chunks([candidate.key for candidate in found.candidates])
    scores = ranking.score(found.measures)
    weighed = [
        RankedCandidate(
            chunk.article.id,
            chunk.article.title,
            chunk.chunk.start,
            chunk.chunk.end,
            round(float(scores[i]), 4),
            _signals(found, i),
        )
        for i in np.argsort(-scores, kind="stable")
        if (chunk := chunks.get(found.candidates[i].key))
    ]
    return hits, Explanation(
        found.asked.words, scope, candidates=weighed, milliseconds=found.milliseconds
    )


def find(
    archive: Archive,
    question: str,
    scope: Scope,
    vector: Sequence[float] | None = None,
    most: int = CANDIDATES,
    preference: TimePreference | None = None,
) -> ScoredCandidates:
    """The `most` best chunks by words and by vectors, with their ranking features.

    Within the period that is preferred as many more are found by words: vectors within few days
    would take several times as long as all the rest.
    """
    clock = _Clock()
    period = preference and preference.narrow(scope)
    scopes = [scope, period] if period else [scope]
    by_words = _word_search.submit(_find_words, archive, question, scopes, most)
    if vector is None:
        vector = archive.embedder.embed_query(question)
    clock.stop("embed")
    near = archive.find_nearest(vector, most, scope).keys()
    clock.stop("vectors")
    asked, having = by_words.result()
    clock.stop("words")
    candidates = archive.candidates(sorted(near | having))
    measures = ranking.measure(asked, vector, candidates, preference)
    clock.stop("rank")
    return ScoredCandidates(asked, candidates, measures, clock.milliseconds)


def _find_words(
    archive: Archive, question: str, scopes: Sequence[Scope], most: int
) -> tuple[Terms, set[int]]:
    """The question's terms, and the keys of the chunks with the rarest of them."""
    words = ranking.terms(question)
    occurrences = archive.occurrences([stem(word) for word in words])
    worth = _worth_looking_up(words, occurrences)
    having = {key for one in scopes for key in archive.find_words(worth, most, one)}
    return ranking.weigh(question, occurrences, archive.size), having


def _hits(
    archive: Archive,
    question: str,
    found: ScoredCandidates,
    limit: int,
    scope: Scope,
    reranker: Reranker | None,
) -> list[Hit]:
    clock = _Clock(found.milliseconds)
    scores = ranking.score(found.measures)
    order = np.argsort(-scores, kind="stable")  # ties: the smaller key first
    if reranker:
        order, scores = rerank(reranker, question, archive, found.candidates, order, scores)
        clock.stop("rerank")
    passages = collapse(archive, [found.candidates[i] for i in order], limit, scope)
    shown = [(order[passage.place], passage.also_in) for passage in passages]
    chunks = archive.chunks([found.candidates[i].key for i, _ in shown])
    known = [(i, also_in) for i, also_in in shown if found.candidates[i].key in chunks]
    clock.stop("read")
    return [
        Hit(
            rank,
            round(float(scores[i]), 4),
            chunks[found.candidates[i].key],
            _signals(found, i),
            also_in,
        )
        for rank, (i, also_in) in enumerate(known, start=1)
    ]


def _worth_looking_up(words: Sequence[str], occurrences: Mapping[str, int]) -> list[str]:
    """The rarest of `words` that together occur in at most `_MOST_MATCHES` chunks; at least one."""
    chosen: list[str] = []
    matches = 0
    for word in sorted(words, key=lambda word: occurrences.get(stem(word), 0)):
        matches += occurrences.get(stem(word), 0)
        if chosen and matches > _MOST_MATCHES:
            break
        chosen.append(word)
    return chosen


def _signals(found: ScoredCandidates, place: int) -> dict[str, float]:
    return dict(zip(ranking.WEIGHTS, found.measures[place].round(4).tolist(), strict=True))


class _Clock:
    """Milliseconds between stops, by stage."""

    def __init__(self, milliseconds: dict[str, float] | None = None) -> None:
        self.milliseconds = {} if milliseconds is None else milliseconds
        self._since = time.perf_counter()

    def stop(self, stage: str) -> None:
        now = time.perf_counter()
        self.milliseconds[stage] = round((now - self._since) * 1000, 2)
        self._since = now
