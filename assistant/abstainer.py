"""Abstentions: why there is no answer, and what was searched.

A writer knows only its evidence. The abstainer also checks whether the archive has articles from
the time in question, and whether another source has the answer.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.generation.intents.nearest import nearest_of
from assistant.generation.intents.topic_articles import TopicWords
from assistant.generation.remarks import showable
from assistant.generation.writer import Writer
from assistant.llm.meter import Meter
from assistant.planning.english.question_rules import without_scope
from assistant.retrieval.evidence import EVIDENCE_CHUNKS, gather
from assistant.retrieval.hybrid import search
from assistant.schema.answer import Abstention, Reason, Searched
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence, EvidenceSentence
from assistant.schema.query_plan import QueryPlan, listed
from assistant.schema.question import Question
from assistant.text import refusals
from assistant.text.date_ranges import Days, overlap
from index.archive import Archive
from index.catalog.bylines import count_articles, read_dates
from index.catalog.overview import read_languages
from index.catalog.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPEN: tuple[Reason, ...] = ("not-in-archive", "insufficient-evidence")
# A model or the reader has found that the evidence is about the question.
_FOUND: tuple[Reason, ...] = ("insufficient-evidence", "not-in-source")
# Articles report on an event for about this long; chosen by hand.
_AFTERWARDS = 60  # days
_MOST_LANGUAGES = 3  # named


class Abstainer:
    """Makes abstentions; `quoting` is the writer that needs no model, `tokens` its budget."""

    def __init__(
        self, archive: Archive, quoting: Writer, tokens: int, *, has_model: bool = False
    ) -> None:
        self._has_no_model = not has_model
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
        withheld: int = 0,
    ) -> Abstention:
        """The abstention for a draft that has a reason, or of which all statements are withheld."""
        why = draft if draft.reason else self._explain_nothing(evidence)
        assert why.reason is not None
        reason, detail = why.reason, why.detail
        if withheld:
            reason, detail = "insufficient-evidence", refusals.WITHHELD
        sentences = list(evidence.sentences)
        if not withheld and reason in _OPEN and draft.verdict and draft.statements:
            reason, detail = "insufficient-evidence", refusals.NOTHING_PASSED
        elif reason in _OPEN and not withheld and evidence.shape == "answer":
            if outside := self._explain_dates(plan, question.scope):
                reason, detail = "outside-dates", f"{detail} {outside}"
            elif others := self._find_in_other_sources(question, plan, meter):
                reason = "not-in-source"
                detail = _explain_other_sources(others, question.scope.sources or plan.sources)
                sentences = [*others, *sentences]
        if reason in _OPEN and self._has_no_model and (hint := self._explain_language(plan)):
            detail = f"{detail} {hint}"
        missing = filter(None, [draft.missing])
        for lacking in showable(missing, evidence.sentences, plan.question):
            detail = f"{detail} {refusals.LACKING_BY_MODEL.format(lacking.rstrip(' .'))}"
        is_counted = evidence.shape != "answer"  # then the detail says what there is
        if not sentences and not is_counted and reason != "empty-archive":
            sentences = self._look(plan.question, question.scope.around)
        asked = plan.topic
        if plan.missing:  # no article is about a publisher that the archive lacks
            asked = without_scope(
                plan.question, 0, replace(plan, mentions=(*plan.mentions, *plan.missing))
            )
        topic = None if reason in _FOUND else TopicWords.of(self._archive, asked or plan.question)
        return Abstention(
            reason=reason,
            detail=detail,
            nearest=nearest_of(plan.question, sentences, topic, draft.nearest),
            searched=self._searched(plan, question.scope),
        )

    def _explain_nothing(self, evidence: Evidence) -> Draft:
        """Why nothing can be shown."""
        if evidence.sentences:
            return Draft(reason="insufficient-evidence", detail=refusals.NOTHING_LEFT)
        if next(self._archive.catalogue.articles(), None) is None:
            detail = refusals.EMPTY_ARCHIVE
            return Draft(reason="empty-archive", detail=detail)
        return Draft(reason="not-in-archive", detail=refusals.NO_MATCH)

    def _explain_language(self, plan: QueryPlan) -> str:
        """That no article is in the language of the question; empty if one is, or if unknown."""
        counts = read_languages(self._archive.catalogue, Scope())
        languages = [name for name, _ in counts]
        if not plan.language or not languages or plan.language in languages:
            return ""
        return refusals.OTHER_LANGUAGE.format(", ".join(languages[:_MOST_LANGUAGES]))

    def _explain_dates(self, plan: QueryPlan, scope: Scope) -> str:
        """That the archive has no article from the time in question; empty if it may have."""
        known = read_dates(self._archive.catalogue, scope.around)
        if not plan.times or known.first is None:
            return ""
        reach = Days(known.first, known.last)
        if any(overlap(reach, time.days.widened(_AFTERWARDS)) for time in plan.times):
            return ""
        return refusals.OUTSIDE_DATES.format(reach)

    def _find_in_other_sources(
        self, question: Question, plan: QueryPlan, meter: Meter
    ) -> list[EvidenceSentence]:
        """Sentences of other sources that answer, if the question or the user named sources."""
        scope = question.scope
        named = plan.sources if scope.confined else scope.sources or plan.sources
        if not named:
            return []
        text = without_scope(plan.question, 0, replace(plan, times=())) or plan.question
        found = self._look(text, scope if scope.confined else replace(scope, sources=()))
        others = [sentence for sentence in found if sentence.article.source not in named]
        if not others:
            return []
        draft = list(self._quoting.drafts(QueryPlan(text), others, meter))[-1] or Draft()
        ids = {name for statement in draft.statements for name in statement.ids}
        return [sentence for sentence in others if sentence.id in ids]

    def _look(self, question: str, scope: Scope) -> list[EvidenceSentence]:
        hits = search(self._archive, question, EVIDENCE_CHUNKS, scope)
        return gather(question, hits, self._tokens, catalogue=self._archive.catalogue)

    def _searched(self, plan: QueryPlan, given: Scope) -> Searched:
        """What was searched: articles, sources, days and parts of the question."""
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


def _explain_other_sources(others: "Sequence[EvidenceSentence]", named: "Sequence[str]") -> str:
    sources = sorted({one.article.source or one.article.id for one in others})
    return refusals.ONLY_OTHERS.format(named=listed(named), others=listed(sources))
