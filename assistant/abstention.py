"""Why there is no answer, looked at once more: what was searched, and whether it lies elsewhere.

A writer knows only the evidence that it was given. Here is seen that the archive ends before the
time that is asked about, and that another source has what the one that was asked for has not.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.generation.writer import Writer
from assistant.planning.english.planner import Understanding, without_scope
from assistant.retrieval.evidence import gather
from assistant.retrieval.hybrid import search
from assistant.retrieval.search import Finder
from assistant.schema.answer import Abstention, Reason, Searched
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.question import Asking
from assistant.text.date_ranges import Days, overlap
from assistant.verification.conclusion import nearest_of
from index.archive import Archive
from index.catalog.bylines import count_articles, read_dates
from index.catalog.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHUNKS = 8
_OPEN: tuple[Reason, ...] = ("not-in-archive", "insufficient-evidence")
# How long after its time something is still told as news, judged by hand.
_AFTERWARDS = 60  # days


class Abstaining:
    """Makes abstentions over one archive; `quoting` is the writer that needs no model."""

    def __init__(self, archive: Archive, finder: Finder, quoting: Writer, tokens: int) -> None:
        self._archive = archive
        self._finder = finder
        self._quoting = quoting
        self._tokens = tokens

    def abstain(self, asking: Asking, reason: Reason, detail: str) -> Abstention:
        """The abstention: `reason` and `detail` are what the stages have come to."""
        asked = self._finder.understand(asking.question, asking.scope)
        evidence = list(asking.evidence)
        if reason in _OPEN and asking.shape == "answer":
            if outside := self._outside(asked, asking.scope):
                reason, detail = "outside-dates", f"{detail} {outside}"
            elif others := self._told_by_others(asking, asked):
                reason = "not-in-source"
                detail = _others_have(others, asking.scope.sources or asked.sources)
                evidence = [*others, *evidence]
        if not evidence and reason != "empty-archive":
            evidence = self._look(asking.question, asking.scope.around)
        return Abstention(
            reason=reason,
            detail=detail,
            nearest=nearest_of(asking.question, evidence),
            searched=self._searched(asked, asking),
        )

    def _outside(self, asked: Understanding, scope: Scope) -> str:
        """That the archive has nothing of the time that is asked about; empty where it may have."""
        known = read_dates(self._archive.catalogue, scope.around)
        if not asked.times or known.first is None:
            return ""
        reach = Days(known.first, known.last)
        if any(overlap(reach, time.days.widened(_AFTERWARDS)) for time in asked.times):
            return ""
        return f"Its articles that have a date were published {reach}, not when was asked about."

    def _told_by_others(self, asking: Asking, asked: Understanding) -> list[EvidenceSentence]:
        """Sentences of other sources that answer, where the question or the user named some."""
        scope = asking.scope
        named = asked.sources if scope.confined else scope.sources or asked.sources
        if not named:
            return []
        question = without_scope(asked.question, 0, replace(asked, times=())) or asked.question
        found = self._look(question, scope if scope.confined else replace(scope, sources=()))
        others = [sentence for sentence in found if sentence.article.source not in named]
        if not others:
            return []
        draft = list(self._quoting.drafts(question, others, asking.meter))[-1] or Draft()
        ids = {name for statement in draft.statements for name in statement.ids}
        return [sentence for sentence in others if sentence.id in ids]

    def _look(self, question: str, scope: Scope) -> list[EvidenceSentence]:
        hits = search(self._archive, question, _CHUNKS, scope)
        return gather(question, hits, self._tokens)

    def _searched(self, asked: Understanding, asking: Asking) -> Searched:
        """What lay within the user's own filters, and what was understood of the question."""
        scope = replace(asking.scope, sources=asking.scope.sources or asked.sources)
        dates = read_dates(self._archive.catalogue, scope)
        since, until = scope.since and scope.since.date(), scope.until and scope.until.date()
        return Searched(
            articles=count_articles(self._archive.catalogue, scope),
            sources=list(scope.sources),
            first=_later(dates.first, since),
            last=_earlier(dates.last, until),
            parts=[part.text for part in asked.parts],
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
