"""Composes the answer from the results of the stages."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from assistant.generation import remarks
from assistant.schema.answer import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    Statement,
    Unanswered,
    is_listed,
)
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import QueryPlan, listed
from assistant.schema.question import Question
from assistant.text import refusals
from assistant.verification.answer_language import language_name
from assistant.verification.conclusion import Conclusion
from assistant.verification.corrections import find_corrections

UNWRITTEN = ("timeline", "count", "coverage")  # shapes that are written without a model


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
    unanswered = _unanswered(plan, evidence, draft, conclusion)
    many = len(conclusion.statements)
    text = write_text(conclusion.statements, is_list=is_listed(evidence.shape, plan.intent, many))
    return Answer(
        question=question.text,
        answered=abstention is None,
        text=abstention.detail if abstention else text,
        statements=list(conclusion.statements),
        citations=list(conclusion.citations),
        abstention=abstention,
        as_of=question.scope.as_of,
        model=draft.model,
        usage=_usage(evidence, draft, conclusion, unanswered, spent),
        seconds=dict(seconds),
        id=question.id,
        disagreements=_disagreements(evidence, draft, conclusion),
        resolved=question.resolved,
        shape=evidence.shape,
        unanswered=unanswered,
        plan=plan,
        withheld=list(conclusion.withheld),
    )


def write_text(statements: Sequence[Statement], *, is_list: bool) -> str:
    """The statements in Markdown, each with its citations as `[1]`.

    Under headings where they have sections, as a list there and where the answer is one; otherwise
    as running text.
    """
    if not any(statement.section for statement in statements):
        return _lines(statements) if is_list else " ".join(map(_with_citations, statements))
    parts = groupby(statements, key=lambda statement: statement.section)
    return "\n\n".join(
        f"### {section}\n\n{_lines(list(part))}" if section else _lines(list(part))
        for section, part in parts
    )


def _lines(statements: Sequence[Statement]) -> str:
    if len(statements) == 1:
        return _with_citations(statements[0])
    return "\n".join(f"- {_with_citations(statement)}" for statement in statements)


def _with_citations(statement: Statement) -> str:
    marks = "".join(f"[{number}]" for number in statement.citations)
    return f"{statement.text} {marks}" if marks else statement.text


def _disagreements(evidence: Evidence, draft: Draft, conclusion: Conclusion) -> list[Disagreement]:
    """Those that a model wrote; without one, what newspapers correct. None for timelines."""
    if evidence.shape in UNWRITTEN or not conclusion.statements:
        return []
    if draft.verdict:
        found = remarks.disagreements(draft, evidence.sentences, conclusion.values)
        return _numbered(found, conclusion.citations)
    cited = {(c.article.id, c.start) for c in conclusion.citations}
    found = find_corrections(
        evidence.sentences,
        [one for one in evidence.sentences if (one.article.id, one.span.start) in cited],
    )
    return _numbered(found, conclusion.citations)


def _numbered(found: Sequence[Disagreement], cited: Sequence[Citation]) -> list[Disagreement]:
    """Their citations numbered on from those `cited` by statements; a sentence has one number."""
    numbers = {(one.article.id, one.start): one.number for one in cited}

    def number(citation: Citation) -> Citation:
        here = citation.article.id, citation.start
        told = numbers.setdefault(here, max(numbers.values(), default=0) + 1)
        return citation.model_copy(update={"number": told})

    return [one.with_citations(number) for one in found]


def _unanswered(
    plan: QueryPlan, evidence: Evidence, draft: Draft, conclusion: Conclusion
) -> Unanswered | None:
    """The first part of the question without an answer, if another part has one."""
    if not conclusion.statements:
        return None
    missing = (
        Unanswered(part=part, reason="insufficient-evidence", detail=refusals.MISSING_BY_MODEL)
        for part in remarks.showable(
            filter(None, [draft.missing]), evidence.sentences, plan.question
        )
    )
    return next(iter((*evidence.unanswered, *missing)), None)


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
    failed = draft.failed or conclusion.unjudged
    usage |= {"model_error": failed} if failed else {}
    unjudged = refusals.UNJUDGED.format(conclusion.unjudged) if conclusion.unjudged else None
    caveats = remarks.showable(draft.caveats, evidence.sentences)
    added = refusals.CAVEATS_BY_MODEL.format(" ".join(caveats)) if caveats else None
    cut = refusals.BROKE_OFF if draft.broke_off else None
    spoken = _language_note(draft, conclusion)
    told_of = (draft.note, cut, unjudged, spoken, *evidence.relaxed, told, added, *evidence.hints)
    note = " ".join(filter(None, told_of))
    return usage | ({"note": note} if note else {})


def _language_note(draft: Draft, conclusion: Conclusion) -> str | None:
    """What is said if statements are in another language than the question."""
    if not conclusion.languages:
        return None
    partly = "partly " if len(conclusion.languages) < len(conclusion.statements) else ""
    others = listed([language_name(code) for code in dict.fromkeys(conclusion.languages)])
    return refusals.ANSWERED_IN.format(language_name(draft.languages[0]), partly, others)
