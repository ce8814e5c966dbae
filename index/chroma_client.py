"""Chroma clients: an embedded one over a folder, or one that talks to a server."""

import random
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar
from weakref import finalize

from filelock import FileLock, Timeout

from index.chroma_files import check_files, damaged, gone
from index.chroma_server import ChromaServer, ask_patiently, has_answered
from index.disk_space import FullDiskError, has_room
from index.errors import ArchiveError, DamagedError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

# Chroma keeps the folders that are open in one table, and makes its entries without a lock: of
# four threads that opened a folder at the same time, one or two got a client that did not work.
_opening = threading.RLock()  # a client may be closed by the garbage collector, anywhere
_PATIENCE = 2.0  # seconds; writing a batch takes a fraction of one
_STAMP = "written"
_MOST_WAITED = 120.0  # seconds, while another process writes the index or reads it
_SECONDS_TO_ANSWER = 60.0  # of a server: a batch of records takes a few

_Found = TypeVar("_Found")


def connect(place: Path | ChromaServer) -> "ClientAPI":
    """The client for a folder, or for a server.

    Raises `ArchiveError` if no server answers there, `DamagedError` or `ChromaError` if a
    folder is damaged.
    """
    import chromadb
    from chromadb.errors import ChromaError, InternalError

    settings = _settings().model_copy()
    if isinstance(place, Path):
        check_files(place)
        # A client knows a folder by its name, and clients of one name share one state and settings:
        # under this name nobody else's client of the same process is in the way.
        own = f"{place}/."
        with _opening:
            try:
                return chromadb.PersistentClient(own, settings)
            except AttributeError as error:  # it stumbles over its own failure, and hides it
                raise InternalError(str(error.__context__ or error)) from error
            except ChromaError:
                # It keeps what could not start, and lets go of it only when asked for it once more.
                with suppress(ChromaError, AttributeError):
                    chromadb.PersistentClient(own, settings).close()  # type: ignore[attr-defined]
                raise
    return _client_of(place)


def _client_of(place: ChromaServer) -> "ClientAPI":
    import chromadb
    import httpx

    tenant, database = place.tenant_and_database
    headers = place.headers
    try:
        # Chroma's client waits for ever, and asks as soon as it is made.
        httpx.get(place.heartbeat, headers=headers, timeout=_SECONDS_TO_ANSWER)
        client = ask_patiently(
            lambda: chromadb.HttpClient(
                place.host,
                place.port,
                place.is_secure,
                dict(headers),  # it adds its own
                _settings().model_copy(),  # it changes them, too
                tenant,
                database,
            )
        )
    except Exception as error:  # it has no class for most failures
        raise place.unreachable(error) from error
    client._server._session.timeout = httpx.Timeout(_SECONDS_TO_ANSWER)  # type: ignore[attr-defined]
    return client


@cache
def _settings() -> "Settings":
    """Chroma's settings, to be copied: to read them takes longer than to open a folder."""
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def disconnect(client: "ClientAPI") -> None:
    """Closes a client; the last one of a folder closes the folder."""
    with _opening:
        client.close()  # type: ignore[attr-defined]


