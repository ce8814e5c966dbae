"""Two questions in one: each is searched for and answered by itself.

Where one is not answered, the answer says so.
"""

from assistant.generation.intents.context import IntentContext
from assistant.retrieval.evidence import gather
from assistant.schema.answer import Unanswered
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence, EvidencePart, EvidenceSentence
from assistant.schema.query_plan import DoubleIntent
from assistant.schema.question import Question
from assistant.settings import EVIDENCE_CHUNKS
from assistant.text import refusals


def prepare_double(intent: DoubleIntent, question: Question, context: IntentContext) -> Evidence:
    """The evidence of both."""
    evidence: dict[str, EvidenceSentence] = {}
    parts: list[EvidencePart] = []
    unanswered: list[Unanswered] = []
    understood: list[str] = []
    relaxed: list[str] = []
    for asked in intent.questions:
        plan = context.planner.read(asked, question.scope)
        found = context.retriever.find(plan, EVIDENCE_CHUNKS, question.scope)
        # Ids are digests of the whole question, so that a sentence of both parts has one.
        own = gather(question.standalone, found.hits, context.evidence_tokens)
        evidence |= {sentence.id: sentence for sentence in own if sentence.id not in evidence}
        understood += [f"part: {asked}", *plan.in_words()]
        relaxed += found.relaxed
        if own and not found.reason:
            parts.append(EvidencePart(asked, frozenset(sentence.id for sentence in own)))
            continue
        reason = found.reason or "not-in-archive"
        detail = found.nothing or refusals.NO_MATCH
        unanswered.append(Unanswered(part=asked, reason=reason, detail=detail))
    first = unanswered[0] if unanswered and not parts else None
    return Evidence(
        sentences=list(evidence.values()),
        understood=tuple(understood),
        relaxed=tuple(dict.fromkeys(relaxed)),
        parts=tuple(parts),
        unanswered=tuple(unanswered),
        draft=Draft(reason=first.reason, detail=first.detail) if first else None,
    )
