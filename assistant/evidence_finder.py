"""Finds the evidence of a question: what its intent prepares, else what the search finds."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.generation.intents import prepare
from assistant.generation.intents.context import IntentContext
from assistant.llm.meter import Meter
from assistant.planning.turns import recall
from assistant.retrieval.evidence import EVIDENCE_CHUNKS, READ_CHUNKS, gather
from assistant.retrieval.excerpts import read_excerpts
from assistant.retrieval.fusion import fuse, ranked
from assistant.retrieval.relaxation import tell_hidden, tell_missing
from assistant.retrieval.retriever import Retriever
from assistant.schema.draft import Draft
from assistant.schema.evidence import CitedSentence, Evidence
from assistant.schema.hits import Hit
from assistant.schema.query_plan import QueryPlan
from assistant.schema.question import Question

_MOST_CITED = 4  # earlier cited articles that a follow-up also searches
_CITED, _PREFERENCE = 0.5, 10  # weight and constant of that search in the fusion


class EvidenceFinder:
    """Excerpts of articles if a model reads them, otherwise sentences of the best chunks."""

    def __init__(self, context: IntentContext, retriever: Retriever) -> None:
        self._context, self._retriever = context, retriever

    def find(self, question: Question, plan: QueryPlan, meter: Meter | None = None) -> Evidence:
        """The evidence; a reranker that is a model is paid by the `meter`."""
        if question.unknown_source:
            return Evidence(draft=Draft(reason="no-such-source", detail=question.unknown_source))
        prepared = prepare(question, plan, self._context)
        if prepared is not None:
            hints = tell_hidden(self._context.archive, question.scope)
            relaxed = (*prepared.relaxed, *tell_missing(plan))
            return replace(
                prepared, understood=tuple(plan.in_words()), hints=hints, relaxed=relaxed
            )
        retriever = self._retriever.paid_by(meter) if meter else self._retriever
        is_read = self._context.has_model
        limit = READ_CHUNKS if is_read else EVIDENCE_CHUNKS
        found = retriever.find(plan, limit, question.scope)
        earlier = recall(question.earlier, question.scope, plan) if plan.follows else []
        hits = found.hits
        if not found.reason:
            hits = tuple(self._with_cited(question, plan, found.hits, earlier, limit))
        catalogue = self._context.archive.catalogue
        given = (plan.question, hits, self._context.evidence_tokens, earlier)
        sentences = read_excerpts(catalogue, *given, plan) if is_read else gather(*given, catalogue)
        return Evidence(
            sentences=sentences,
            understood=tuple(plan.in_words()),
            relaxed=found.relaxed,
            hints=found.hints,
            draft=Draft(reason=found.reason, detail=found.nothing) if found.reason else None,
        )

    def _with_cited(
        self,
        question: Question,
        plan: QueryPlan,
        hits: Sequence[Hit],
        earlier: Sequence[CitedSentence],
        limit: int,
    ) -> Sequence[Hit]:
        """For a follow-up, add hits from the articles that the last answers cited."""
        articles = tuple(dict.fromkeys(cited.article.id for cited in earlier))[:_MOST_CITED]
        if not articles:
            return hits
        near = self._retriever.find(plan, limit, replace(question.scope, articles=articles))
        return ranked(fuse([(1.0, hits), (_CITED, near.hits)], _PREFERENCE)[:limit])
