"""A brief without a model: sentences that say what the best articles on a topic are about.

News puts what matters first: of an article whose title names the topic one of the first sentences
is quoted, of any other the one that says most of it; at most eight, that do not repeat one another.
"""

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.generation.intents.context import IntentContext
from assistant.retrieval.diversity import distinct
from assistant.retrieval.evidence import name_sentences
from assistant.retrieval.hybrid import search
from assistant.retrieval.readable import readable_sentences
from assistant.retrieval.relaxation import named_scope, within_time
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.hits import Hit
from assistant.schema.query_plan import BriefIntent, BriefOf, QueryPlan
from assistant.schema.question import Question
from assistant.text.date_ranges import in_words
from assistant.text.refusals import NOTHING_ABOUT, NOTHING_THEN
from assistant.text.words import content_stems
from index.archive import Archive
from index.catalog.scope import Scope
from index.models import Article, Sentence

_PASSAGES = 30
_RELEVANT = 0.75  # of the best article's share of the topic's words
# An article that means nearly as much of the topic need not say its every word: "the collapse of".
_SAID, _MEANT = 0.4, 0.85  # of the topic's words; of the best passage's cosine
# Of the topic in title and passage of the best article; who asks for an article knows of one.
_LEAST_SHARE = {"topic": 0.6, "events": 0.6, "article": 0.4, "latest": 0.6, "name": 0.9}
_ARTICLES, _FEW = 12, 4
_SEVERAL = 2  # sentences of each of a few articles
_LEAD, _LEADS = 3, 12  # sentences: of an article on the topic, of the article asked for
_MOST = {"topic": 8, "events": 8, "article": 6, "latest": 3, "name": 2}  # sentences
_BY_DAY = ("topic", "events", "latest")
_TITLED = 0.5  # of the topic in the title: the article is about it
_LEAST_WORDS = 7  # of a sentence; less is a heading or a dateline

_Place = tuple[Article, Sentence, int]
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
    if intent.of == "name" and _lacks_a_word(context.archive, content_stems(intent.topic)):
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
    hits = search(context.archive, intent.topic, _PASSAGES, scope)
    weights = _weights(context.archive, content_stems(intent.topic))
    picked = _picked(_relevant(weights, hits, intent.of), weights, intent.of)
    of: BriefOf = "article" if len(picked) == 1 and intent.of in _BY_DAY else intent.of
    many = _SEVERAL if of != "latest" and len(picked) <= _FEW else 1
    places = [
        place for article in picked for place in _leads(context.archive, article, weights, of, many)
    ]
    if not places:
        return None
    asked = " ".join(filter(None, [intent.topic, picked[0].title if of == "article" else None]))
    kept = distinct(context.minilm, asked, [_text(one) for one in places], _MOST[of])
    sentences = name_sentences(question, [places[place] for place in kept])
    return Evidence(
        sentences=sentences,
        shape="coverage" if of in _BY_DAY else "answer",
        understood=(f"what the archive has on “{intent.topic}”",),
        draft=Draft(tuple(one.quote(_heading(one.article, of)) for one in sentences)),
        author="quotations",
    )


def _lacks_a_word(archive: Archive, wanted: frozenset[str]) -> bool:
    often = archive.occurrences(sorted(wanted))
    return any(not often.get(word) for word in wanted)


def _weights(archive: Archive, wanted: frozenset[str]) -> dict[str, float]:
    """What each word of the topic is worth: the rarer in the archive, the more."""
    often = archive.occurrences(sorted(wanted))
    return {word: math.log(1 + archive.size / (1 + often.get(word, 0))) for word in wanted}


def _share(weights: Mapping[str, float], text: str) -> float:
    """The share of the topic that a text says, from 0 to 1."""
    said = content_stems(text)
    whole = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in said) / whole if whole else 0.0


def _relevant(weights: Mapping[str, float], hits: Sequence[Hit], of: BriefOf) -> list[Article]:
    """The articles whose title and best passage say, or mean, the topic nearly as much as any."""
    shares: dict[str, float] = {}
    near: dict[str, float] = {}
    articles: dict[str, Article] = {}
    for hit in hits:
        article = hit.chunk.article
        share = _share(weights, f"{article.title or ''} {hit.chunk.text}")
        articles[article.id] = article
        shares[article.id] = max(share, shares.get(article.id, 0.0))
        near[article.id] = max(hit.signals["vector"], near.get(article.id, 0.0))
    best, nearest = (max(found.values(), default=0.0) for found in (shares, near))
    if best < _LEAST_SHARE[of]:
        return []
    meant = {name for name, cosine in near.items() if cosine >= _MEANT * nearest}
    return [
        one
        for name, one in articles.items()
        if shares[name] >= _RELEVANT * best
        or (of in _BY_DAY and name in meant and shares[name] >= _SAID)
    ]


def _picked(
    articles: Sequence[Article], weights: Mapping[str, float], of: BriefOf
) -> list[Article]:
    """The articles to quote, the newest first; of a topic those whose title names it, and some."""
    titled = [one for one in articles if _is_titled(weights, one)]
    others = [one for one in articles if one not in titled]
    several = [*titled[:_ARTICLES], *others[: max(0, _FEW - len(titled))]]
    best = {
        "topic": several,
        "events": several,
        "latest": sorted(articles, key=_day, reverse=True)[: _MOST["latest"]],
    }.get(of, articles[: _MOST["name"] if of == "name" else 1])
    return sorted(best, key=_day, reverse=True) if of in _BY_DAY else list(best)


def _is_titled(weights: Mapping[str, float], article: Article) -> bool:
    return _share(weights, article.title or "") >= _TITLED


def _leads(
    archive: Archive, article: Article, weights: Mapping[str, float], of: BriefOf, many: int
) -> list[_Place]:
    """The sentences to choose from: of an article asked for the first, else what says most.

    Of an article on the topic so `many` of the first.
    """
    whole = list(_sentences(archive, article))
    if of == "article":
        return whole[:_LEADS]
    if of in _BY_DAY and _is_titled(weights, article):
        best = sorted(whole[:_LEAD], key=lambda one: -_share(weights, _text(one)))
        return sorted(best[:many], key=lambda one: one[2])
    return [max(whole, key=lambda one: _share(weights, _text(one)))] if whole else []


def _sentences(archive: Archive, article: Article) -> Iterator[_Place]:
    for number, span, text in readable_sentences(article, archive.catalogue):
        if len(text.split()) >= _LEAST_WORDS and _is_closed(text) and not text.isupper():
            yield article, span, number


def _is_closed(text: str) -> bool:
    """Whether it ends as a sentence does, which headings and names of authors do not."""
    return unicodedata.category(text[-1])[0] == "P" and not text.endswith("?")


def _heading(article: Article, of: BriefOf) -> str:
    """The day, where each sentence is of another article."""
    day = article.latest_date if of in _BY_DAY else None
    return f"{in_words(day.date())}: " if day else ""


def _day(article: Article) -> float:
    return article.latest_date.timestamp() if article.latest_date else 0.0


def _text(place: _Place) -> str:
    article, span, _ = place
    return article.text[span.start : span.end]
