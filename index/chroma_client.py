"""Chroma clients: an embedded one over a folder, or one that talks to a server."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.chroma_files import check_files
from index.chroma_server import ChromaServer, ask_patiently

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

# Chroma keeps the folders that are open in one table, and makes its entries without a lock: of
# four threads that opened a folder at the same time, one or two got a client that did not work.
_opening = threading.RLock()  # a client may be closed by the garbage collector, anywhere
_SECONDS_TO_ANSWER = 60.0  # of a server: a batch of records takes a few


def connect(place: Path | ChromaServer) -> "ClientAPI":
    """The client for a folder, or for a server.

    Raises `ArchiveError` where no server answers there, `DamagedError` or `ChromaError` where a
    folder is damaged.
    """
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError, InternalError

    settings = Settings(anonymized_telemetry=False)
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
    from chromadb.config import Settings

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
                Settings(anonymized_telemetry=False),  # it changes them, too
                tenant,
                database,
            )
        )
    except Exception as error:  # it has no class for most failures
        raise place.unreachable(error) from error
    client._server._session.timeout = httpx.Timeout(_SECONDS_TO_ANSWER)  # type: ignore[attr-defined]
    return client


def disconnect(client: "ClientAPI") -> None:
    """Closes a client; the last one of a folder closes the folder."""
    with _opening:
        client.close()  # type: ignore[attr-defined]
