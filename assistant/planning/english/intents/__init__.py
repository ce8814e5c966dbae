"""Intents: questions that ask for more than an ordinary answer.

Readers of exact forms come first, then requests that are recognised by examples, then the words of
a topic alone.
"""

from collections.abc import Iterator

from assistant.planning.english.intents.article_questions import read_articles
from assistant.planning.english.intents.comparison_questions import read_comparison
from assistant.planning.english.intents.example_requests import NEAR, names_a_topic, read_request
from assistant.planning.english.intents.question_mask import (
    Masked,
    article_query,
    mask,
    plain,
    read_topic,
    unmasked,
)
from assistant.planning.english.intents.topic_questions import (
    is_keywords,
    is_topic,
    read_brief,
    read_quotes,
    read_timeline,
)
from assistant.schema.query_plan import (
    BriefIntent,
    CoverageIntent,
    Intent,
    QueryPlan,
    TimelineIntent,
)

_READERS = (read_timeline, read_articles, read_comparison, read_quotes, read_brief)


def read_intents(plan: QueryPlan, near: float = NEAR) -> tuple[Intent, ...]:
    """The intents that the question's words allow; the first one that finds anything is used.

    `plan` has its times and sources; `near` is how near an example of a request must be.
    """
    masked = mask(plan)
    found = [intent for read in _READERS for intent in read(plan.question, masked)]
    found = found or [*_by_example(masked, near)]
    if not found and is_keywords(plan.question) and names_a_topic(plan.question):
        return (BriefIntent(plain(plan.question), "topic"),)
    is_quoting = any(one.kind == "quotes" for one in found)
    return tuple(one for one in found if not (is_quoting and one.kind == "brief"))


def _by_example(masked: Masked, near: float) -> Iterator[Intent]:
    request = read_request(masked.text, near)
    topic = unmasked(request.topic) if request else ""
    if request is None or not is_topic(topic):
        return
    phrases = read_topic(topic).phrases
    if request.wanted in ("topic", "article", "latest"):
        yield BriefIntent(topic, request.wanted)
    elif request.wanted in ("articles", "authors") and phrases:
        yield CoverageIntent(article_query(masked, topic), request.wanted)
    elif request.wanted == "timeline" and phrases and len(masked.times) < 2:
        yield TimelineIntent(read_topic(topic), masked.times[0] if masked.times else None)
