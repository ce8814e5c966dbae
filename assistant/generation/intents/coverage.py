"""How many articles there are on something, which, by which sources, and who was first.

Counted in the catalogue, never by a model; each count is cited by sentences.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from assistant.generation.intents.article_lists import (
    WRITER,
    cite,
    counted,
    find_wanted,
    many,
    reprints_among,
    told_day,
    told_reprints,
    why_none,
    within_words,
)
from assistant.generation.intents.context import IntentContext
from assistant.schema.answer import Reason, Shape
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import Evidence, EvidenceSentence
from assistant.schema.query_plan import (
    ArticleQuery,
    CountIntent,
    CoverageIntent,
    CoverageOf,
    QueryPlan,
    Topic,
    listed,
)
from assistant.schema.question import Question
from assistant.text import refusals
from assistant.text.words import content_stems, share_of
from index.archive import Archive
from index.catalog.phrases import Listed
from index.catalog.scope import Scope

_SOURCES, _ARTICLES, _NEWEST = 12, 20, 5  # a line each; the others are counted
_CITED = 10  # articles of a count


def prepare_count(
    intent: CountIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence:
    """The count as a statement; of none, an abstention that says so."""
    archive, scope = context.archive, question.scope
    wanted, articles = find_wanted(archive, intent.wanted, scope)
    understood = f"a count of articles {wanted.in_words()}".strip()
    if not articles:
        return _none("count", understood, why_none(archive, intent.wanted, scope))
    cited = cite(archive, question.standalone, articles[:_CITED], wanted.topic)
    text = _head(wanted, articles, scope)
    if len(articles) > len(cited):
        text += f" The first {len(cited)} of them are cited."
    text += told_reprints(reprints_among(archive, articles))
    return _told("count", understood, [counted(text, list(cited.values()))], cited.values())


def prepare_coverage(
    intent: CoverageIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence:
    """Counted statements, or an abstention that says what there is none of."""
    archive, what = context.archive, intent.what
    wanted, articles = find_wanted(archive, intent.wanted, question.scope)
    understood = f"{what} of the coverage: articles {wanted.in_words()}"
    if what == "authors":
        articles = _best_titled(wanted.topic, articles)
    dated = [one for one in articles if one.day]
    if not articles:
        return _none("coverage", understood, why_none(archive, intent.wanted, question.scope))
    if what in ("first", "last") and not dated:
        found = f"{many(len(articles))} {wanted.in_words(len(articles))}"
        detail = refusals.NONE_DATED.format(found)
        return _none("coverage", understood, ("insufficient-evidence", detail))
    if what == "sources":
        statements, cited = _by_source(question, archive, wanted, articles)
    elif what in ("articles", "authors", "newest"):
        statements, cited = _one_by_one(question, archive, wanted, articles, what)
    else:
        one = dated[0] if what == "first" else dated[-1]
        statements, cited = _at_one_end(question, archive, wanted, (one, articles), what)
    return _told("coverage", understood, statements, cited)


def _none(shape: Shape, understood: str, why: tuple[Reason, str]) -> Evidence:
    draft = Draft(reason=why[0], detail=why[1])
    return Evidence(shape=shape, understood=(understood,), draft=draft, author=WRITER)


def _told(
    shape: Shape,
    understood: str,
    statements: Sequence[DraftStatement],
    cited: Iterable[EvidenceSentence],
) -> Evidence:
    return Evidence(
        sentences=list(cited),
        shape=shape,
        understood=(understood,),
        draft=Draft(tuple(statements)),
        author=WRITER,
    )


def _head(wanted: ArticleQuery, articles: Sequence[Listed], scope: Scope) -> str:
    """How many articles there are, of whom and on what."""
    has = "have" if len(wanted.sources) + len(wanted.authors) > 1 else "has"
    found = f"{many(len(articles))} {wanted.in_words(len(articles))}".strip()
    return f"{wanted.whom or 'The archive'} {has} {found}{within_words(scope)}."


Told = tuple[list[DraftStatement], list[EvidenceSentence]]


def _best_titled(topic: Topic, articles: Sequence[Listed]) -> list[Listed]:
    """Those whose titles say most of the topic: who asks for an author means one article."""
    wanted = content_stems(" ".join(topic.phrases))
    shares = [share_of(wanted, one.title or "") for one in articles]
    return [one for one, share in zip(articles, shares, strict=True) if share == max(shares)]


def _by_source(
    question: Question, archive: Archive, wanted: ArticleQuery, articles: Sequence[Listed]
) -> Told:
    """A line for each source, the ones with most articles first."""
    of: dict[str, list[Listed]] = {}
    for one in articles:
        of.setdefault(one.source or "", []).append(one)
    named = sorted(
        (source for source in of if source), key=lambda source: (-len(of[source]), source)
    )
    shown = named[:_SOURCES]
    firsts = [of[source][0] for source in shown] or [articles[0]]
    cited = cite(archive, question.standalone, firsts, wanted.topic)
    head = f"{len(named)} source{'' if len(named) == 1 else 's'} of the archive"
    head += f" {'has' if len(named) == 1 else 'have'} {many(len(articles) - len(of.get('', [])))}"
    head += f" {wanted.in_words(len(articles))}{within_words(question.scope)}."
    if "" in of:
        head += f" {_more(len(of['']))} no source."
    if len(named) > len(shown):
        head += f" The {len(shown)} with most are listed."
    head += told_reprints(reprints_among(archive, articles))
    statements = [counted(head, list(cited.values()))]
    for source in shown:
        own = [cited[of[source][0].id]] if of[source][0].id in cited else []
        first = ", the first" if len(of[source]) > 1 else ""
        statements.append(
            counted(f"{source}: {many(len(of[source]))}{first} {told_day(of[source][0])}.", own)
        )
    return statements, list(cited.values())


def _one_by_one(
    question: Question,
    archive: Archive,
    wanted: ArticleQuery,
    articles: Sequence[Listed],
    what: CoverageOf,
) -> Told:
    """A line for each article, the newest first; with authors where they are asked for."""
    newest = sorted(articles, key=lambda one: one.day or date.min, reverse=True)
    if len(newest) > _ARTICLES and what == "articles":
        titled = {one.id for one in _best_titled(wanted.topic, newest)}
        newest.sort(key=lambda one: one.id not in titled)
    shown = newest[: _NEWEST if what == "newest" else _ARTICLES]
    cited = cite(archive, question.standalone, shown, wanted.topic)
    head = _head(wanted, articles, question.scope)
    if len(articles) > len(shown):
        told = {"articles": f"{len(shown)} are listed, those with it in the title first"}
        head += f" {told.get(what, f'The newest {len(shown)} are listed')}."
    if what != "newest":
        head += told_reprints(reprints_among(archive, articles))
    statements = [counted(head, list(cited.values()))]
    for one in shown:
        own = [cited[one.id]] if one.id in cited else []
        by = _authors(own) if what == "authors" else ""
        source = f" ({one.source})" if one.source else ""
        statements.append(counted(f"{_day(one)}: “{one.title or one.id}”{source}{by}.", own))
    return statements, list(cited.values())


def _authors(cited: Sequence[EvidenceSentence]) -> str:
    authors = listed(cited[0].article.authors) if cited else ""
    return f", by {authors}" if authors else ", without a named author"


def _at_one_end(
    question: Question,
    archive: Archive,
    wanted: ArticleQuery,
    found: tuple[Listed, Sequence[Listed]],
    what: CoverageOf,
) -> Told:
    """The first article, or the last one."""
    one, articles = found
    cited = cite(archive, question.standalone, [one], wanted.topic)
    same = [other for other in articles if other.day == one.day and other.id != one.id]
    head = f"{one.source or 'An article without a source'} {what} {_says(wanted.topic)}"
    head += f" {told_day(one)}, in “{one.title or one.id}”{within_words(question.scope)}."
    others = sorted({other.source for other in same if other.source and other.source != one.source})
    if others:
        head += f" On the same day also: {', '.join(others)}."
    undated = sum(other.day is None for other in articles)
    if undated:
        head += f" {_more(undated)} no date."
    return [counted(head, list(cited.values()))], list(cited.values())


def _says(topic: Topic) -> str:
    return topic.in_words().replace("say ", "said ", 1) + " in an article of the archive"


def _more(count: int) -> str:
    return f"{many(count).replace(' ', ' more ')} {'has' if count == 1 else 'have'}"


def _day(one: Listed) -> str:
    day = told_day(one).removeprefix("on ")
    return day[0].upper() + day[1:]