class ChromaConnection:
    """A collection in a folder or on a server, opened when it is needed.

    A Chroma client never sees what another process wrote in a folder. So whoever writes there
    changes a file, the stamp, each time; where it has changed, a reader opens the folder again.
    Nor has Chroma a lock: a process that reads the index while another writes it misses records or
    dies. So one process at a time does either.
    """

    def __init__(self, place: Path | ChromaServer, name: str, is_read_only: bool) -> None:
        self.place = place
        self.name = name
        self.is_read_only = is_read_only
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._closing: Callable[[], object] = lambda: None
        self._named: Collection | None = None  # asking for it by name takes longer than a search
        self._stamp = ""
        self._generation = -1
        self._has_read = False  # the index, since the folder was opened
        self._file = None
        if isinstance(place, Path) and not is_read_only:  # else it is a server, or a copy is made
            path = place.with_name(f"{place.name}.lock")
            self._file = FileLock(path, _MOST_WAITED, thread_local=False)
        self._copy: tuple[str, TemporaryDirectory[str]] | None = None

    @property
    def is_limited(self) -> bool:
        """Whether the limits of Chroma Cloud apply."""
        return isinstance(self.place, ChromaServer) and self.place.is_limited

    @property
    def is_behind(self) -> bool:
        """Whether another process has written in the folder since it was opened here."""
        with self._lock:
            return self._client is not None and self._stamp != self._read_stamp()

    def refresh(self, generation: int) -> None:
        """Opens the folder again if another process has written there since it was opened."""
        with self._lock:
            if self._generation < generation:
                if self.is_behind:
                    self.close()
                self._generation = generation

    def written(self, generation: int) -> None:
        """Says that this process, the writer, has seen all up to `generation`."""
        with self._lock:
            self._generation = generation

    def close(self) -> None:
        """Closes the folder; it is opened again when it is next needed."""
        with self._lock:
            self._closing()
            self._client = self._named = None
            self._has_read = False

    def _open(self, *, is_new: bool = False) -> "ClientAPI":
        if self._client is None:
            self._stamp = self._read_stamp()  # before: what is written meanwhile is seen next time
            place = self.place
            if isinstance(place, Path) and not place.is_dir():
                if place.exists():
                    raise damaged(place, "it is not a folder")
                if not is_new:
                    raise gone(place)
            if isinstance(place, Path) and self.is_read_only:
                place = self._copied(place)
            self._client = connect(place)
            # Also when nobody holds this object any more, and at the end of the program.
            self._closing = finalize(self, disconnect, self._client)
        return self._client

    def _copied(self, place: Path) -> Path:
        if self._copy is None or self._copy[0] != self._stamp:
            folder = TemporaryDirectory(prefix="assistant-")
            # copyfile: the copy is to be written, whatever may be done with the original
            shutil.copytree(place, Path(folder.name, "chroma"), copy_function=shutil.copyfile)
            self._copy = (self._stamp, folder)
        return Path(self._copy[1].name, "chroma")

    def _collection(self) -> "Collection":
        if self._client is None or self._named is None:
            from chromadb.errors import NotFoundError

            try:
                self._named = self._open().get_collection(self.name, embedding_function=None)
            except NotFoundError as error:
                raise gone(self.place) from error
        return self._named

    def _read_stamp(self) -> str:
        if not isinstance(self.place, Path):
            return ""
        try:
            return (self.place / _STAMP).read_text("utf-8")
        except OSError:
            return ""

    def _note_written(self) -> None:
        if isinstance(self.place, Path):
            self._stamp = secrets.token_hex(8)
            (self.place / _STAMP).write_text(self._stamp, "utf-8")

    def _patiently(self, ask: Callable[[], _Found]) -> _Found:
        """Asks again of a folder opened again: somebody may have removed and made it meanwhile."""
        from chromadb.errors import ChromaError

        end = time.monotonic() + _PATIENCE
        while True:
            try:
                with nullcontext() if self._has_read else self._apart():
                    found = ask_patiently(ask)
                    self._has_read = True
                    return found
            except (ChromaError, DamagedError):
                if time.monotonic() > end:
                    raise
            self.close()
            time.sleep(random.uniform(0.01, 0.1))

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """While no other process reads or writes the index. May be nested."""
        if self._file is None:
            yield
            return
        try:
            self._file.acquire()
        except Timeout:
            raise ArchiveError(
                f"the vectors in {self.place} are being written by another process; ask again later"
            ) from None
        try:
            yield
        finally:
            self._file.release()

    @contextmanager
    def _using_chroma(self, *, reads: bool = False) -> Iterator[None]:
        """Around all that is asked of Chroma; what only `reads` need not be apart for long."""
        import httpx
        from chromadb.errors import ChromaError

        with self._lock, nullcontext() if reads and self._has_read else self._apart():
            try:
                yield
            except ArchiveError:
                raise
            except (ChromaError, httpx.HTTPError) as error:
                raise self._explained(error) from error
            except BaseException as error:
                # A panic is of Rust, and no Exception.
                if type(error).__name__ == "PanicException" or has_answered(error):
                    raise self._explained(error) from error
                raise

    def _explained(self, error: BaseException) -> ArchiveError:
        if isinstance(self.place, ChromaServer):
            return self.place.explained(error)
        if not has_room(self.place.parent):
            return FullDiskError(self.place.parent)
        return damaged(self.place, " ".join(str(error).split())[:200])
