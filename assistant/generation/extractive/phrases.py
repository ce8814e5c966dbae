"""The phrases of a question, and whether a sentence says them as such: the Russian president is not
the Turkish president whom a sentence about Russia names.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from assistant.text.word_matching import Floats, Reading
from assistant.text.words import AUXILIARIES, QuestionAnalysis, is_content, split_words, stem

_TOGETHER = 3  # words from one to the other: "minister of foreign affairs"
# Words allowed between the two words of a phrase.
_LINKS = frozenset("of the s ’s a an in".split())


def find_phrases(asked: QuestionAnalysis) -> tuple[tuple[int, int], ...]:
    """Pairs of indices in `asked.terms` that are adjacent in the question.

    >>> from assistant.text.words import analyze_question
    >>> find_phrases(analyze_question("Who is the Russian president?"))
    ((0, 1),)
    """
    found = dict.fromkeys(_neighbours(asked))
    heavy = [pair for pair in found if not all(asked.terms[i].light for i in pair)]
    return tuple(heavy)


def _neighbours(asked: QuestionAnalysis) -> Iterator[tuple[int, int]]:
    places = {term.stem: place for place, term in enumerate(asked.terms)}
    words = [word for word in split_words(asked.question) if word.lower() not in _LINKS]
    for one, other in pairwise(words):
        if is_content(one) and is_content(other) and not {one.lower(), other.lower()} & AUXILIARIES:
            pair = places[stem(one)], places[stem(other)]
            if pair[0] != pair[1]:
                yield pair


def names_a_role(asked: QuestionAnalysis) -> bool:
    """Whether a phrase of the question has a name in it, as in "the Russian president"."""
    return any(asked.terms[i].role == "name" for pair in find_phrases(asked) for i in pair)


def least_met(phrases: tuple[tuple[int, int], ...], reading: Reading, likeness: Floats) -> float:
    """How well the phrase that a sentence meets worst is met; `likeness` is `(terms, words)`."""
    if not reading.words:
        return 0.0
    apart = np.abs(reading.places[:, None] - reading.places[None, :])
    near = (apart > 0) & (apart <= _TOGETHER)
    both = (np.minimum(likeness[a][:, None], likeness[b][None, :]) for a, b in phrases)
    return min(float(np.where(near, each, 0).max()) for each in both)
