"""A model's yes to whether the evidence answers, held against what the rules make of the evidence.

A small model says yes to near misses; the rules that quotations are chosen by know many of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from assistant.fitted import load_weights
from assistant.generation.answerability import Verdict
from assistant.generation.reply_parser import refuse
from assistant.schema.draft import Draft, DraftError
from assistant.schema.evidence import EvidenceSentence

# A model that is surer than this (natural log odds) is right more often than the rules.
SURE: float = load_weights("generation/answerability_check.json")["sure"]


class Doubter(Protocol):
    """Who looks at the evidence without a model."""

    def doubt(self, question: str, evidence: Sequence[EvidenceSentence]) -> tuple[float, Draft]:
        """Log odds, 0 or more, that no sentence answers, and the abstention that says so."""
        ...


def refusal_of(
    verdict: Verdict,
    doubter: Doubter | None,
    question: str,
    evidence: Sequence[EvidenceSentence],
) -> Draft | None:
    """The abstention that a verdict comes to; None where it is worth writing.

    The rules may take back a yes, never a no: what they are sure of, a model has seen, too. Raises
    `DraftError` where a model has not said either: it is not one to write.
    """
    if verdict.odds is None:
        raise DraftError("it does not say whether the evidence answers")
    if verdict.odds < 0:
        return refuse("another-fact")
    if doubter is None or verdict.odds >= SURE:
        return None
    doubt, abstention = doubter.doubt(question, evidence)
    return replace(abstention, usage={}) if verdict.odds < doubt else None
