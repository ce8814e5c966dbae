"""Where an indexing run embeds: in this process, in several others, or on a Dask cluster.

A vector is the same wherever it is made. Only one process writes the archive: workers are given
texts and give vectors, so that none of them can lose or double anything.
"""

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from typing import NamedTuple, Self

from index.catalog.embeddings import Embedded, Passage, embed_chunks
from index.embedders import Embedder, load_embedder
from index.errors import ArchiveError, in_short
from index.extras import require
from index.process_pool import ProcessPool

# Chunks embedded here before processes are started: these take as long to load (a second each).
BEFORE_PROCESSES = 512
# Chunks sent together: a third of a second of work.
_TOGETHER = 32
# The same by this process, which has a thread a core: half a second that Ctrl-C waits for.
_TOGETHER_HERE = 96
_SECONDS_FOR_CLUSTER = 20


class Made(NamedTuple):
    """The vectors of some chunks, and the seconds that they took."""

    vectors: list[Embedded]
    seconds: float


def uses_processor(embedder: Embedder) -> bool:
    """Whether it computes on this machine, so that several processes are faster than one."""
    return getattr(embedder, "uses_processor", False)


def is_stop(error: BaseException | None) -> bool:
    """Whether somebody has asked the program to end, as with Ctrl-C."""
    return error is not None and not isinstance(error, Exception)


class Workers:
    """Embeds beside whoever submits; a context manager.

    `load` gives the embedder when it is first needed. `count` is how many processes there may be
    (1: none but this one; None: that, or one a core of more than two), `cluster` the address of a
    Dask scheduler instead. Embedders that ask a server stay in this process, as does a run
    of a few articles.
    """

    def __init__(
        self, load: Callable[[], Embedder], count: int | None = None, cluster: str | None = None
    ) -> None:
        self.seconds = 0.0  # spent in the embedder, added up over all workers
        self._load = load
        self._count = count or _best_count()
        self._cluster = cluster
        self._submitted = 0
        self._apart: Executor | None = None
        self._kill: Callable[[], None] = lambda: None
        self._open = ExitStack()
        self._here = self._opened(ThreadPoolExecutor(1, "embedding"))

    def submit(self, passages: Sequence[Passage]) -> "Vectors":
        """Has `passages` embedded; the vectors can be waited for."""
        if not passages:
            return Vectors(self, [], [])
        embedder = self._load()
        executor = self._executor(embedder)
        self._submitted += len(passages)
        # Of like length together, which saves padding, and the longest first: all end together.
        order = sorted(range(len(passages)), key=lambda place: -len(passages[place].text))
        work: Callable[[list[Passage]], Made]
        if executor:
            size, work = _TOGETHER, partial(embed_as, embedder.name, embedder.identity)
        else:
            size = _TOGETHER_HERE if uses_processor(embedder) else len(order)
            work = partial(_embed, embedder)
        parts = [order[i : i + size] for i in range(0, len(order), size)]
        submit = (executor or self._here).submit
        return Vectors(self, parts, [submit(work, [passages[n] for n in part]) for part in parts])

    def _executor(self, embedder: Embedder) -> Executor | None:
        if self._apart is None and self._cluster is None:
            is_worthwhile = self._count > 1 and self._submitted >= BEFORE_PROCESSES
            if is_worthwhile and uses_processor(embedder):
                pool = ProcessPool(self._count)
                self._apart, self._kill = self._opened(pool), pool.kill
        return self._apart

    def _opened(self, executor: Executor) -> Executor:
        """`executor`, of which at the end nothing is awaited but what is being done."""
        self._open.callback(executor.shutdown, cancel_futures=True)
        return executor

    def wait(self, made: Future[Made]) -> list[Embedded]:
        """The vectors, once they are made; any error of a cluster becomes `ArchiveError`."""
        try:
            vectors, seconds = made.result()
        except Exception as error:
            if self._cluster is None or isinstance(error, ArchiveError):
                raise
            told = in_short(error, 300)
            raise ArchiveError(f"the cluster at {self._cluster} could not embed: {told}") from error
        self.seconds += seconds
        return vectors

    def __enter__(self) -> Self:
        if self._cluster:
            if not uses_processor(self._load()):
                raise ArchiveError(
                    f"--cluster has no effect with {self._load().name}; leave it out"
                )
            self._apart = self._open.enter_context(_connected(self._cluster))
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if is_stop(error):
            self._kill()
        self._open.close()


class Vectors:
    """The vectors of submitted chunks: each future makes those of one of the `parts`."""

    def __init__(
        self, workers: Workers, parts: Sequence[Sequence[int]], made: Sequence[Future[Made]]
    ) -> None:
        self._workers, self._parts, self._made = workers, parts, made

    def result(self) -> list[Embedded]:
        """Waits; gives them in the order of the chunks."""
        found: dict[int, Embedded] = {}
        for part, future in zip(self._parts, self._made, strict=True):
            found.update(zip(part, self._workers.wait(future), strict=True))
        return [found[place] for place in range(len(found))]


def embed_as(name: str, identity: str, passages: Sequence[Passage]) -> Made:
    """The vectors by the embedder of that name, in a worker: one thread, loaded once."""
    return _embed(_loaded(name, identity), passages)


@cache
def _loaded(name: str, identity: str) -> Embedder:
    embedder = load_embedder(name)
    if embedder.identity != identity:
        raise ArchiveError(
            f"a worker has the embedder {embedder.identity}, but the archive has {identity}"
        )
    if hasattr(embedder, "threads"):
        embedder.threads = 1
    return embedder


def _embed(embedder: Embedder, passages: Sequence[Passage]) -> Made:
    started = time.perf_counter()
    vectors = embed_chunks(embedder, passages)
    return Made(vectors, time.perf_counter() - started)


def _best_count() -> int:
    """One process uses two cores as well as two do, and takes less memory (docs/decisions)."""
    cores = _cores()
    return cores if cores > 2 else 1


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _connected(address: str) -> Iterator[Executor]:
    """A Dask cluster that has at least one worker."""
    distributed = require("cluster", "distributed")
    if not re.fullmatch(r"(?:tcp|tls|ucx|wss?)://[^/\s]+:\d+", address):
        raise ArchiveError(
            f"{address} is not the address of a Dask scheduler; give tcp://HOST:8786"
        )
    try:
        client = distributed.Client(address, timeout=_SECONDS_FOR_CLUSTER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ArchiveError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_SECONDS_FOR_CLUSTER)
        except TimeoutError as error:
            raise ArchiveError(f"the Dask scheduler at {address} has no workers") from error
        yield client.get_executor(pure=False)
