"""Why there is no answer, looked at once more: what was searched, and whether it lies elsewhere.

A writer knows only the evidence that it was given. Here is seen that the archive ends before the
time that is asked about, and that another source has what the one that was asked for has not.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.generation.writer import Writer
from assistant.llm.meter import Meter
from assistant.planning.english.question_rules import without_scope
from assistant.retrieval.evidence import CHUNKS, gather
from assistant.retrieval.hybrid import search
from assistant.schema.answer import Abstention, Reason, Searched
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence, EvidenceSentence
from assistant.schema.query_plan import QueryPlan
from assistant.schema.question import Question
from assistant.text.date_ranges import Days, overlap
from assistant.verification.conclusion import nearest_of
from index.archive import Archive
from index.catalog.bylines import count_articles, read_dates
from index.catalog.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING_LEFT = "No sentence of the nearest coverage bears out an answer."
_OPEN: tuple[Reason, ...] = ("not-in-archive", "insufficient-evidence")
# How long after its time something is still told as news, judged by hand.
_AFTERWARDS = 60  # days


class Abstainer:
    """Makes abstentions over one archive; `quoting` is the writer that needs no model."""

    def __init__(self, archive: Archive, quoting: Writer, tokens: int) -> None:
        self._archive = archive
        self._quoting = quoting
        self._tokens = tokens

    def abstain(
        self,
        question: Question,
        plan: QueryPlan,
        evidence: Evidence,
        draft: Draft,
        meter: Meter,
    ) -> Abstention:
        """The abstention; the draft has a reason, or nothing of it may be shown."""
        why = draft if draft.reason else self._unfound(evidence)
        assert why.reason is not None
        reason, detail = why.reason, why.detail
        sentences = list(evidence.sentences)
        if reason in _OPEN and evidence.shape == "answer":
            if outside := self._outside(plan, question.scope):
                reason, detail = "outside-dates", f"{detail} {outside}"
            elif others := self._told_by_others(question, plan, meter):
                reason = "not-in-source"
                detail = _others_have(others, question.scope.sources or plan.sources)
                sentences = [*others, *sentences]
        if not sentences and reason != "empty-archive":
            sentences = self._look(plan.question, question.scope.around)
        return Abstention(
            reason=reason,
            detail=detail,
            nearest=nearest_of(plan.question, sentences),
            searched=self._searched(plan, question.scope),
        )

    def _unfound(self, evidence: Evidence) -> Draft:
        """Why there was nothing to write from."""
        if evidence.sentences:
            return Draft(reason="insufficient-evidence", detail=NOTHING_LEFT)
        if next(self._archive.catalogue.articles(), None) is None:
            detail = "The archive is empty; run `assistant index PATH`."
            return Draft(reason="empty-archive", detail=detail)
        return Draft(
            reason="not-in-archive", detail="The archive has nothing that matches the filters."
        )

    def _outside(self, plan: QueryPlan, scope: Scope) -> str:
        """That the archive has nothing of the time that is asked about; empty where it may have."""
        known = read_dates(self._archive.catalogue, scope.around)
        if not plan.times or known.first is None:
            return ""
        reach = Days(known.first, known.last)
        if any(overlap(reach, time.days.widened(_AFTERWARDS)) for time in plan.times):
            return ""
        return f"Its articles that have a date were published {reach}, not when was asked about."

    def _told_by_others(
        self, question: Question, plan: QueryPlan, meter: Meter
    ) -> list[EvidenceSentence]:
        """Sentences of other sources that answer, where the question or the user named some."""
        scope = question.scope
        named = plan.sources if scope.confined else scope.sources or plan.sources
        if not named:
            return []
        text = without_scope(plan.question, 0, replace(plan, times=())) or plan.question
        found = self._look(text, scope if scope.confined else replace(scope, sources=()))
        others = [sentence for sentence in found if sentence.article.source not in named]
        if not others:
            return []
        draft = list(self._quoting.drafts(text, others, meter))[-1] or Draft()
        ids = {name for statement in draft.statements for name in statement.ids}
        return [sentence for sentence in others if sentence.id in ids]

    def _look(self, question: str, scope: Scope) -> list[EvidenceSentence]:
        hits = search(self._archive, question, CHUNKS, scope)
        return gather(question, hits, self._tokens)

    def _searched(self, plan: QueryPlan, given: Scope) -> Searched:
        """What lay within the user's own filters, and what was understood of the question."""
        scope = replace(given, sources=given.sources or plan.sources)
        dates = read_dates(self._archive.catalogue, scope)
        since, until = scope.since and scope.since.date(), scope.until and scope.until.date()
        return Searched(
            articles=count_articles(self._archive.catalogue, scope),
            sources=list(scope.sources),
            first=_later(dates.first, since),
            last=_earlier(dates.last, until),
            parts=[part.text for part in plan.parts],
        )


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


def _others_have(others: "Sequence[EvidenceSentence]", named: "Sequence[str]") -> str:
    sources = sorted({one.article.source or one.article.id for one in others})
    has = "has" if len(named) == 1 else "have"
    have = "has" if len(sources) == 1 else "have"
    return f"{_listed(named)} {has} nothing that answers this; {_listed(sources)} {have}."


def _listed(names: "Sequence[str]") -> str:
    return " and ".join(names)
