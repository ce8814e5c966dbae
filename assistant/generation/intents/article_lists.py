"""Articles counted in the catalogue: which are meant, a sentence of each, and why there are none.

All counts are of current versions. A day is the one that the article gives, in its own time zone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.retrieval.evidence import name_sentences
from assistant.retrieval.readable import readable_sentences
from assistant.retrieval.relaxation import describe
from assistant.schema.answer import Reason
from assistant.schema.draft import DraftStatement
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.query_plan import ArticleQuery, Topic, listed
from assistant.text import refusals
from assistant.text.date_ranges import Days, in_words, one, overlap
from assistant.text.words import content_stems, share_of, split_words
from index.archive import Archive
from index.catalog.bylines import articles_by, has_articles, read_dates
from index.catalog.catalogue import Catalogue
from index.catalog.phrases import Listed, articles_saying
from index.catalog.scope import Scope
from index.models import Article, Sentence

WRITER = "catalogue"
_ALL = 10_000_000
_NAMED = 5  # reprints
_LEAST = 4  # words; less is a heading


def find_wanted(
    archive: Archive, wanted: ArticleQuery, scope: Scope
) -> tuple[ArticleQuery, list[Listed]]:
    """The articles that are `wanted`, oldest first; and as what its topic was found.

    A name that never occurs as a phrase is searched word by word.
    """
    found: list[Listed] = []
    tried = wanted
    for tried in _tries(wanted):
        found = _exactly(archive, tried, scope)
        if found:
            return tried, found
    return wanted, found


def _tries(wanted: ArticleQuery) -> list[ArticleQuery]:
    apart = next((t for t in loosened(wanted.topic) if not t.names), wanted.topic)
    return [wanted, *([replace(wanted, topic=apart)] if apart != wanted.topic else [])]


def _exactly(archive: Archive, wanted: ArticleQuery, scope: Scope) -> list[Listed]:
    if wanted.sources:
        sources = [s for s in wanted.sources if not scope.sources or s in scope.sources]
        scope = replace(scope, sources=tuple(sources))
        if not sources:
            return []
    found = articles_saying(archive.catalogue, wanted.topic.phrases, scope)
    if wanted.authors:
        theirs = set(articles_by(archive.catalogue, wanted.authors, scope, _ALL))
        found = [one for one in found if one.id in theirs]
    if wanted.days:
        found = [one for one in found if _is_of(one, wanted.days)]
    return found


def _is_of(article: Listed, days: Sequence[Days]) -> bool:
    return article.day is not None and any(overlap(one(article.day), some) for some in days)


def find_about(catalogue: Catalogue, topic: Topic, scope: Scope) -> tuple[Topic, Sequence[Listed]]:
    """The articles about `topic`, and as what it was found: names word by word if not otherwise."""
    for tried in loosened(topic):
        found = articles_saying(catalogue, tried.phrases, scope) if tried.phrases else []
        if found:
            return tried, found
    return topic, []


def loosened(topic: Topic) -> Iterator[Topic]:
    """The topic, then less and less of it: names word by word, then names alone."""
    yield topic
    apart = tuple(dict.fromkeys(w for name in topic.names for w in split_words(name) if w))
    yield Topic(topic.text, (), (*apart, *topic.words))
    if topic.names and topic.words:
        yield Topic(topic.text, topic.names)
        yield Topic(topic.text, (), apart)


def reprints_among(archive: Archive, articles: Sequence[Listed]) -> list[Listed]:
    """Those that nearly repeat an article that came out before them."""
    groups = archive.reprints({one.version for one in articles})
    return [one for one in articles if groups.get(one.version, (one.version,))[0] != one.version]


def told_reprints(reprints: Sequence[Listed]) -> str:
    """Names them in a sentence; empty where there are none."""
    if not reprints:
        return ""
    named = [
        f"“{one.title or one.id}”" + (f" ({one.source})" if one.source else "")
        for one in reprints[:_NAMED]
    ]
    more = f" and {len(reprints) - _NAMED} more" if len(reprints) > _NAMED else ""
    repeat = "repeats" if len(reprints) == 1 else "repeat"
    return f" Of these, {len(reprints)} nearly {repeat} an earlier one: {'; '.join(named)}{more}."


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


def counted(text: str, cited: Sequence[EvidenceSentence]) -> DraftStatement:
    """A statement of the catalogue's."""
    return DraftStatement(tuple(sentence.id for sentence in cited), text, is_counted=True)


def many(count: int) -> str:
    """`1 article`, `3 articles`."""
    return f"{count:,} article{'' if count == 1 else 's'}"


def told_day(one: Listed) -> str:
    """`on 5 March 2024`."""
    return f"on {in_words(one.day)}" if one.day else "on an unknown day"


def within_words(scope: Scope) -> str:
    """What the user's own filters let through, to be set after a count."""
    return f" ({describe(scope)})" if describe(scope) else ""


def why_none(archive: Archive, wanted: ArticleQuery, scope: Scope) -> tuple[Reason, str]:
    """A code and a sentence; conditions are taken away one by one, the user's own filters first."""
    who = wanted.whom or "The archive"
    nothing = f"{who} has no article {wanted.in_words(1)}".strip()
    if not has_articles(archive.catalogue, Scope()):
        return "empty-archive", refusals.EMPTY_ARCHIVE
    own = scope.around
    if scope != own and (found := _count(archive, wanted, own)):
        return "filters-too-narrow", f"{nothing} ({describe(scope)}); without that, {many(found)}."
    if wanted.days:
        at_any_time = replace(wanted, days=())
        if not _overlaps(archive, wanted, scope):
            return "outside-dates", f"{nothing}: {_reach(archive, scope)}."
        if found := _count(archive, at_any_time, scope):
            return "not-in-archive", f"{nothing}; at other times, {many(found)}."
    if wanted.whom:
        by_any = replace(wanted, sources=(), authors=())
        _, others = find_wanted(archive, by_any, scope)
        if others:
            sources = sorted({one.source for one in others if one.source})[:5]
            told = f" ({listed(sources)})" if sources else ""
            return "not-in-source", f"{nothing}; others have {many(len(others))}{told}."
    return "not-in-archive", f"{nothing}."


def _count(archive: Archive, wanted: ArticleQuery, scope: Scope) -> int:
    return len(find_wanted(archive, wanted, scope)[1])


def _overlaps(archive: Archive, wanted: ArticleQuery, scope: Scope) -> bool:
    dates = read_dates(archive.catalogue, scope)
    return any(overlap(Days(dates.first, dates.last), days) for days in wanted.days)


def _reach(archive: Archive, scope: Scope) -> str:
    dates = read_dates(archive.catalogue, scope)
    if dates.first is None:
        return "no article has a date"
    return f"its articles were published {Days(dates.first, dates.last)}"
