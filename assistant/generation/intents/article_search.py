"""Finds articles by the words that they say, in the catalogue, and a sentence of each to cite.

A day is the one that the article gives, in its own time zone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from assistant.retrieval.evidence import name_sentences
from assistant.retrieval.readable import readable_sentences
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.query_plan import ArticleQuery, Topic
from assistant.text.date_ranges import one, overlap
from assistant.text.words import content_stems, share_of, split_words
from index.archive import Archive
from index.catalog.bylines import articles_by
from index.catalog.phrases import Listed, articles_saying
from index.catalog.scope import Scope
from index.models import Article, Sentence

WRITER = "catalogue"
_ALL = 10_000_000
_LEAST = 4  # words; less is a heading


def find_articles(
    archive: Archive, wanted: ArticleQuery, scope: Scope, *, loosely: bool = False
) -> tuple[ArticleQuery, list[Listed]]:
    """The articles that are `wanted`, oldest first; and as what its topic was found.

    A name that never occurs as a phrase is searched word by word; `loosely`,
    names alone suffice, and there must be words.
    """
    for topic in islice(loosened(wanted.topic), None if loosely else 2):
        tried = replace(wanted, topic=topic)
        if (topic.phrases or not loosely) and (found := _saying(archive, tried, scope)):
            return tried, found
    return wanted, []


def loosened(topic: Topic) -> Iterator[Topic]:
    """The topic, then less and less of it: names word by word, then names alone."""
    yield topic
    apart = tuple(dict.fromkeys(w for name in topic.names for w in split_words(name)))
    yield Topic(topic.text, (), (*apart, *topic.words))
    if topic.names and topic.words:
        yield Topic(topic.text, topic.names)
        yield Topic(topic.text, (), apart)


def _saying(archive: Archive, wanted: ArticleQuery, scope: Scope) -> list[Listed]:
    if wanted.sources:
        sources = [s for s in wanted.sources if not scope.sources or s in scope.sources]
        scope = replace(scope, sources=tuple(sources))
        if not sources:
            return []
    found = articles_saying(archive.catalogue, wanted.topic.phrases, scope)
    if wanted.authors:
        theirs = set(articles_by(archive.catalogue, wanted.authors, scope, _ALL))
        found = [one for one in found if one.id in theirs]
    return [one for one in found if not wanted.days or _is_of(one, wanted)]


def _is_of(article: Listed, wanted: ArticleQuery) -> bool:
    return article.day is not None and any(overlap(one(article.day), d) for d in wanted.days)


def best_titled(topic: Topic, articles: Sequence[Listed]) -> list[Listed]:
    """Those whose titles say most of the topic."""
    wanted = content_stems(" ".join(topic.phrases))
    shares = [share_of(wanted, one.title or "") for one in articles]
    return [one for one, share in zip(articles, shares, strict=True) if share == max(shares)]


def cite(
    archive: Archive, question: str, articles: Sequence[Listed], topic: Topic
) -> dict[str, EvidenceSentence]:
    """Of each article, by its id, the first sentence that says most of the topic."""
    picked = [_sentence(archive, one, topic) for one in articles]
    named = name_sentences(question, [one for one in picked if one is not None])
    return {sentence.article.id: sentence for sentence in named}


def _sentence(
    archive: Archive, wanted: Listed, topic: Topic
) -> tuple[Article, Sentence, int] | None:
    article = archive.catalogue.article(wanted.id)
    if article is None:
        return None
    stems = content_stems(" ".join(topic.phrases))
    found = [
        (len(text.split()) >= _LEAST, share_of(stems, text), -number, span)
        for number, span, text in readable_sentences(article, archive.catalogue)
    ]
    _, _, number, span = max(found, default=(False, 0.0, 0, None))
    return (article, span, -number) if span else None
