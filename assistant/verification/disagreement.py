"""Finds different values that two articles give for the same thing, and describes them.

facts.py decides which values belong to the same thing. A correction is one that says so itself.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.schema.answer import Disagreement, Value
from assistant.schema.evidence import EvidenceSentence
from assistant.text.words import analyze_question
from assistant.verification.facts import Fact, disagree, read_facts


def find_disagreements(
    question: str,
    evidence: Sequence[EvidenceSentence],
    cited: Sequence[tuple[EvidenceSentence, int]],
) -> list[Disagreement]:
    """For each value in a cited sentence, the different values that other articles give.

    `cited` are sentences with their citation numbers.
    """
    asked = analyze_question(question)
    facts = [fact for sentence in evidence for fact in read_facts(asked, sentence)]
    found: list[Disagreement] = []
    told: set[str] = set()
    for sentence, _ in cited:
        for fact in facts:
            if fact.sentence != sentence:
                continue
            others = [other for other in facts if disagree(asked, fact, other)]
            if others and fact.words not in told:
                told |= {fact.words, *(other.words for other in others)}
                found.append(_told([fact, *_each_once(others)]))
    return found


def _each_once(facts: Sequence[Fact]) -> list[Fact]:
    """One fact for each value and article."""
    once = {(fact.value, fact.sentence.article.id): fact for fact in reversed(facts)}
    return list(reversed(once.values()))


def _told(facts: Sequence[Fact]) -> Disagreement:
    dated = sorted(facts, key=lambda fact: _day(fact) or datetime.min.replace(tzinfo=UTC))
    newest = dated[-1] if all(map(_day, facts)) else None
    correcting = [fact for fact in dated if fact.corrects]
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


def _source(fact: Fact) -> str:
    article = fact.sentence.article
    day = _day(fact)
    name = article.source or article.title or article.id
    return f"{name}, {day.date().isoformat()}" if day else name


def _day(fact: Fact) -> datetime | None:
    day = fact.sentence.article.published_at
    return day.replace(tzinfo=day.tzinfo or UTC) if day else None
