"""Where two articles give different values for the same thing.

Two sentences speak of the same thing when they count in the same unit and share the words near the
number and most of what the question asks about. A correction says itself that it corrects.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.answering.answer import Disagreement, Value
from assistant.answering.checking.dates import mask_dates
from assistant.answering.checking.quantities import Quantity, read_quantities
from assistant.answering.evidence import EvidenceSentence
from assistant.retrieval.question import is_content, locate_words, stem

_NEAR = 60  # code points around a number in which stands what it measures
_SHARED_NEAR = 1
_LEAST_ASKED = 0.5  # of the question's words in the sentence or its article's title
_CORRECTION = re.compile(
    r"\bcorrect(?:ion|ed|s)?\b.{0,60}\b(?:figure|number|sum|version|is|was|to)\b|\bcorrection:"
    r"|\bthe (?:right|correct) \w+ (?:is|was)\b|\bwrong (?:figure|number)\b",
    re.IGNORECASE,
)
_LEAST_DIFFERENCE = 0.02  # about 41 and 41.3 million are one value


@dataclass(frozen=True, slots=True)
class _Fact:
    sentence: EvidenceSentence
    quantity: Quantity
    words: str
    near: frozenset[str]

    @property
    def value(self) -> float:
        return self.quantity.values[0]


def find_disagreements(
    question: str,
    evidence: Sequence[EvidenceSentence],
    cited: Sequence[tuple[EvidenceSentence, int]],
) -> list[Disagreement]:
    """Of each value in a cited sentence the other values that other articles give for it.

    `cited` are sentences with their numbers as citations.
    """
    asked = _stems(question)
    facts = [fact for sentence in evidence for fact in _facts(sentence, asked)]
    found: list[Disagreement] = []
    told: set[str] = set()
    for sentence, _ in cited:
        for fact in facts:
            if fact.sentence != sentence:
                continue
            others = [other for other in facts if _disagree(fact, other, asked)]
            if others and fact.words not in told:
                told |= {fact.words, *(other.words for other in others)}
                found.append(_told([fact, *_each_once(others)]))
    return found


def _facts(sentence: EvidenceSentence, asked: frozenset[str]) -> list[_Fact]:
    """The values with a unit in a sentence that is about what is asked."""
    around = _stems(f"{sentence.text} {sentence.article.title or ''}")
    if not asked or len(asked & around) < _LEAST_ASKED * len(asked):
        return []
    text = mask_dates(sentence.text)
    quantities = [q for q in read_quantities(text) if q.dimension and q.number.values]
    found = []
    for quantity in quantities:
        # Of two shares in one sentence nobody can tell by rule which is the one asked for.
        alone = [other.dimension for other in quantities].count(quantity.dimension) == 1
        if alone and quantity.dimension != "time":
            near = text[max(0, quantity.start - _NEAR) : quantity.end + _NEAR]
            words = " ".join(sentence.text[quantity.start : quantity.end].split())
            found.append(_Fact(sentence, quantity, words, _stems(near)))
    return found


def _disagree(one: _Fact, other: _Fact, asked: frozenset[str]) -> bool:
    """Two values of the asked thing, from two articles."""
    if one.sentence.article.id == other.sentence.article.id:
        return False
    if one.quantity.dimension != other.quantity.dimension:
        return False
    if len(one.near & other.near & asked) < _SHARED_NEAR:
        return False
    most = max(abs(one.value), abs(other.value))
    return abs(one.value - other.value) > _LEAST_DIFFERENCE * most


def _each_once(facts: Sequence[_Fact]) -> list[_Fact]:
    """One fact a value and article."""
    once = {(fact.value, fact.sentence.article.id): fact for fact in reversed(facts)}
    return list(reversed(once.values()))


def _told(facts: Sequence[_Fact]) -> Disagreement:
    dated = sorted(facts, key=lambda fact: _day(fact) or datetime.min.replace(tzinfo=UTC))
    newest = dated[-1] if all(map(_day, facts)) else None
    correcting = [fact for fact in dated if _CORRECTION.search(fact.sentence.text)]
    values = [
        Value(value=fact.words, citation=fact.sentence.citation(number))
        for number, fact in enumerate(dated, start=1)
    ]
    note = "; ".join(f"{fact.words} ({_source(fact)})" for fact in dated)
    if correcting:
        note = f"Sources differ: {note}. {correcting[-1].words} corrects the other."
    elif newest:
        note = f"Sources differ: {note}. {newest.words} is newer."
    else:
        note = f"Sources differ: {note}. It is not known which is newer."
    newer = dated.index(newest) if newest else None
    corrected = dated.index(correcting[-1]) if correcting else None
    return Disagreement(values=values, newer=newer, correction=corrected, note=note)


def _source(fact: _Fact) -> str:
    article = fact.sentence.article
    day = _day(fact)
    name = article.source or article.title or article.id
    return f"{name}, {day.date().isoformat()}" if day else name


def _day(fact: _Fact) -> datetime | None:
    day = fact.sentence.article.published_at
    return day.replace(tzinfo=day.tzinfo or UTC) if day else None


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        stem(word) for _, word in locate_words(text) if is_content(word) and not word[0].isdigit()
    )
