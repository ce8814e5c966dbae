"""Answering without a language model: which sentences to quote, or why none will do.

Retrieval scores do not tell an answer from its neighbourhood; this looks at the sentences.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.generation.extractive.answerability import CAUTION, Searched, about, rank, score
from assistant.generation.extractive.features import MEASURES, Embedded, Surroundings, measure
from assistant.generation.extractive.missing import Reason, explain
from assistant.text.word_matching import Floats, Reading, States, read, unit
from assistant.text.words import QuestionAnalysis
from index.embedders.minilm import WordVectors

MOST_QUOTES = 3
# A further sentence is quoted when it ranks this close to the best one (natural-log odds).
CLOSE = 0.7
# Sentences embedded, and of these looked at word by word: embedding is what an answer costs.
_EMBEDDED, _LOOKED_AT = 28, 14
_CLAUSES = (8, 14, 22)  # lengths in word pieces
_NOTHING = "Nothing in the archive is about this."
_LEAST_WORDS = 4  # less is a heading or a scrap, not a statement

Embed = Callable[[Sequence[str]], list[WordVectors]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of the evidence.

    `context` is the text around it: the article's title, source and day, the sentences before
    and after; `before` the sentence before alone. `order` counts in reading order.
    """

    text: str
    article_key: str
    context: str
    chunk_rank: int
    order: int
    before: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates to quote (places in reading order), or none with the reason why.

    `scores` are the sufficiency of each candidate, 0 to 1; 0 for one that was not looked at.
    """

    chosen: tuple[int, ...]
    reason: Reason | None = None
    detail: str = ""
    scores: tuple[float, ...] = ()


def choose_quotes(
    asked: QuestionAnalysis,
    candidates: Sequence[Candidate],
    embed: Embed,
    caution: float = CAUTION,
    searched: Searched | None = None,
) -> Choice:
    """One to three candidates that answer, or why none; `searched` as in `about`.

    `caution`, 0 to 1, is what a candidate has to score: at 0, nothing is refused.
    """
    if not candidates or not asked.terms:
        return Choice((), "not-in-archive", _NOTHING)
    places, measures = look(asked, candidates, embed)
    ranks, sufficiency = rank(measures), score(asked, measures, searched)
    scores = np.zeros(len(candidates))
    scores[places] = sufficiency
    best = int(np.argmax(ranks))
    chosen = close_ones(ranks, sufficiency, caution)
    if not chosen:
        reason, detail = explain(asked, _stems(candidates), _gives(measures[best]))
        if reason == "insufficient-evidence" and about(asked, measures, searched) < 0:
            reason, detail = "not-in-archive", _NOTHING
        return Choice((), reason, detail, tuple(scores))
    by_text = {candidates[places[i]].text: places[i] for i in reversed(chosen)}  # a reprint once
    quoted = sorted(by_text.values(), key=lambda place: candidates[place].order)
    return Choice(tuple(quoted), scores=tuple(scores))


def look(
    asked: QuestionAnalysis, candidates: Sequence[Candidate], embed: Embed
) -> tuple[list[int], NDArray[np.float64]]:
    """The candidates worth a closer look and what was measured of each (`MEASURES`)."""
    shortened = [_without(asked.question, term.word) for term in asked.terms]
    hopeful = _hopeful(asked, candidates)
    texts = [candidates[place].text for place in hopeful]
    embedded = embed([asked.question, *shortened, *texts])
    vectors = np.array([text.vector for text in embedded])
    sentences = vectors[1 + len(shortened) :]
    shared = np.array([_shared(asked, text) for text in texts])
    best = np.sort(np.argsort(-(sentences @ vectors[0] + shared / 2), kind="stable")[:_LOOKED_AT])
    near = [read(texts[place]) for place in best]
    places = [hopeful[place] for place in best]
    nearby = [_surroundings(candidates[place]) for place in places]
    said = [embedded[1 + len(shortened) + place] for place in best]
    given = Embedded(
        vectors[0],
        vectors[1 : 1 + len(shortened)],
        sentences[best],
        np.array([_clause(vectors[0], words) for words in said]),
        _states(asked, embedded[0], near, said),
    )
    return places, measure(asked, near, nearby, given)


def _surroundings(candidate: Candidate) -> Surroundings:
    return Surroundings(
        frozenset(read(candidate.context).stems), frozenset(read(candidate.before).stems)
    )


def _clause(question: Floats, words: WordVectors) -> float:
    """Cosine of the question and the stretch of words nearest to it: a long sentence says more
    than one thing, and its vector is near to none of them.
    """
    sums = np.vstack([np.zeros((1, words.states.shape[1])), np.cumsum(words.states, axis=0)])
    best = float(words.vector @ question)
    for length in _CLAUSES:
        if length < len(words.states):
            best = max(best, float((unit(sums[length:] - sums[:-length]) @ question).max()))
    return best


def _states(
    asked: QuestionAnalysis,
    question: WordVectors,
    readings: Sequence[Reading],
    said: Sequence[WordVectors],
) -> States:
    starts = [max(0, asked.question.find(term.word)) for term in asked.terms]
    terms = [
        question.of(start, start + len(term.word))
        for start, term in zip(starts, asked.terms, strict=True)
    ]
    return States(np.array(terms), tuple(map(_word_states, readings, said)))


def _word_states(reading: Reading, said: WordVectors) -> Floats:
    """`(words, d)`; of a text without words, one row of zeros."""
    if not reading.words:
        return np.zeros((1, said.vector.size), np.float32)
    pairs = zip(reading.starts, reading.words, strict=True)
    return np.array([said.of(start, start + len(word)) for start, word in pairs])


def _hopeful(asked: QuestionAnalysis, candidates: Sequence[Candidate]) -> list[int]:
    """The places of the candidates worth embedding: from good chunks, sharing words."""
    worth = [_shared(asked, c.text) - c.chunk_rank / 20 for c in candidates]
    whole = [i for i, c in enumerate(candidates) if len(c.text.split()) >= _LEAST_WORDS]
    best = sorted(whole or range(len(candidates)), key=lambda place: -worth[place])
    return sorted(best[:_EMBEDDED])


def _shared(asked: QuestionAnalysis, text: str) -> float:
    """Share of the question's terms that the text holds, by their stems."""
    stems = {term.stem for term in asked.terms}
    return len(stems & set(read(text).stems)) / len(stems)


def _without(question: str, word: str) -> str:
    return " ".join(question.replace(word, "", 1).split()) or question


def close_ones(
    ranks: NDArray[np.float64], sufficiency: NDArray[np.float64], threshold: float
) -> list[int]:
    """The best-ranked, if it suffices, and those that rank close to it and suffice, too."""
    order = np.argsort(-ranks, kind="stable")[:MOST_QUOTES]
    if not len(order) or sufficiency[order[0]] < threshold:
        return []
    close = [i for i in order if ranks[i] >= ranks[order[0]] - CLOSE]
    return [int(i) for i in close if sufficiency[i] >= threshold]


def _stems(candidates: Sequence[Candidate]) -> frozenset[str]:
    texts = (text for c in candidates for text in (c.text, c.context))
    return frozenset(found for text in texts for found in read(text).stems)


def _gives(measures: NDArray[np.float64]) -> bool:
    return bool(measures[MEASURES.index("gives")] > 0)
