"""Relaxes a plan's filters: one that matches no article is dropped, and a note says so.

Only filters read from the question are dropped, never those that the user set.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from assistant.schema.query_plan import QueryPlan, Time
from assistant.text.date_ranges import in_words
from assistant.text.dates import impossible_dates
from assistant.text.refusals import NO_SUCH_DAY, UNKNOWN_PUBLISHER
from index.archive import Archive
from index.catalog.bylines import articles_by, count_changed, has_articles
from index.catalog.scope import Scope

_MOST_ARTICLES = 500  # of an author: a query to Chroma lists their ids


@dataclass(frozen=True, slots=True)
class RelaxedScope:
    """A scope with those filters of a question that match articles; `dropped` tells the others.

    `time` is the filter on the time of publication. It is not part of `scope`, because articles
    without a date are searched, too.
    """

    scope: Scope
    time: Time | None = None
    dropped: tuple[str, ...] = ()


def relax(archive: Archive, plan: QueryPlan, given: Scope) -> RelaxedScope:
    """The narrowest scope within `given` that has an article: drops the time, then the names.

    A time that is only preferred is in no scope, but that nothing is of that time is told, too.
    """
    time = publication_time(plan)
    named = named_scope(archive, plan, given)
    tries = [(named, time), (named, None), (given, time), (given, None)]
    for scope, within in tries:
        narrowed = within_time(scope, within)
        if narrowed is not None and has_articles(archive.catalogue, narrowed):
            dropped = _dropped(plan, scope, named, time, within)
            is_filter = False  # articles of other days are left out: "published in May"
            if within is not None:
                is_open = within.days.first is None or within.days.last is None  # "since May"
                is_filter = is_open or not (within.is_relative or plan.by_model)
            return RelaxedScope(scope, within if is_filter else None, dropped)
    return RelaxedScope(given)  # the user's own filters match nothing


def within_time(scope: Scope, time: Time | None) -> Scope | None:
    """`scope` limited to the widened days of `time`; None if the user's own days exclude them."""
    if time is None:
        return scope
    since, until = time.widened.bounds()
    since = max(filter(None, (since, scope.since)), default=None)
    until = min(filter(None, (until, scope.until)), default=None)
    if since and until and since > until:
        return None
    return replace(scope, since=since, until=until)


def describe(scope: Scope) -> str:
    """A scope in words: "from Northern Ledger, published since 1 May 2024"."""
    parts = [f"from {' or '.join(scope.sources)}"] if scope.sources else []
    parts += [f"by {' or '.join(scope.authors)}"] if scope.authors else []
    parts += [f"in {' or '.join(scope.languages)}"] if scope.languages else []
    bounds = ("published since", scope.since), ("published until", scope.until)
    parts += [f"{word} {_day(moment)}" for word, moment in bounds if moment]
    parts += [f"known by {_day(scope.as_of)}"] if scope.as_of else []
    return ", ".join(parts)


def tell_hidden(archive: Archive, scope: Scope) -> tuple[str, ...]:
    """A note if articles are hidden because they changed after `as_of`; else nothing."""
    count = count_changed(archive.catalogue, scope)
    if not count or scope.as_of is None:
        return ()
    them = "1 article that was" if count == 1 else f"{count:,} articles that were"
    are, they = ("is", "it") if count == 1 else ("are", "they")
    return (
        f"{them} out by {_day(scope.as_of)} {are} hidden: {they} changed later, and only current"
        " versions are searched.",
    )


def tell_missing(plan: QueryPlan) -> tuple[str, ...]:
    """What the question names and nobody has: publishers that the archive lacks, and days."""
    days = (NO_SUCH_DAY.format(words) for words in impossible_dates(plan.question))
    names = " and ".join(mention.name for mention in plan.missing)
    them = "that name" if len(plan.missing) == 1 else "those names"
    return (*([UNKNOWN_PUBLISHER.format(names=names, them=them)] if names else ()), *days)


def publication_time(plan: QueryPlan) -> Time | None:
    """The plan's only time, if articles were published then; None if a part has its own."""
    times = plan.times
    if any(part.time for part in plan.parts):
        return None
    return times[0] if len(times) == 1 and times[0].use == "filter" else None


def named_scope(archive: Archive, plan: QueryPlan, given: Scope) -> Scope:
    """`given`, limited to the question's sources and authors that the user's filter allows."""
    scope = given
    allowed = [s for s in plan.sources if not given.sources or s in given.sources]
    if allowed:
        scope = replace(scope, sources=tuple(allowed))
    if plan.authors:
        by = articles_by(archive.catalogue, plan.authors, scope, _MOST_ARTICLES)
        scope = replace(scope, articles=by) if by else scope
    return scope


def _dropped(
    plan: QueryPlan, scope: Scope, named: Scope, time: Time | None, within: Time | None
) -> tuple[str, ...]:
    whom = ", ".join((*plan.sources, *plan.authors))
    dropped = []
    if time is not None and within is None:
        by = f" from {whom}" if whom and scope == named else ""
        when = f"published {time.days} (“{time.text}”)"
        dropped.append(f"Nothing{by} in the archive was {when}: all times were searched.")
    if scope != named:
        dropped.append(f"Nothing from {whom} matches the filters: all sources were searched.")
    return tuple(dropped)


def _day(moment: datetime) -> str:
    return in_words(moment.date())
