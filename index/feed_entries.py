"""The entries of a watched feed: those that are due are read, each in the way of a visitor.

A page is asked for when its entry is new or has changed in the feed, after a failure, and now and
then while the entry is in the feed; then only for what has changed. Needs the extra `formats`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from index import backoff
from index.catalog.subscriptions import Subscription, Visit
from index.clock import Clock
from index.models import Article, Problem
from index.readers.addresses import with_source
from index.readers.base import reason_of
from index.readers.web import Access
from index.readers.web.feeds import Entry
from index.readers.web.fetcher import NOTHING_KNOWN, RefusedError, Validators
from index.readers.web.reader import linked_articles, linked_page, own_text

_BUSY = (429, 503)
_BUSY_WAIT = 900.0  # seconds, where a busy server does not say how long


@dataclass(slots=True)
class Reading:
    """What reading the entries of a feed gave; it `is_complete` if none was left for later."""

    found: list[Article | Problem] = field(default_factory=list)
    visited: list[Visit] = field(default_factory=list)
    is_complete: bool = True


class BusyHosts:
    """The hosts that have asked for a pause."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def note(self, address: str, error: Exception, now: float) -> None:
        """Leaves the host alone for a while if it answered that it is busy."""
        if isinstance(error, RefusedError) and error.status in _BUSY:
            wait = _BUSY_WAIT if error.wait is None else error.wait
            self._until[urlsplit(address).netloc] = now + wait

    def until(self, address: str | None) -> float:
        """The time (Unix seconds) from which the host may be asked; 0 for any."""
        return self._until.get(urlsplit(address or "").netloc, 0.0)


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads the entries of feeds; `sources` names sources by host."""

    access: Access
    clock: Clock
    busy: BusyHosts
    sources: Mapping[str, str]

    def read(self, entries: Sequence[Entry], visits: Mapping[str, Visit]) -> Reading:
        """What the pages of those entries hold that are new, have changed or are due."""
        reading = Reading()
        for entry in entries:
            known, now = visits.get(entry.name), self.clock.now().timestamp()
            is_same = known is not None and known.digest == entry.digest
            if known and is_same and not is_due(known, now):
                reading.visited.append(known)
            elif self.busy.until(entry.link) > now:
                reading.is_complete = False
                reading.visited += [known] if known else []
            else:
                found, visit = self._visit(entry, known, now)
                reading.found += [
                    with_source(one, self.sources) if isinstance(one, Article) else one
                    for one in found
                ]
                reading.visited.append(visit)
        return reading

    def _visit(
        self, entry: Entry, known: Visit | None, now: float
    ) -> tuple[list[Article | Problem], Visit]:
        visit = Visit(entry.name, entry.digest, first=now)
        if known:  # what is known of its page stays known where asking for it fails
            visit = replace(known, digest=entry.digest, due=None, failures=0)
        try:
            page = linked_page(entry, self.access, validators_of(known), is_patient=False)
            found = [] if page.is_unchanged else linked_articles(entry, page)
        except Exception as error:  # the other entries are still read
            self.busy.note(entry.link or "", error, now)
            failed = self._failed(visit, known, error, now)
            # Without a page there is nothing to ask for again.
            return self._instead(entry, visit, reason_of(error)), failed if entry.link else visit
        due = now + backoff.revisit(now - visit.first)
        given = page.validators
        return found, replace(
            visit, page=given.address, etag=given.etag, modified=given.modified, due=due
        )

    def _instead(self, entry: Entry, visit: Visit, words: str) -> list[Article | Problem]:
        """The text in the feed, in place of a page that has never been read."""
        if entry.link and visit.page:
            return [Problem(entry.link, words)]
        return list(own_text(entry, words))

    def _failed(self, visit: Visit, known: Visit | None, error: Exception, now: float) -> Visit:
        before = known.failures if known and known.digest == visit.digest else 0
        wanted = error.wait if isinstance(error, RefusedError) else None
        wait = backoff.entry_after_failures(before + 1, wanted)
        return replace(visit, due=None if wait is None else now + wait, failures=before + 1)


def is_due(visit: Visit, now: float) -> bool:
    """Whether the page of an entry is to be asked for again, although the feed says nothing new."""
    return visit.due is not None and visit.due <= now


def validators_of(known: Subscription | Visit | None) -> Validators:
    """What a server gave to ask whether a page or feed has changed."""
    return Validators(known.page, known.etag, known.modified) if known else NOTHING_KNOWN
