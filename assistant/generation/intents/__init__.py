"""Answers other than a few sentences, one file per intent.

Each prepares its own evidence, and the statements that need no model.
"""

from assistant.generation.intents.brief import prepare_brief
from assistant.generation.intents.comparison import prepare_comparison
from assistant.generation.intents.context import IntentContext
from assistant.generation.intents.coverage import prepare_count, prepare_coverage
from assistant.generation.intents.quotes import prepare_quotes
from assistant.generation.intents.small_talk import prepare_small_talk
from assistant.generation.intents.timeline import prepare_timeline
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import (
    UNSEARCHED,
    BriefIntent,
    ComparisonIntent,
    CountIntent,
    CoverageIntent,
    DoubleIntent,
    Intent,
    QueryPlan,
    QuotesIntent,
    TimelineIntent,
)
from assistant.schema.question import Question

_COUNTED = ("count", "coverage")


def prepare(question: Question, plan: QueryPlan, context: IntentContext) -> Evidence | None:
    """The evidence of the first intent that has any; None for ordinary questions.

    A model does not count articles; it writes everything else, from ordinary evidence.
    """
    if plan.intent in UNSEARCHED:
        return prepare_small_talk(question, plan, context)
    intents = [one for one in plan.intents if not context.has_model or one.kind in _COUNTED]
    for intent in intents:
        evidence = _prepare(intent, question, plan, context)
        if evidence is not None:
            return evidence
    return None


def _prepare(
    intent: Intent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence | None:
    match intent:
        case TimelineIntent():
            return prepare_timeline(intent, question, plan, context)
        case CountIntent():
            return prepare_count(intent, question, context)
        case CoverageIntent():
            return prepare_coverage(intent, question, context)
        case ComparisonIntent():
            return prepare_comparison(intent, question, context)
        case QuotesIntent():
            return prepare_quotes(intent, question, context)
        case BriefIntent():
            return prepare_brief(intent, question, plan, context)
        case DoubleIntent():  # of a plan of an earlier version
            return None
