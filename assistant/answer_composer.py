"""Composes the answer from the results of the stages."""

from collections.abc import Mapping
from typing import Any

from assistant.schema.answer import Abstention, Answer, Disagreement, Unanswered
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import QueryPlan
from assistant.schema.question import Question
from assistant.text import refusals
from assistant.verification.conclusion import Conclusion
from assistant.verification.disagreement import find_disagreements

UNWRITTEN = ("timeline", "count", "coverage")  # shapes that are written without a model
LISTS = ("timeline", "coverage", "comparison")  # shapes with a statement on each line


def compose(
    question: Question,
    plan: QueryPlan,
    evidence: Evidence,
    draft: Draft,
    conclusion: Conclusion,
    abstention: Abstention | None,
    spent: Mapping[str, Any],
    seconds: Mapping[str, float],
) -> Answer:
    """The answer; `spent` has the tokens and dollars of models, `seconds` those of each stage."""
    unanswered = _unanswered(evidence, draft, conclusion)
    return Answer(
        question=question.text,
        answered=abstention is None,
        text=abstention.detail if abstention else _text(evidence, conclusion),
        statements=list(conclusion.statements),
        citations=list(conclusion.citations),
        abstention=abstention,
        as_of=question.scope.as_of,
        model=draft.model,
        usage=_usage(evidence, draft, conclusion, unanswered, spent),
        seconds=dict(seconds),
        id=question.id,
        disagreements=_disagreements(plan, evidence, conclusion),
        resolved=question.resolved,
        shape=evidence.shape,
        unanswered=unanswered,
        plan=plan,
        withheld=list(conclusion.withheld),
    )


def _text(evidence: Evidence, conclusion: Conclusion) -> str:
    """The statements as running text, or as a list if the shape is one."""
    is_list = evidence.shape in LISTS and len(conclusion.statements) > 1
    return conclusion.bullets if is_list else conclusion.text


def _disagreements(
    plan: QueryPlan, evidence: Evidence, conclusion: Conclusion
) -> list[Disagreement]:
    """Values in the evidence that differ from the cited ones; none for timelines and counts."""
    if evidence.shape in UNWRITTEN:
        return []
    cited = {(c.article.id, c.start): c.number for c in conclusion.citations}
    numbered = [
        (sentence, cited[sentence.article.id, sentence.span.start])
        for sentence in evidence.sentences
        if (sentence.article.id, sentence.span.start) in cited
    ]
    if evidence.shape != "comparison":
        return find_disagreements(plan.question, evidence.sentences, numbered)
    # Only the best sentence of each source: its others may be about other values.
    first = {sentence.article.source: sentence for sentence, _ in reversed(numbered)}
    return find_disagreements(evidence.topic, list(first.values()), numbered)


def _unanswered(evidence: Evidence, draft: Draft, conclusion: Conclusion) -> Unanswered | None:
    """The first part of the question without an answer, if another part has one."""
    if not conclusion.statements:
        return None
    known = (*evidence.unanswered, *draft.unanswered)
    dropped = (
        Unanswered(part=part.called, reason="insufficient-evidence", detail=refusals.NOTHING_LEFT)
        for part in evidence.parts
        if not _has_any(draft, conclusion, part.called)
    )
    return next(iter((*known, *dropped)), None)


def _has_any(draft: Draft, conclusion: Conclusion, part: str) -> bool:
    """Whether a statement of that part passed the check."""
    written = zip(draft.statements, conclusion.judged, strict=True)
    return any(one.part == part and judged.shown is not None for one, judged in written)


def _usage(
    evidence: Evidence,
    draft: Draft,
    conclusion: Conclusion,
    unanswered: Unanswered | None,
    spent: Mapping[str, Any],
) -> dict[str, object]:
    """Tokens and dollars, statements by outcome, and the note for the user."""
    usage = {**spent, **draft.usage, "statements": conclusion.counts}
    usage |= {"understood": list(evidence.understood)} if evidence.understood else {}
    usage |= {"relaxed": list(evidence.relaxed)} if evidence.relaxed else {}
    told = str(unanswered) if unanswered else None
    note = " ".join(filter(None, (draft.note, *evidence.relaxed, told, *evidence.hints)))
    return usage | ({"note": note} if note else {})
