"""Does the answer say what the gold answer says? For gold answers of a few words."""

import re
import string
from collections import Counter
from collections.abc import Callable

from assistant.evaluation.bootstrap import Score
from assistant.evaluation.case import Case

SHORT = 10  # words; a longer gold answer is one of many ways to say it
_MARK = re.compile(r"\s*\[\d+\]")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation)


def exact(case: Case) -> Score | None:
    """1 if the answer equals a gold answer after SQuAD's normalisation.

    Rajpurkar et al. (EMNLP 2016): without case, punctuation, articles and extra space; the best of
    several gold answers counts, an abstention counts 0. Citation marks are removed first.
    Eligible: answerable questions whose gold answers have at most ten words each.
    """
    return _best(case, lambda said, gold: float(said == gold))


def f1(case: Case) -> Score | None:
    """The harmonic mean of precision and recall of words, after SQuAD's normalisation.

    Rajpurkar et al. (EMNLP 2016). A quoted sentence that holds a short answer scores low by design:
    see `contains`. Eligible: as for `exact`.
    """
    return _best(case, lambda said, gold: token_f1(said.split(), gold.split()))


def contains(case: Case) -> Score | None:
    """1 if the answer contains the words of a gold answer, in order and adjacent.

    The match of Mallen et al. (ACL 2023), on whole words. Eligible: as for `exact`.
    """
    return _best(case, lambda said, gold: float(f" {gold} " in f" {said} "))


def token_f1(said: list[str], gold: list[str]) -> float:
    """The F1 of the words in common, each counted as often as it is in both."""
    if not said or not gold:
        return float(said == gold)
    common = (Counter(said) & Counter(gold)).total()
    return 2 * common / (len(said) + len(gold))


def normalise(text: str) -> str:
    """Normalises text as the official SQuAD script does."""
    plain = "".join(c for c in text.lower() if c not in _PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def _best(case: Case, compare: Callable[[str, str], float]) -> Score | None:
    golds = [normalise(answer) for answer in case.question.answers]
    golds = [gold for gold in golds if gold]
    if not case.answer or not case.question.answerable or not golds:
        return None
    if any(len(gold.split()) > SHORT for gold in golds):
        return None
    if not case.answer.answered:
        return Score(0.0)
    said = normalise(_MARK.sub("", case.answer.text))
    return Score(max(compare(said, gold) for gold in golds))
