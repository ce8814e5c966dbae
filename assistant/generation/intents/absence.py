"""Why the catalogue has no article that is wanted: which of the conditions leaves nothing."""

from dataclasses import replace

from assistant.generation.intents.article_lists import find_wanted, many
from assistant.retrieval.relaxation import describe
from assistant.schema.answer import Reason
from assistant.schema.query_plan import ArticleQuery, listed
from assistant.text import refusals
from assistant.text.date_ranges import Days, overlap
from index.archive import Archive
from index.catalog.bylines import has_articles, read_dates
from index.catalog.scope import Scope


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
