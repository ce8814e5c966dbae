"""A brief without a model: sentences that say what the best articles on a topic are about.

News puts what matters first: of an article whose title names the topic one of the first sentences
is quoted, of any other the one that says most of it; at most eight, that do not repeat one another.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from assistant.generation.intents.context import IntentContext
from assistant.retrieval.diversity import distinct
from assistant.retrieval.evidence import name_sentences
from assistant.retrieval.hybrid import search
from assistant.retrieval.readable import Readable
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.hits import Hit
from assistant.schema.query_plan import BriefIntent, BriefOf
from assistant.schema.question import Question
from assistant.text.date_ranges import in_words
from assistant.text.refusals import NOTHING_ABOUT
from assistant.text.words import content_stems
from index.archive import Archive
from index.models import Article, Sentence

_PASSAGES = 30
_RELEVANT = 0.75  # of the best article's share of the topic's words
# Of the topic in title and passage of the best article; who asks for an article knows of one.
_LEAST_SHARE = {"topic": 0.6, "article": 0.4, "latest": 0.6, "name": 0.9}
_ARTICLES, _FEW = 12, 4
_LEAD, _LEADS = 3, 12  # sentences: of an article on the topic, of the article asked for
_MOST = {"topic": 8, "article": 6, "latest": 3, "name": 2}  # sentences
_BY_DAY = ("topic", "latest")
_TITLED = 0.5  # of the topic in the title: the article is about it
_LEAST_WORDS = 7  # of a sentence; less is a heading or a dateline

_Place = tuple[Article, Sentence, int]


def prepare_brief(
    intent: BriefIntent, question: Question, context: IntentContext
) -> Evidence | None:
    """Quotations of the best articles, the newest first; None if none is about the topic.

    Reasons are no matter of topics: the writer of quotations finds them. Who somebody is, of whose
    name the archive lacks a word, it does not say.
    """
    if intent.of == "reasons":
        return None
    if intent.of == "name" and _lacks_a_word(context.archive, content_stems(intent.topic)):
        return Evidence(draft=Draft(reason="not-in-archive", detail=NOTHING_ABOUT))
    hits = search(context.archive, intent.topic, _PASSAGES, question.scope)
    weights = _weights(context.archive, content_stems(intent.topic))
    picked = _picked(_relevant(weights, hits, _LEAST_SHARE[intent.of]), weights, intent.of)
    of: BriefOf = "article" if len(picked) == 1 and intent.of in _BY_DAY else intent.of
    places = [
        place for article in picked for place in _leads(context.archive, article, weights, of)
    ]
    if not places:
        return None
    asked = " ".join(filter(None, [intent.topic, picked[0].title if of == "article" else None]))
    kept = distinct(context.minilm, asked, [_text(one) for one in places], _MOST[of])
    sentences = name_sentences(question.standalone, [places[place] for place in kept])
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


def _relevant(weights: Mapping[str, float], hits: Sequence[Hit], least: float) -> list[Article]:
    """The articles whose title and best passage say nearly as much of the topic as the best do."""
    shares: dict[str, float] = {}
    articles: dict[str, Article] = {}
    for hit in hits:
        article = hit.chunk.article
        share = _share(weights, f"{article.title or ''} {hit.chunk.text}")
        articles[article.id] = article
        shares[article.id] = max(share, shares.get(article.id, 0.0))
    best = max(shares.values(), default=0.0)
    if best < least:
        return []
    return [one for name, one in articles.items() if shares[name] >= _RELEVANT * best]


def _picked(
    articles: Sequence[Article], weights: Mapping[str, float], of: BriefOf
) -> list[Article]:
    """The articles to quote, the newest first; of a topic those whose title names it, and some."""
    titled = [one for one in articles if _is_titled(weights, one)]
    others = [one for one in articles if one not in titled]
    best = {
        "topic": [*titled[:_ARTICLES], *others[: max(0, _FEW - len(titled))]],
        "latest": sorted(articles, key=_day, reverse=True)[: _MOST["latest"]],
    }.get(of, articles[: _MOST["name"] if of == "name" else 1])
    return sorted(best, key=_day, reverse=True) if of in _BY_DAY else list(best)


def _is_titled(weights: Mapping[str, float], article: Article) -> bool:
    return _share(weights, article.title or "") >= _TITLED


def _leads(
    archive: Archive, article: Article, weights: Mapping[str, float], of: BriefOf
) -> list[_Place]:
    """The sentences to choose from: of an article asked for the first, else what says most."""
    whole = list(_sentences(archive, article))
    if of == "article":
        return whole[:_LEADS]
    first = whole[:_LEAD] if of in _BY_DAY and _is_titled(weights, article) else whole
    return [max(first, key=lambda one: _share(weights, _text(one)))] if first else []


def _sentences(archive: Archive, article: Article) -> Iterator[_Place]:
    spans = archive.catalogue.sentences(article.id, article.version)
    is_readable = Readable(article, archive.catalogue)
    for number, span in enumerate(spans):
        text = article.text[span.start : span.end]
        is_told = len(text.split()) >= _LEAST_WORDS and not text.endswith("?")
        if is_told and is_readable(span):
            yield article, span, number


def _heading(article: Article, of: BriefOf) -> str:
    """The day, where each sentence is of another article."""
    day = article.latest_date if of in _BY_DAY else None
    return f"{in_words(day.date())}: " if day else ""


def _day(article: Article) -> float:
    return article.latest_date.timestamp() if article.latest_date else 0.0


def _text(place: _Place) -> str:
    article, span, _ = place
    return article.text[span.start : span.end]
