"""A brief without a model: sentences that say what the best articles on a topic are about.

One article is summarized. Of several, sentences are quoted that name the topic or follow one that
does; at most eight.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.generation.intents.context import IntentContext
from assistant.generation.intents.summary import summarize
from assistant.generation.intents.topic_articles import (
    MEANT,
    Place,
    TopicWords,
    best_cosines,
    relevant,
    said_first,
    sentences_of,
)
from assistant.retrieval.evidence import name_sentences
from assistant.retrieval.hybrid import search
from assistant.retrieval.relaxation import named_scope, within_time
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.hits import Hit
from assistant.schema.query_plan import BriefIntent, BriefOf, QueryPlan
from assistant.schema.question import Question
from assistant.text.date_ranges import in_words
from assistant.text.refusals import NOTHING_ABOUT, NOTHING_THEN
from index.catalog.scope import Scope
from index.models import Article

_PASSAGES = 30
# Of the topic in title and passage of the best article; who asks for an article knows of one.
_LEAST_SHARE = {"topic": 0.6, "events": 0.6, "article": 0.4, "latest": 0.6, "name": 0.9}
_FEW = 4  # articles, if fewer titles name the topic
_EARLY = 10  # sentences of one of several articles
_MOST = {"topic": 8, "events": 8, "article": 8, "latest": 5, "name": 2}  # sentences
_LATEST = 3  # articles
# As the article that says most of the topic in title and lead, and as the nearest passage's cosine.
_AS_MUCH, _AS_NEAR = 0.8, 0.5
_BY_DAY = ("topic", "events", "latest")

_Told = Mapping[str, Sequence[Place]]  # the sentences of each article, by its id
_Try = tuple[Scope, str, tuple[str, ...]]  # where, on what, and what was dropped for it


def prepare_brief(
    intent: BriefIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence | None:
    """Quotations of the best articles, the newest first; None if none is about the topic.

    Reasons are no matter of topics: the writer of quotations finds them. Who somebody is, of whose
    name the archive lacks a word, it does not say.
    """
    if intent.of == "reasons" or (plan.missing and not plan.sources):
        return None
    if intent.of == "name" and TopicWords.of(context.archive, intent.topic).lacking:
        return Evidence(draft=Draft(reason="not-in-archive", detail=NOTHING_ABOUT))
    named = named_scope(context.archive, plan, question.scope)
    for scope, topic, relaxed in _tries(intent, plan, named):
        asked = replace(intent, topic=topic)
        if found := _brief(asked, question.standalone, scope, context):
            return replace(found, relaxed=relaxed)
    return None


def _tries(intent: BriefIntent, plan: QueryPlan, named: Scope) -> Iterator[_Try]:
    """Where to look, and for what: in articles of the plan's time, of the days after it, in all.

    What happened then, and what a source told then, is not to be had from other times. The latest
    is; and articles that came out later say the year of an event.
    """
    if not plan.times:
        yield named, intent.topic, ()
        return
    time = replace(plan.times[0], days=plan.days or plan.times[0].days)
    exact = replace(time, use="filter", is_relative=False)
    for one in (exact, time):
        if scope := within_time(named, one):
            yield scope, intent.topic, ()
    if intent.of == "latest" and time.use == "filter":
        yield named, intent.topic, (NOTHING_THEN.format(intent.topic, time.days, time.text),)
    elif intent.of != "events" and not plan.sources and time.use == "prefer":
        yield named, f"{intent.topic} {time.text}", ()


def _brief(
    intent: BriefIntent, question: str, scope: Scope, context: IntentContext
) -> Evidence | None:
    words = TopicWords.of(context.archive, intent.topic)
    hits = search(context.archive, intent.topic, _PASSAGES, scope)
    by_day = intent.of in _BY_DAY
    found = relevant(words, hits, _LEAST_SHARE[intent.of], by_meaning=by_day)
    told = {one.id: list(sentences_of(context.archive, one)) for one in found}
    picked = _about(words, hits, found, told) if by_day else found
    picked = _picked(picked, words, intent.of)
    of: BriefOf = "article" if len(picked) == 1 and by_day else intent.of
    if of == "article":
        places = _of_one(picked[0], told[picked[0].id], words, is_asked_of=bool(scope.sources))
    else:
        places = _of_several(picked, told, words, of)
    if not places:
        return None
    sentences = name_sentences(question, places)
    dated = {"article": 1, "name": 0}.get(of, len(sentences))  # the first, if all are of one day
    days = [_day_of(one.article) if n < dated else "" for n, one in enumerate(sentences)]
    return Evidence(
        sentences=sentences,
        shape="coverage" if of in _BY_DAY else "answer",
        draft=Draft(tuple(one.quote(day) for one, day in zip(sentences, days, strict=True))),
        author="quotations",
    )


def _about(
    words: TopicWords, hits: Sequence[Hit], found: Sequence[Article], told: _Told
) -> list[Article]:
    """The articles that mean the topic, or whose title and lead say about as much of it as any.

    A boat in Naples is nothing of its city dock, and a law of Florida no news of Australia's.
    """
    near = best_cosines(hits)
    nearest = max(near.values(), default=0.0)
    said = {one.id: words.share_in(said_first(one, told[one.id])) for one in found}
    least = _AS_MUCH * max(said.values(), default=0.0)
    return [
        one
        for one in found
        if near[one.id] >= MEANT * nearest
        or (said[one.id] >= least and near[one.id] >= _AS_NEAR * nearest)
    ]


def _picked(articles: Sequence[Article], words: TopicWords, of: BriefOf) -> list[Article]:
    """The articles to quote, the newest first; of a topic those whose title names it, and some."""
    if of not in _BY_DAY:
        return list(articles[: _MOST[of] if of == "name" else 1])
    if of == "latest":
        return sorted(articles, key=_day, reverse=True)[:_LATEST]
    titled = [one for one in articles if words.is_title(one)]
    others = [one for one in articles if one not in titled]
    best = [*titled[: _MOST[of]], *others[: max(0, _FEW - len(titled))]]
    return sorted(best, key=_day, reverse=True)


def _of_one(
    article: Article, whole: Sequence[Place], words: TopicWords, *, is_asked_of: bool
) -> Sequence[Place]:
    """A summary of one article; of what a newspaper says on the topic in another, all of that."""
    named = [one for one in whole if words.share_in(one.text) >= _LEAST_SHARE["topic"]]
    if is_asked_of and named and not words.is_title(article):
        return named[: _MOST["article"]]
    return summarize(whole, words, _MOST["article"])


def _of_several(
    articles: Sequence[Article], told: _Told, words: TopicWords, of: BriefOf
) -> list[Place]:
    """Sentences of each, early ones that say a word of the topic or follow one that does.

    Who somebody is, the sentence says that has most of the name.
    """
    places: dict[str, Place] = {}  # by text: updates are copied from article to article
    for place, article in enumerate(articles):
        whole = told[article.id]
        shares = [words.share_in(one.text) for one in whole]
        best = [one for one, share in zip(whole, shares, strict=True) if share == max(shares)]
        said = [one for n, one in enumerate(whole[:_EARLY]) if any(shares[max(0, n - 1) : n + 1])]
        many = (_MOST[of] - place - 1) // len(articles) + 1
        kept = best[:1] if of == "name" else summarize(said or best, words, many)
        for one in kept:
            places.setdefault(one.text, one)
    return list(places.values())


def _day_of(article: Article) -> str:
    day = article.latest_date
    return f"{in_words(day.date())}: " if day else ""


def _day(article: Article) -> float:
    return article.latest_date.timestamp() if article.latest_date else 0.0
