"""Answers other than a few sentences, one file per intent.

Each prepares its own evidence, and the statements that need no model.
"""

from collections.abc import Callable, Mapping
from typing import Any

from assistant.generation.intents.brief import prepare_brief
from assistant.generation.intents.comparison import prepare_comparison
from assistant.generation.intents.context import IntentContext
from assistant.generation.intents.coverage import prepare_count, prepare_coverage
from assistant.generation.intents.quotes import prepare_quotes
from assistant.generation.intents.small_talk import prepare_small_talk
from assistant.generation.intents.timeline import prepare_timeline
from assistant.planning.english.intents.topic_questions import is_keywords
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import UNSEARCHED, BriefIntent, QueryPlan
from assistant.schema.question import Question
from assistant.text.refusals import NO_SUMMARY, NO_TIMELINE

# By the kind of an intent. A "double" one, of plans of earlier versions, is an ordinary question.
_PREPARE: Mapping[str, Callable[[Any, Question, QueryPlan, IntentContext], Evidence | None]] = {
    "timeline": prepare_timeline,
    "count": prepare_count,
    "coverage": prepare_coverage,
    "comparison": prepare_comparison,
    "quotes": prepare_quotes,
    "brief": prepare_brief,
}
_COUNTED = ("count", "coverage")


def prepare(question: Question, plan: QueryPlan, context: IntentContext) -> Evidence | None:
    """The evidence of the first intent that has any; None for ordinary questions.

    A model does not count articles; it writes everything else, from ordinary evidence.
    """
    if plan.intent in UNSEARCHED:
        return prepare_small_talk(question, plan, context)
    for intent in plan.intents:
        if intent.kind in _PREPARE and not (context.has_model and intent.kind not in _COUNTED):
            evidence = _PREPARE[intent.kind](intent, question, plan, context)
            if evidence is not None:
                return evidence
    if context.has_model:
        return None
    return _instead(question, plan, context)


def _instead(question: Question, plan: QueryPlan, context: IntentContext) -> Evidence | None:
    """What an answer to part of a request would hide: a brief for a timeline, or else a refusal.

    The words of a topic alone, and what one source says, are searched for as an ordinary question.
    """
    for intent in plan.intents:
        if intent.kind == "timeline":
            brief = BriefIntent(intent.topic.text, "topic")
            refusal = Draft(reason="not-in-archive", detail=NO_TIMELINE.format(brief.topic))
            return prepare_brief(brief, question, plan, context) or Evidence(draft=refusal)
        if intent.kind == "brief" and intent.of in ("topic", "article"):
            if plan.sources or plan.missing or is_keywords(plan.question):
                return None
            detail = NO_SUMMARY.format(intent.topic)
            return Evidence(draft=Draft(reason="not-in-archive", detail=detail))
    return None
