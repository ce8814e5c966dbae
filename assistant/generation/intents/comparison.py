"""What is told of each of the things compared, side by side: the sentences that say most of it.

The sides are things, one thing at several times, or sources on one topic.
"""

from collections.abc import Iterator, Sequence
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
from assistant.schema.query_plan import ComparisonIntent, QueryPlan, Side, Time, listed
from assistant.schema.question import Question
from assistant.text.date_ranges import in_words
from assistant.text.refusals import NO_COMPARISON, NOTHING_OF_SIDE
from assistant.text.words import content_stems, share_of
from index.catalog.scope import Scope

_CHUNKS, _ARTICLES, _QUOTED = 12, 3, 3  # of each side: found, read, and sentences quoted
_TOLD = 0.65  # of the topic's words that a sentence and its title say
_AGAIN = 0.7  # of a sentence's words that one before it says
# What a sentence is worth: the topic's words that it has, and that its title has; less, the later
# it comes. Others are quoted if they are close to the best. Chosen by hand on news.
_TITLE, _LATER, _LATEST, _CLOSE = 0.5, 0.02, 20, 0.35


def prepare_comparison(
    intent: ComparisonIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence:
    """Quotations for each side; a refusal where no side has any."""
    topic = intent.topic.text
    sides = intent.sides or tuple(Side(one, topic, source=one) for one in intent.sources)
    told = [(side, _told_of(side, intent.time, question.scope, context)) for side in sides]
    lacking = [_label(side) for side, places in told if not places]
    if len(lacking) == len(sides):
        detail = NO_COMPARISON.format(listed(lacking))
        return Evidence(draft=Draft(reason="not-in-archive", detail=detail))
    whom, what = ("The archive", listed(lacking)) if intent.sides else (listed(lacking), topic)
    has = "have" if len(lacking) > 1 and not intent.sides else "has"
    detail = NOTHING_OF_SIDE.format(whom, has, what)
    unanswered = Unanswered(part=listed(lacking), reason="not-in-source", detail=detail)
    headed = [(_heading(side, one), one) for side, places in told for one in places]
    sentences = name_sentences(question.standalone, [one for _, one in headed])
    quotes = tuple(one.quote(head) for one, (head, _) in zip(sentences, headed, strict=True))
    return Evidence(
        sentences,
        "comparison",
        unanswered=(unanswered,) if lacking else (),
        draft=Draft(quotes),
        author="quotations",
    )


def _label(side: Side) -> str:
    """What it is called where it is alone: "violin auctions, 2019"."""
    is_named = side.source or side.topic in side.name
    return side.name if is_named else f"{side.topic}, {side.name}"


def _heading(side: Side, place: Place) -> str:
    """The side, and the day of what is said of it, unless days or sources tell the sides apart."""
    day = place.article.latest_date
    is_dated = day and not side.source and side.name != str(day.year)
    return f"{side.name} ({in_words(day.date())}): " if day and is_dated else f"{side.name}: "


def _told_of(
    side: Side, time: Time | None, scope: Scope, context: IntentContext
) -> Sequence[Place]:
    """The sentences that say most of the side, of the articles that name it, in order of day."""
    words = TopicWords.of(context.archive, side.topic)
    whole = TopicWords.of(context.archive, f"{side.topic} {side.shared}")
    words = words if words.worth else whole  # of "AT&T" no word is left
    for within in _scopes(side, time, scope):
        when = side.name if side.days else ""
        hits = search(context.archive, f"{whole.text} {when}".strip(), _CHUNKS, within)
        articles = relevant(words, hits)[:_ARTICLES]
        places = [one for article in articles for one in sentences_of(context.archive, article)]
        places = [one for one in places if _is_about(one, whole)]
        # A thing is told of first in its articles; a source may tell of a topic anywhere.
        later = 0.0 if side.source else _LATER
        worth = [_worth(one, whole, later) for one in places]
        ranked = sorted(range(len(places)), key=lambda n: -worth[n])
        if ranked:
            least = worth[ranked[0]] - _CLOSE
            best = _distinct([places[n] for n in ranked if worth[n] >= least])
            return sorted(best, key=_in_order)
    return ()


def _distinct(places: Sequence[Place]) -> list[Place]:
    """The first sentences, without those that say what one before them says."""
    kept: list[Place] = []
    for one in places:
        stems = content_stems(one.text)
        if len(kept) < _QUOTED and all(share_of(stems, k.text) < _AGAIN for k in kept):
            kept.append(one)
    return kept


def _in_order(one: Place) -> tuple[float, str, int]:
    day = one.article.latest_date
    return day.timestamp() if day else 0.0, one.article.id, one.number


def _is_about(one: Place, words: TopicWords) -> bool:
    """Whether the sentence names the side, and with its title what all sides share: no colon."""
    told = words.share_in(f"{one.article.title or ''} {one.text}")
    return words.share_in(one.text) >= ABOUT and told >= _TOLD and not one.text.endswith(":")


def _worth(one: Place, words: TopicWords, later: float) -> float:
    title = words.share_in(one.article.title or "")
    return words.share_in(one.text) + _TITLE * title - later * min(one.number, _LATEST)


def _scopes(side: Side, time: Time | None, scope: Scope) -> Iterator[Scope]:
    """Where to look: in articles of the side's days, then in those of the weeks after them."""
    if side.source:
        if scope.sources and side.source not in scope.sources:
            return
        scope = replace(scope, sources=(side.source,))
    if side.days is None:
        within = [within_time(scope, time)]
    else:
        then = Time(side.days, "filter", side.name, 0, 0)
        within = [within_time(scope, then), within_time(scope, replace(then, use="prefer"))]
    yield from (one for one in within if one is not None)
