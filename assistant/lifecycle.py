"""Archive lifecycle: opening, indexing, re-embedding and closing."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from assistant.builder import recorder_of
from assistant.llm.chat_models import name_of
from assistant.run import Observer
from assistant.settings import load_settings
from index.archive import Archive
from index.catalog.catalogue import open_catalogue
from index.embedders import DEFAULT, load_embedder
from index.errors import ArchiveError
from index.extras import require

if TYPE_CHECKING:
    from index.catalog.subscriptions import Subscription
    from index.dry_run import Plan, VectorPlan
    from index.feed_watcher import Event
    from index.models import Input, Problem, Reading
    from index.pipeline import Summary


class ArchiveLifecycle:
    """Opens, indexes and closes the archive in the settings. A context manager."""

    def __init__(self, path: str | Path | None = None, **settings: Any) -> None:
        if settings.get("llm") is not None:
            settings["llm"] = name_of(settings["llm"])
        self.settings = load_settings(archive=path, **settings)
        self._opening = threading.RLock()
        self._archive: Archive | None = None
        self._recorder = recorder_of(self.settings)
        self.observers: list[Observer] = []  # notified of each question that is asked

    @property
    def archive(self) -> Archive:
        """The archive, opened on first use; raises `ArchiveError` if nothing is indexed."""
        with self._opening:
            if self._archive is None:
                self._archive = Archive.open(
                    self.settings.archive,
                    progress=_moving,
                    chroma_key=self.settings.chroma_key,
                    database=self.settings.database_address,
                )
            return self._archive

    def index(
        self,
        paths: Sequence[str | Path],
        progress: Callable[[int], None] = lambda _: None,
        *,
        prune: bool = False,
        wait: float = 0,
        allow_private: bool = False,
        workers: int | None = None,
        cluster: str | None = None,
    ) -> "Summary":
        """Index files, folders and web addresses; the archive is created if needed.

        `prune` removes articles whose files are gone from those folders. `wait` is the time in
        seconds to wait for another writer. `allow_private` allows addresses in private networks.
        `workers` is the number of processes that embed (default: 1 on up to two cores, else one
        per core); `cluster` is the address of a Dask scheduler whose workers embed instead.
        `progress` is called with the kilobytes read. The summary lists what could not be read.
        """
        from index.pipeline import index

        archive = self._create()
        roots = [Path(path) for path in paths if prune and Path(path).is_dir()]
        readings = _readings(archive, paths, allow_private, self.settings.sources, progress)
        return index(archive, readings, prune=roots, wait=wait, workers=workers, cluster=cluster)

    def _create(self) -> Archive:
        """The archive, made if there is none."""
        with self._opening:
            if self._archive is None:
                settings = self.settings
                self._archive = Archive.create(
                    settings.archive,
                    settings.embedder,
                    settings.chroma_address,
                    _moving,
                    settings.chroma_key,
                    settings.database_address,
                )
            return self._archive

    @property
    def subscriptions(self) -> "list[Subscription]":
        """The feeds that `watch` reads."""
        from index.catalog.subscriptions import subscriptions

        return subscriptions(self.archive.catalogue)

    def subscribe(
        self, *feeds: str | Path, allow_private: bool = False
    ) -> "tuple[list[str], list[Problem]]":
        """Subscribe to feeds by address, or by OPML files; the archive is created if needed.

        Returns the new addresses, and the entries of an OPML file that are not feeds. Raises
        `ArchiveError` if an address leads to no feed.
        """
        from index.catalog.subscriptions import subscribe
        from index.models import Problem
        from index.readers.web import Access

        feeds_at = require("formats", "index.feed_subscriber").feeds_at
        access = Access(allow_private=allow_private)
        found = [one for feed in feeds for one in feeds_at(feed, access)]
        wrong = [one for one in found if isinstance(one, Problem)]
        known = {one[0]: one[1] for one in found if not isinstance(one, Problem)}
        return subscribe(self._create().catalogue, known), wrong

    def unsubscribe(self, address: str) -> None:
        """End a subscription; its articles stay. Raises `ArchiveError` if there is none."""
        from index.catalog.subscriptions import unsubscribe

        if not unsubscribe(self.archive.catalogue, address):
            raise ArchiveError(f"no subscription to {address}; see `assistant subscriptions`")

    def watch(
        self,
        log: "Callable[[Event], None]" = lambda _: None,
        *,
        every: float = 1800.0,
        once: bool = False,
        allow_private: bool = False,
    ) -> None:
        """Index what is new in the subscribed feeds, every so many seconds, or `once`.

        `log` is called for each entry that is new, has changed or cannot be read.
        """
        from index.readers.web import Access

        feed_watcher = require("formats", "index.feed_watcher")
        access = Access(allow_private=allow_private)
        watcher = feed_watcher.FeedWatcher(self.archive, access, log, every, self.settings.sources)
        if not self.subscriptions:
            raise ArchiveError("nothing to watch; first `assistant subscribe ADDRESS`")
        if once:
            watcher.check_once()
        else:
            watcher.watch()

    def plan(self, paths: Sequence[str | Path], *, allow_private: bool = False) -> "Plan":
        """What `index` would do and what its embedder would cost; changes nothing."""
        from index.dry_run import plan

        catalogue = open_catalogue(self.settings.archive, self.settings.database_address)
        with closing(catalogue):
            archive = self.archive if catalogue.is_laid_out else None
        if archive:
            archive.check_made_with(self.settings.embedder, self.settings.chroma_address)
            embedder = archive.catalogue.fact("embedder")
        else:
            embedder = load_embedder(self.settings.embedder or DEFAULT).name
        return plan(
            archive, embedder, _readings(archive, paths, allow_private, self.settings.sources)
        )

    def plan_re_embed(self) -> "VectorPlan":
        """What `re_embed` would embed and what that would cost; changes nothing."""
        from index.dry_run import plan_vectors

        embedder = self.settings.embedder or self.archive.catalogue.fact("embedder")
        return plan_vectors(self.archive, load_embedder(embedder))

    def re_embed(self, *, wait: float = 0, progress: Callable[[int], None] = lambda _: None) -> int:
        """Compute all vectors again with the embedder and Chroma server of the settings.

        The old vectors are used until all new ones are stored. Returns the number of vectors.
        """
        from index.embedder_change import re_embed

        settings = self.settings
        return re_embed(
            self.archive, settings.embedder, settings.chroma_address, wait=wait, progress=progress
        )

    def close(self) -> None:
        """Close the archive."""
        with self._opening:
            if self._archive is not None:
                self._archive.close()
            self._recorder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _readings(
    archive: Archive | None,
    paths: Sequence[str | Path],
    allow_private: bool,
    sources: Mapping[str, str],
    progress: Callable[[int], None] = lambda _: None,
) -> "Iterator[Reading]":
    """The articles in `paths`, without files that are unchanged in the archive."""
    from index.catalog.inputs import is_known
    from index.readers import read_inputs
    from index.readers.web import Access

    def known(found: "Input") -> bool:
        return archive is not None and is_known(archive.catalogue, found.place, found.stamp)

    return read_inputs(paths, progress, known, Access(allow_private=allow_private), sources)


def _moving(vectors: int) -> AbstractContextManager[Callable[[int], None]]:
    """Shows how an archive of an earlier version is brought up to this one's layout."""
    from assistant.render.progress import counting

    return counting("Updating the archive", vectors, "vectors")
