"""What two sources say of one thing, and how they differ: source by source, each cited.

Without a model: the sentences of each that say most of the topic are quoted.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.generation.intents.context import IntentContext
from assistant.retrieval.evidence import gather
from assistant.retrieval.hybrid import search
from assistant.retrieval.relaxation import within_time
from assistant.schema.answer import Unanswered
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import Evidence, EvidenceSentence
from assistant.schema.query_plan import ComparisonIntent, QueryPlan, Topic
from assistant.schema.question import Question
from assistant.text.words import content_stems, share_of

_CHUNKS = 4  # of each source
_QUOTED = 2  # sentences of each source
_ENOUGH = 0.5  # of the topic's words in a sentence or its article's title
_LEAST = 5  # words


def prepare_comparison(
    intent: ComparisonIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence | None:
    """Evidence of each source; None where none of them has any."""
    topic = intent.topic
    evidence: list[EvidenceSentence] = []
    quotes: list[DraftStatement] = []
    unanswered: list[Unanswered] = []
    for source in intent.sources:
        own = _of(source, intent, question, context)
        evidence += own
        quotes += _quoted(source, own, topic, context)
        if not own:
            detail = f"{source} has nothing about “{topic.text}” that matches the filters."
            unanswered.append(Unanswered(part=source, reason="not-in-source", detail=detail))
    if not quotes:
        return None
    return Evidence(
        sentences=evidence,
        shape="comparison",
        understood=(f"source by source: {', '.join(intent.sources)}", f"topic: {topic.text}"),
        unanswered=tuple(unanswered),
        draft=Draft(tuple(quotes)),
        author="quotations",
    )


def _of(
    source: str, intent: ComparisonIntent, question: Question, context: IntentContext
) -> list[EvidenceSentence]:
    """The sentences of the source's best passages, where they are about the topic."""
    if question.scope.sources and source not in question.scope.sources:
        return []
    scope = within_time(replace(question.scope, sources=(source,)), intent.time)
    if scope is None:
        return []
    topic = intent.topic.text
    wanted = content_stems(topic)
    hits = search(context.archive, topic, _CHUNKS, scope)
    catalogue = context.archive.catalogue
    found = gather(question.standalone, hits, context.evidence_tokens, catalogue=catalogue)
    about = {
        one.article.id
        for one in found
        if max(share_of(wanted, text) for text in (one.text, one.article.title or "")) >= _ENOUGH
    }
    return [one for one in found if one.article.id in about]


def _quoted(
    source: str, own: Sequence[EvidenceSentence], topic: Topic, context: IntentContext
) -> list[DraftStatement]:
    """The sentences that say most of the topic and are nearest to it, in their order."""
    if not own:
        return []
    wanted = content_stems(topic.text)
    whole = [one for one in own if len(one.text.split()) >= _LEAST] or list(own)
    vectors = context.minilm.embed_words([topic.text, *(one.text for one in whole)])
    near = np.array([one.vector for one in vectors[1:]]) @ vectors[0].vector
    worth = {
        one.id: share_of(wanted, one.text) + float(likeness) - one.hit / 20
        for one, likeness in zip(whole, near, strict=True)
    }
    best = sorted(whole, key=lambda one: -worth[one.id])[:_QUOTED]
    return [one.quote(f"{source}: ") for one in whole if one in best]
