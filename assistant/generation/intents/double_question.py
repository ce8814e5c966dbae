"""Two questions in one, without a model: each is searched for and answered by itself.

Where one is not answered, the answer says so.
"""

from dataclasses import dataclass

from assistant.generation.intents.context import IntentContext
from assistant.llm.meter import Meter
from assistant.retrieval.evidence import gather
from assistant.schema.answer import Unanswered
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence, EvidenceSentence
from assistant.schema.hits import SearchResult
from assistant.schema.query_plan import DoubleIntent, QueryPlan
from assistant.schema.question import Question
from assistant.settings import EVIDENCE_CHUNKS
from assistant.text import refusals


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the questions, what was found for it, and what answers it."""

    plan: QueryPlan
    found: SearchResult
    sentences: list[EvidenceSentence]
    draft: Draft

    @property
    def understood(self) -> tuple[str, ...]:
        return f"part: {self.plan.question}", *self.plan.in_words()

    @property
    def unanswered(self) -> Unanswered | None:
        if self.draft.statements:
            return None
        reason = self.draft.reason or "not-in-archive"
        return Unanswered(part=self.plan.question, reason=reason, detail=self.draft.detail)


def prepare_double(intent: DoubleIntent, question: Question, context: IntentContext) -> Evidence:
    """The evidence of both, and what is quoted of it."""
    parts = [_answered(asked, question, context) for asked in intent.questions]
    unanswered = tuple(part.unanswered for part in parts if part.unanswered)
    statements = [one for part in parts for one in part.draft.statements]
    usage = {name: value for part in parts for name, value in part.draft.usage.items()}
    draft = Draft(tuple(dict.fromkeys(statements)), usage=usage)
    if not statements:
        draft = Draft(reason=unanswered[0].reason, detail=unanswered[0].detail, usage=usage)
    return Evidence(
        sentences=list({one.id: one for part in parts for one in part.sentences}.values()),
        understood=tuple(line for part in parts for line in part.understood),
        relaxed=tuple(dict.fromkeys(line for part in parts for line in part.found.relaxed)),
        unanswered=unanswered,
        draft=draft,
        author=context.quoting.name,
    )


def _answered(asked: str, question: Question, context: IntentContext) -> _Part:
    plan = context.planner.read(asked, question.scope)
    found = context.retriever.find(plan, EVIDENCE_CHUNKS, question.scope)
    # Ids are digests of the whole question, so that a sentence of both parts has one.
    catalogue = context.archive.catalogue
    budget = context.evidence_tokens
    own = gather(question.standalone, found.hits, budget, catalogue=catalogue)
    draft = Draft(
        reason=found.reason or "not-in-archive", detail=found.nothing or refusals.NO_MATCH
    )
    if own and not found.reason:
        draft = [*context.quoting.drafts(plan, own, Meter())][-1] or draft
    return _Part(plan, found, own, draft)
