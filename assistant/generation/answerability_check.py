"""Combines a model's verdict on answerability with the rules that choose quotations.

Small models say yes to near misses; the rules detect many of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from assistant.fitted import load_weights
from assistant.generation.answerability import Verdict
from assistant.generation.reply_parser import refuse
from assistant.schema.draft import Draft, DraftError
from assistant.schema.evidence import EvidenceSentence

# Above these natural log odds the model is right more often than the rules.
SURE: float = load_weights("generation/answerability_check.json")["sure"]


class Doubter(Protocol):
    """Assesses the evidence without a model."""

    def doubt(self, question: str, evidence: Sequence[EvidenceSentence]) -> tuple[float, Draft]:
        """Log odds, 0 or more, that no sentence answers, and the abstention that says so."""
        ...


def refusal_of(
    verdict: Verdict,
    doubter: Doubter | None,
    question: str,
    evidence: Sequence[EvidenceSentence],
) -> Draft | None:
    """The abstention that follows from a verdict; None if an answer should be written.

    The rules may overrule a yes, never a no: a model recognises the answers that they find. Raises
    `DraftError` if the model said neither: it should not write.
    """
    if verdict.odds is None:
        raise DraftError("it does not say whether the evidence answers")
    if verdict.odds < 0:
        return refuse("another-fact")
    if doubter is None or verdict.odds >= SURE:
        return None
    doubt, abstention = doubter.doubt(question, evidence)
    return replace(abstention, usage={}) if verdict.odds < doubt else None
