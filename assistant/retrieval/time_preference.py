"""How near an article's day is to the time that a question is about: a preference, no filter.

That time is a period that the question names, or else the day of asking: most questions to a news
archive are about what is new.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from assistant.schema.query_plan import QueryPlan, Time
from assistant.text.date_ranges import Days, overlap
from index.catalog.bylines import Dates
from index.catalog.scope import Scope

_DAY = 86_400  # seconds
# Days after which a nearness has fallen to 1/e. Beyond about a year nothing is preferred, so an
# archive that ended long before the question is ranked by its words alone.
_DAYS, _MONTHS = 10, 100
_SHORT = 31  # days of a period that days, more than months, are counted from
# Days by which a new report on an event of long ago counts as further from it. Chosen by hand.
_LATER = 30


@dataclass(frozen=True, slots=True)
class TimePreference:
    """Unix seconds of the end of the day of asking, and of the period named, if it is over.

    `is_asked_for` if the question is about articles of those days: "this week", "the latest".
    `is_event` if the period is that of an event, which is reported on later, too.
    """

    asked: float
    first: float | None = None
    last: float | None = None
    is_asked_for: bool = False
    is_event: bool = False

    def nearness(self, published: Sequence[float | None]) -> NDArray[np.float64]:
        """`(len(published), 3)` from 0 to 1: by days, by months, by days if `is_asked_for`."""
        days = np.array([np.inf if one is None else self._distance(one) for one in published])
        near = np.exp(-days / _DAYS)
        return np.stack([near, np.exp(-days / _MONTHS), near * self.is_asked_for], axis=1)

    def _distance(self, published: float) -> float:
        """In days."""
        age = abs(self.asked - published) / _DAY
        if self.first is None or self.last is None:
            return age
        outside = max(self.first - published, published - self.last, 0) / _DAY
        return min(outside, _LATER + age) if self.is_event else outside

    def narrow(self, scope: Scope) -> Scope | None:
        """`scope` limited to the period named; None without one, or if `scope` excludes it."""
        if self.first is None or self.last is None:
            return None
        since, until = (datetime.fromtimestamp(one, UTC) for one in (self.first, self.last))
        since, until = max(since, scope.since or since), min(until, scope.until or until)
        return replace(scope, since=since, until=until) if since <= until else None


def preference_of(plan: QueryPlan, scope: Scope, known: Dates, now: datetime) -> TimePreference:
    """What `plan` prefers in an archive that has articles of the `known` days."""
    today = plan.asked_on or (scope.as_of or now).date()
    asked = datetime.combine(today, datetime.max.time(), UTC)
    asked = min(asked, scope.until or asked)
    is_latest = plan.latest or plan.intent == "latest"
    if is_latest and known.last:  # the newest there is, however long ago the archive ended
        asked = min(asked, datetime.combine(known.last, datetime.max.time(), UTC))
    # It names days on which articles were published: "this week", not "this year".
    names_days = any(one.use == "filter" and 0 < one.days.length <= _SHORT for one in plan.times)
    is_asked_for = is_latest or names_days
    plain = TimePreference(asked.timestamp(), is_asked_for=is_asked_for)
    if len(plan.times) != 1 or plan.parts:
        return plain
    since, until = _past(plan.times[0], known, today).bounds()
    if since is None or until is None:
        return plain
    is_event = plan.times[0].use == "prefer"
    return replace(plain, first=since.timestamp(), last=until.timestamp(), is_event=is_event)


def _past(time: Time, known: Dates, today: date) -> Days:
    """The days of `time`, and those after it for reports, if it is over; else open days.

    Open, too, where no article is of those days, because the archive began later or had ended.
    """
    days, reach = time.widened, Days(known.first, known.last)
    is_over = time.days.last is not None and time.days.last < today
    if not is_over or known.first is None or not overlap(days, reach):
        return Days(None, None)
    return Days(days.first or known.first, days.last)
