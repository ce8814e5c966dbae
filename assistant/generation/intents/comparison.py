"""What several sources say of one thing, source by source: the sentences that say most of it."""

from dataclasses import replace

from assistant.generation.intents.context import IntentContext
from assistant.generation.intents.topic_articles import (
    ABOUT,
    Place,
    TopicWords,
    relevant,
    sentences_of,
)
from assistant.retrieval.evidence import name_sentences
from assistant.retrieval.hybrid import search
from assistant.retrieval.relaxation import within_time
from assistant.schema.answer import Unanswered
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import ComparisonIntent, QueryPlan
from assistant.schema.question import Question

_CHUNKS = 4  # of each source
_QUOTED = 2  # sentences of each source


def prepare_comparison(
    intent: ComparisonIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence | None:
    """Quotations of each source; None where none of them has any."""
    said = {source: _said_by(source, intent, question, context) for source in intent.sources}
    if not any(said.values()):
        return None
    nothing = "{} has nothing about “{}” that matches the filters."
    unanswered = tuple(
        Unanswered(
            part=source, reason="not-in-source", detail=nothing.format(source, intent.topic.text)
        )
        for source, places in said.items()
        if not places
    )
    headings = [f"{source}: " for source, places in said.items() for _ in places]
    places = [place for of_source in said.values() for place in of_source]
    sentences = name_sentences(question.standalone, places)
    quotes = tuple(one.quote(head) for one, head in zip(sentences, headings, strict=True))
    return Evidence(
        sentences, "comparison", unanswered=unanswered, draft=Draft(quotes), author="quotations"
    )


def _said_by(
    source: str, intent: ComparisonIntent, question: Question, context: IntentContext
) -> list[Place]:
    """The sentences of the source that say most of the topic, in text order."""
    if question.scope.sources and source not in question.scope.sources:
        return []
    scope = within_time(replace(question.scope, sources=(source,)), intent.time)
    if scope is None:
        return []
    words = TopicWords.of(context.archive, intent.topic.text)
    articles = relevant(words, search(context.archive, intent.topic.text, _CHUNKS, scope))
    whole = [one for article in articles for one in sentences_of(context.archive, article)]
    best = sorted(whole, key=lambda one: -words.share_in(one.text))[:_QUOTED]
    least = min(ABOUT, words.share_in(best[0].text)) if best else ABOUT
    return [one for one in whole if one in best and words.share_in(one.text) >= least]
