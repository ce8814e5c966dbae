"""Watches feeds: asks each when it is due, and indexes the entries that are new or have changed.

What is remembered is in the catalogue, so that a watch goes on where it was after a restart. Needs
the extra `formats`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from index import article_identity, backoff
from index.archive import Archive
from index.catalog import subscriptions
from index.catalog.subscriptions import Subscription, Visit
from index.errors import ArchiveError
from index.feed_entries import BusyHosts, EntryReader, is_due, validators_of
from index.models import Article, Finished, Problem
from index.pipeline import index
from index.readers.base import UnreadableError, reason_of
from index.readers.web import Access
from index.readers.web.feeds import is_feed
from index.readers.web.fetcher import NOTHING_KNOWN, Page, RefusedError, fetch
from index.readers.web.reader import entries_in

_NAP = 60.0  # seconds at most, after which new subscriptions are seen
_WAIT = 600.0  # seconds for another writer
_GONE = 410

Kind = Literal["new", "updated", "problem", "moved"]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened with an entry or with a feed; `words` are its title, or what went wrong."""

    moment: datetime
    kind: Kind
    feed: str
    address: str
    words: str


class FeedWatcher:
    """Checks the subscriptions of an archive, at intervals; `log` is called for each event."""

    def __init__(
        self,
        archive: Archive,
        access: Access,
        log: Callable[[Event], None] = lambda _: None,
        every: float = 1800.0,
        sources: Mapping[str, str] | None = None,
    ) -> None:
        self._archive, self._access, self._log, self._every = archive, access, log, every
        self._clock, self._busy = archive.clock, BusyHosts()
        self._entries = EntryReader(access, self._clock, self._busy, sources or {})

    def watch(self) -> None:
        """Checks each feed when it is due, until an exception ends it.

        Raises `ArchiveError` if another process watches for this archive.
        """
        with _one_watch(self._archive.folder):
            while True:
                for feed in self._due():
                    self._check(feed)
                dues = [feed.due for feed in self._feeds()]
                left = min(dues, default=float("inf")) - self._now()
                self._clock.sleep(min(max(left, 1.0), _NAP))

    def check_once(self) -> None:
        """Checks every feed once, but those that wait after a failure."""
        with _one_watch(self._archive.folder):
            now = self._now()
            for feed in self._feeds():
                if feed.due <= now or not feed.failures:
                    self._check(feed)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _feeds(self) -> list[Subscription]:
        return subscriptions.subscriptions(self._archive.catalogue)

    def _due(self) -> list[Subscription]:
        now = self._now()
        return sorted((s for s in self._feeds() if s.due <= now), key=lambda s: s.due)

    def _tell(self, kind: Kind, feed: Subscription, address: str, words: str) -> None:
        self._log(Event(self._clock.now(), kind, feed.title, address, words))

    def _check(self, feed: Subscription) -> None:
        self._access.robots.clear()  # a watch lasts longer than their rules
        try:
            self._read(feed)
        except Exception as error:  # one feed must not end the watch of the others
            self._fail(feed, error)

    def _read(self, feed: Subscription) -> None:
        catalogue, now = self._archive.catalogue, self._now()
        if (until := self._busy.until(feed.address)) > now:
            subscriptions.record(catalogue, replace(feed, due=until))
            return
        visits = subscriptions.visits(catalogue, feed.key)
        # With an entry due, the feed is needed whether it has changed or not.
        any_due = any(is_due(visit, now) for visit in visits.values())
        known = NOTHING_KNOWN if any_due else validators_of(feed)
        page = fetch(feed.address, self._access, known, is_patient=False)
        if not (page.is_unchanged or is_feed(page)):
            raise UnreadableError("no longer a feed")
        state = replace(feed, checked=now, due=now + self._every, failures=0, problem=None)
        state = self._moved(state, page)
        if page.is_unchanged:
            subscriptions.record(catalogue, state)
        else:
            self._read_entries(state, page, visits)

    def _moved(self, feed: Subscription, page: Page) -> Subscription:
        if page.moved_to is None or page.moved_to == feed.address:
            return feed
        self._tell("moved", feed, feed.address, f"to {page.moved_to}")
        return replace(feed, address=page.moved_to)

    def _read_entries(self, feed: Subscription, page: Page, visits: Mapping[str, Visit]) -> None:
        entries = entries_in(page, self._access)[: self._access.most_entries]
        reading = self._entries.read(entries, visits)
        told = self._states(reading.found)
        if told:
            index(self._archive, [*reading.found, Finished(feed.address, "")], wait=_WAIT)
        given = page.validators if reading.is_complete else NOTHING_KNOWN
        state = replace(feed, page=given.address, etag=given.etag, modified=given.modified)
        subscriptions.record(self._archive.catalogue, state, reading.visited)
        for found in reading.found:
            if isinstance(found, Problem):
                self._tell("problem", feed, found.place, found.reason)
        for kind, article in told:
            title = article.title or article.text.partition("\n")[0][:80]
            self._tell(kind, feed, article.url or article.id, title)

    def _states(self, found: Sequence[Article | Problem]) -> list[tuple[Kind, Article]]:
        """The articles that indexing will add, and whether they are new."""
        claims, told = article_identity.Claims(), list[tuple[Kind, Article]]()
        for one in found:
            if isinstance(one, Article):
                article = article_identity.identified(self._archive.catalogue, one, claims)
                state = article_identity.state(self._archive.catalogue, article)
                if state != "unchanged":
                    told.append(("new" if state == "new" else "updated", article))
        return told

    def _fail(self, feed: Subscription, error: Exception) -> None:
        now, refused = self._now(), error if isinstance(error, RefusedError) else None
        words = reason_of(error)
        if refused and refused.status == _GONE:
            words += f"; end it with `assistant subscriptions --remove {feed.address}`"
        self._busy.note(feed.address, error, now)
        failures = feed.failures + 1
        wait = backoff.after_failures(failures, self._every, refused.wait if refused else None)
        state = replace(feed, checked=now, due=now + wait, failures=failures, problem=words)
        subscriptions.record(self._archive.catalogue, state)
        self._tell("problem", feed, feed.address, words)


@contextmanager
def _one_watch(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / "watch.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise ArchiveError(
            "another `assistant watch` runs for this archive; stop it before you start one here"
        ) from None
    try:
        yield
    finally:
        lock.release()
