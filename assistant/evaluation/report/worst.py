"""The questions that went worst, with what was found and what was missed."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.case import Case
from assistant.evaluation.metrics.answers import evidence_recall
from assistant.evaluation.metrics.rankings import recall, reciprocal_rank

WORST = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """A gold sentence: the rank of its chunk, and its rank in the evidence; None if missed."""

    quote: str
    article: str
    chunk_rank: int | None
    evidence_rank: int | None
    cited: bool


def worst_cases(cases: Sequence[Case]) -> list[Case]:
    """At most `WORST` cases in which something went wrong, the worst first."""
    wrong = [case for case in cases if quality(case) < 1]
    return sorted(wrong, key=lambda case: (quality(case), case.question.id))[:WORST]


def quality(case: Case) -> float:
    """0 (all wrong) to 1 (all right): the mean of what was evaluated."""
    answer = case.answer
    if not case.question.answerable:
        return float(answer is None or not answer.answered)
    parts = []
    if case.by_chunk:
        parts += [reciprocal_rank(case.by_chunk), recall(case.by_chunk)]
    if score := evidence_recall(case):
        parts.append(score.part)
    if answer and case.gold:
        met = len(frozenset().union(*case.cited))
        parts.append(2 * met / (len(case.cited) + len(case.gold)))
    return min(1.0, sum(parts) / len(parts)) if parts else 1.0


def faults(case: Case) -> tuple[str, ...]:
    """What went wrong, in the order of the stages."""
    answer, found = case.answer, []
    if not case.question.answerable:
        return ("answered, although it is unanswerable",)
    if any(not sentence.places for sentence in case.gold):
        found.append("a gold sentence is not in the archive")
    if case.by_chunk and not any(case.by_chunk.gains):
        found.append("no relevant chunk among the first ten")
    elif case.by_chunk and case.by_chunk.met < case.by_chunk.wanted:
        found.append("not all gold sentences in the first ten chunks")
    if case.evidence and None in case.evidence.ranks:
        found.append("the evidence is incomplete")
    if answer and not answer.answered:
        found.append("abstained, although it is answerable")
    elif answer and not any(case.cited):
        found.append("cites no gold sentence")
    return tuple(found) or ("the relevant chunk is not the first",)


def wanted(case: Case) -> tuple[Wanted, ...]:
    """What became of each gold sentence."""
    ranking = case.by_chunk.found if case.by_chunk else ()
    ranks = case.evidence.ranks if case.evidence else [None] * len(case.gold)
    return tuple(
        Wanted(
            quote=gold.quote,
            article=gold.article,
            chunk_rank=next((r for r, item in enumerate(ranking, 1) if number in item), None),
            evidence_rank=rank,
            cited=any(number in cited for cited in case.cited),
        )
        for number, (gold, rank) in enumerate(zip(case.question.wanted, ranks, strict=True))
    )
