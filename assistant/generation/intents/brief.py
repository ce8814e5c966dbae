"""A brief without a model: sentences that say what the best articles on a topic are about.

News puts what matters first: of an article whose title names the topic one of the first sentences
is quoted, of any other the one that says most of it; at most eight, that do not repeat one another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.generation.intents.context import IntentContext
from assistant.generation.intents.topic_articles import (
    LEAD,
    MEANT,
    Place,
    TopicWords,
    best_cosines,
    relevant,
    sentences_of,
)
from assistant.retrieval.diversity import distinct
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
_ARTICLES, _FEW = 12, 4
_SEVERAL = 2  # sentences of each of a few articles
_LEADS = 12  # sentences of the article asked for
_MOST = {"topic": 8, "events": 8, "article": 6, "latest": 3, "name": 2}  # sentences
_BY_DAY = ("topic", "events", "latest")
# An article that is about the topic has a passage so close to the best of all, in log odds; a
# speech of last week says "bank", too. Others are among the newest where too few are about it.
_CLOSE = 3.0

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
    if intent.of == "latest":
        found = _mostly_about(words, hits, found, told)
    picked = _picked(found, words, intent.of, told)
    of: BriefOf = "article" if len(picked) == 1 and by_day else intent.of
    many = _SEVERAL if of != "latest" and len(picked) <= _FEW else 1
    places = [place for one in picked for place in _leads(one, told[one.id], words, of, many)]
    if of != intent.of and scope.sources:  # what did one newspaper say on it
        places = _saying(picked[0], told[picked[0].id], words) or places
    if not places:
        return None
    asked = " ".join(filter(None, [intent.topic, picked[0].title if of == "article" else None]))
    kept = distinct(context.minilm, asked, [one.text for one in places], _MOST[of])
    sentences = name_sentences(question, [places[place] for place in kept])
    return Evidence(
        sentences=sentences,
        shape="coverage" if of in _BY_DAY else "answer",
        draft=Draft(tuple(one.quote(_heading(one.article, of)) for one in sentences)),
        author="quotations",
    )


def _mostly_about(
    words: TopicWords, hits: Sequence[Hit], found: Sequence[Article], told: _Told
) -> list[Article]:
    """The articles whose subject is the topic, the newest first; others after too few of them.

    They name its rarest word: a law of Florida is no news of Australia's.
    """
    near = best_cosines(hits)
    nearest = max(near.values(), default=0.0)
    scores = {hit.chunk.article.id: hit.score for hit in reversed(hits)}
    about = [
        one
        for one in found
        if scores[one.id] >= hits[0].score - _CLOSE
        if words.names_rarest(one, told[one.id])
        if words.is_subject(one, told[one.id]) or near[one.id] >= MEANT * nearest
    ]
    others = [one for one in found if one not in about]
    newest = [sorted(part, key=_day, reverse=True) for part in (about, others[: _MOST["latest"]])]
    return [*newest[0], *newest[1]]


def _picked(
    articles: Sequence[Article], words: TopicWords, of: BriefOf, told: _Told
) -> list[Article]:
    """The articles to quote, the newest first; of a topic those whose title names it, and some.

    These name its rarest word early: a boat in Naples is nothing of its city dock.
    """
    if of == "latest":
        return list(articles[: _MOST[of]])
    if of not in _BY_DAY:
        return list(articles[: _MOST[of] if of == "name" else 1])
    titled = [one for one in articles if words.is_title(one)]
    others = [
        one
        for one in articles
        if one not in titled and (not titled or words.names_rarest(one, told[one.id][:LEAD]))
    ]
    best = [*titled[:_ARTICLES], *others[: max(0, _FEW - len(titled))]]
    return sorted(best, key=_day, reverse=True)


def _leads(
    article: Article, whole: Sequence[Place], words: TopicWords, of: BriefOf, many: int
) -> Sequence[Place]:
    """The sentences to choose from: of an article asked for the first, else what says most.

    Of an article on the topic so `many` of the first.
    """
    if of == "article":
        return whole[:_LEADS]
    if of in _BY_DAY and words.is_title(article):
        best = sorted(whole[:LEAD], key=lambda one: -words.share_in(one.text))
        return sorted(best[:many], key=lambda one: one.number)
    return [max(whole, key=lambda one: words.share_in(one.text))] if whole else []


def _saying(article: Article, whole: Sequence[Place], words: TopicWords) -> list[Place]:
    """The sentences that name the topic, unless the whole article is on it."""
    if words.is_title(article):
        return []
    return [one for one in whole if words.share_in(one.text) >= _LEAST_SHARE["topic"]]


def _heading(article: Article, of: BriefOf) -> str:
    """The day, where each sentence is of another article."""
    day = article.latest_date if of in _BY_DAY else None
    return f"{in_words(day.date())}: " if day else ""


def _day(article: Article) -> float:
    return article.latest_date.timestamp() if article.latest_date else 0.0
