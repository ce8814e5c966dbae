"""When to ask a server again: after failures later and later, and never before it wants to be."""

DAY = 86_400.0
_MOST = DAY
_MOST_WANTED = 30 * DAY  # of what a server asks for
_ENTRY = 3_600.0
_TRIES = 5  # of a page that cannot be read: over about four days
_REVISIT = 30 * DAY


def after_failures(failures: int, every: float, wanted: float | None) -> float:
    """Seconds until a feed is next: twice as long after each failure, up to a day.

    >>> [after_failures(n, 1800, None) / 60 for n in (1, 2, 7)], after_failures(1, 1800, 7200)
    ([30.0, 60.0, 1440.0], 7200)
    """
    return max(min(every * 2.0 ** min(failures - 1, 20), max(_MOST, every)), _at_most(wanted))


def entry_after_failures(failures: int, wanted: float | None) -> float | None:
    """The same for a page: after 1, 4, 16 and 64 hours, then None."""
    if failures >= _TRIES:
        return None
    return max(_ENTRY * 4.0 ** (failures - 1), _at_most(wanted))


def revisit(age: float) -> float:
    """Seconds until a page is looked at for changes: a day, and later as long as it is known.

    >>> revisit(0) / DAY, revisit(4 * DAY) / DAY
    (1.0, 4.0)
    """
    return min(max(DAY, age), _REVISIT)


def _at_most(wanted: float | None) -> float:
    return min(wanted or 0.0, _MOST_WANTED)
