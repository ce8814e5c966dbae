"""How many articles there are on something, which, by which sources, and who was first.

Counted in the catalogue, never by a model; each count is cited by sentences.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.generation.intents.article_search import WRITER, best_titled, cite, find_articles
from assistant.generation.intents.context import IntentContext
from assistant.retrieval.relaxation import describe
from assistant.schema.answer import Reason, Shape
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import Evidence, EvidenceSentence
from assistant.schema.query_plan import (
    ArticleQuery,
    CountIntent,
    CoverageIntent,
    CoverageOf,
    QueryPlan,
    listed,
)
from assistant.schema.question import Question
from assistant.text import refusals
from assistant.text.date_ranges import Days, in_words, overlap
from index.archive import Archive
from index.catalog.bylines import has_articles, read_dates
from index.catalog.phrases import Listed
from index.catalog.scope import Scope

_CITED = 10  # articles of a count
_MOST: dict[CoverageOf, int] = {"newest": 5, "first": 1, "last": 1}  # a line each
_MOST_OTHERS = 20


def prepare_count(
    intent: CountIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence:
    """The count as a statement; of none, an abstention that says so."""
    wanted, articles = find_articles(context.archive, intent.wanted, question.scope)
    if not articles:
        return _none(context.archive, intent.wanted, question.scope, "count")
    cited = cite(context.archive, question.standalone, articles[:_CITED], wanted.topic)
    text = _head(context.archive, wanted, articles, question.scope)
    if len(articles) > len(cited):
        text += f" The first {len(cited)} of them are cited."
    sentences = list(cited.values())
    return Evidence(sentences, "count", draft=Draft((_counted(text, sentences),)), author=WRITER)


def prepare_coverage(
    intent: CoverageIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence:
    """A count and a line for each article or source; or an abstention that says why not."""
    archive, what = context.archive, intent.what
    wanted, articles = find_articles(archive, intent.wanted, question.scope)
    if what == "authors":  # who asks for an author means one article
        articles = best_titled(wanted.topic, articles)
    if not articles:
        return _none(archive, intent.wanted, question.scope, "coverage")
    of_source = Counter(one.source for one in articles)
    ordered = _ordered(what, wanted, articles, of_source)
    shown = ordered[: _MOST.get(what, _MOST_OTHERS)]
    cited = cite(archive, question.standalone, shown, wanted.topic)
    head = _head(archive, wanted, articles, question.scope)
    if len(shown) < len(articles):
        head += f" {_which(what, len(shown))}"
    statements = [_counted(head, list(cited.values()))]
    for one in shown:
        own = [cited[one.id]] if one.id in cited else []
        by = _authors(own) if what == "authors" else ""
        line = _of_source(one, of_source[one.source]) if what == "sources" else _of_article(one, by)
        statements.append(_counted(line, own))
    draft = Draft(tuple(statements))
    return Evidence(list(cited.values()), "coverage", draft=draft, author=WRITER)


def _ordered(
    what: CoverageOf,
    wanted: ArticleQuery,
    articles: Sequence[Listed],
    of_source: Mapping[str | None, int],
) -> Sequence[Listed]:
    """The newest first; the oldest where those that were first are asked for.

    Of sources the first article each, of the one with most articles first; of many articles those
    with the topic in the title first.
    """
    if what == "first":
        return articles
    if what == "sources":
        firsts = {one.source: one for one in reversed(articles)}.values()
        return sorted(
            firsts, key=lambda one: (one.source is None, -of_source[one.source], one.source)
        )
    newest = sorted(articles, key=lambda one: one.day or date.min, reverse=True)
    if what == "articles" and len(newest) > _MOST_OTHERS:
        titled = {one.id for one in best_titled(wanted.topic, newest)}
        newest.sort(key=lambda one: one.id not in titled)
    return newest


def _which(what: CoverageOf, shown: int) -> str:
    """Which articles are listed, where not all are."""
    many = f"{shown} are" if shown > 1 else "one is"
    return {
        "articles": f"{shown} are listed, those with it in the title first.",
        "sources": "The first of each source is cited.",
        "first": f"The first {many} listed.",
        "last": f"The last {many} listed.",
    }.get(what, f"The newest {many} listed.")


def _head(archive: Archive, wanted: ArticleQuery, articles: Sequence[Listed], scope: Scope) -> str:
    """How many articles there are, of whom and on what, and how many of them are reprints."""
    has = "have" if len(wanted.sources) + len(wanted.authors) > 1 else "has"
    found = f"{_many(len(articles))} {wanted.in_words(len(articles))}".strip()
    within = f" ({describe(scope)})" if describe(scope) else ""
    groups = archive.reprints({one.version for one in articles})
    again = sum(groups.get(one.version, (one.version,))[0] != one.version for one in articles)
    repeats = "repeats" if again == 1 else "repeat"
    reprints = f" Of these, {again} nearly {repeats} an earlier one." if again else ""
    return f"{wanted.whom or 'The archive'} {has} {found}{within}.{reprints}"


def _counted(text: str, cited: Sequence[EvidenceSentence]) -> DraftStatement:
    return DraftStatement(tuple(sentence.id for sentence in cited), text, is_counted=True)


def _of_article(one: Listed, by: str) -> str:
    source = f" ({one.source})" if one.source else ""
    return f"{_day(one)}: “{one.title or one.id}”{source}{by}."


def _of_source(first: Listed, count: int) -> str:
    told = (
        f"{first.source or 'Without a source'}: {_many(count)}{', the first' if count > 1 else ''}"
    )
    return f"{told} {f'on {_day(first)}' if first.day else 'without a date'}."


def _authors(cited: Sequence[EvidenceSentence]) -> str:
    authors = listed(cited[0].article.authors) if cited else ""
    return f", by {authors}" if authors else ", without a named author"


def _many(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"


def _day(one: Listed) -> str:
    return in_words(one.day) if one.day else "An unknown day"


def _none(archive: Archive, wanted: ArticleQuery, scope: Scope, shape: Shape) -> Evidence:
    reason, detail = _why_none(archive, wanted, scope)
    return Evidence(shape=shape, draft=Draft(reason=reason, detail=detail), author=WRITER)


def _why_none(archive: Archive, wanted: ArticleQuery, scope: Scope) -> tuple[Reason, str]:
    """A code and a sentence: the condition without which there are articles, the user's first."""
    if not has_articles(archive.catalogue, Scope()):
        return "empty-archive", refusals.EMPTY_ARCHIVE
    nothing = f"{wanted.whom or 'The archive'} has no article {wanted.in_words(1)}".strip()
    dates = read_dates(archive.catalogue, scope)
    reach = Days(dates.first, dates.last)
    if wanted.days and dates.first and not any(overlap(reach, days) for days in wanted.days):
        return "outside-dates", f"{nothing}: its articles were published {reach}."
    tries: list[tuple[Reason, str, ArticleQuery, Scope]] = [
        ("filters-too-narrow", f"without {describe(scope)}", wanted, scope.around),
        ("not-in-archive", "at other times", replace(wanted, days=()), scope),
        ("not-in-source", "others have", replace(wanted, sources=(), authors=()), scope),
    ]
    for reason, where, tried, within in tries:
        is_wider = (tried, within) != (wanted, scope)
        if is_wider and (found := find_articles(archive, tried, within)[1]):
            return reason, f"{nothing}; {where}, {_many(len(found))}."
    return "not-in-archive", f"{nothing}."
