"""Answers without a chat model: the sentences that the reader finds to answer, or none."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Sequence
from dataclasses import replace

from assistant.generation.extractive.decision import CAUTION, NEAR, probability
from assistant.generation.extractive.selection import choose, choose_several, read_evidence, surest
from assistant.llm.extractive_reader import LearnedReader, Reader
from assistant.llm.meter import Meter
from assistant.retrieval.evidence import EVIDENCE_CHUNKS
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence, foremost
from assistant.schema.query_plan import BriefIntent, QueryPlan
from assistant.text import refusals

_LIKELY = 0.5  # a sentence that is less probable to answer comes under a heading that says so


class QuotingWriter:
    """Quotes one to three sentences of the evidence and those they lean on, in reading order.

    `caution`, 0 to 1, is the probability that the best sentence answers, from which it is quoted;
    what is more probable not to answer is quoted as the closest that was found.
    """

    name = "quotations"
    is_model = False

    def __init__(self, caution: float | None = None, reader: Reader | None = None) -> None:
        self._caution = CAUTION if caution is None else caution
        self._reader = reader or LearnedReader()

    def drafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> Generator[Draft | None]:
        """One draft, of quotations; raises nothing."""
        yield self.write(plan.question, evidence, _is_broad(plan))

    async def adrafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> AsyncGenerator[Draft | None]:
        """`drafts` in a thread, so that the event loop does not block."""
        yield await asyncio.to_thread(self.write, plan.question, evidence, _is_broad(plan))

    def write(
        self, question: str, evidence: Sequence[EvidenceSentence], is_broad: bool = False
    ) -> Draft:
        """The sentences that answer, each a statement of its own; or why none does.

        A question that `is_broad` asks for reasons, of which there may be several.
        Of evidence for a model, the best chunks alone are read, as without one.
        """
        read = read_evidence(self._reader, question, foremost(evidence, EVIDENCE_CHUNKS))
        if not read:
            return Draft(reason="not-in-archive", detail=refusals.NOTHING_ABOUT)
        best = surest(read)
        sure = probability(best.measures)
        usage = {"sufficiency": round(sure, 4)}
        if sure < self._caution:
            nearest = [one.sentence.id for one in sorted(read, key=lambda one: -one.merit)]
            draft = Draft(usage=usage, nearest=tuple(nearest))
            if sure < NEAR:
                return replace(draft, reason="not-in-archive", detail=refusals.NOTHING_ABOUT)
            return replace(draft, reason="insufficient-evidence", detail=refusals.NOT_ANSWERED)
        chosen = choose_several(read) if is_broad else choose(self._reader, question, read, best)
        heading = refusals.CLOSEST if sure < _LIKELY else ""
        return Draft(tuple(replace(one.quote(), section=heading) for one in chosen), usage=usage)


def _is_broad(plan: QueryPlan) -> bool:
    return any(isinstance(one, BriefIntent) and one.of == "reasons" for one in plan.intents)
