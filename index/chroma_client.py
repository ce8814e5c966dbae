"""Chroma clients: an embedded one over a folder, or one that talks to a server."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import ArchiveError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

# Chroma keeps the folders that are open in one table, and makes its entries without a lock: of
# four threads that opened a folder at the same time, one or two got a client that did not work.
_opening = threading.Lock()


def connect(place: Path | str) -> "ClientAPI":
    """The client for a folder, or for the server at an address such as http://127.0.0.1:8000.

    Raises `ArchiveError` where no server answers there, `ChromaError` where a folder is damaged.
    """
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError, InternalError

    settings = Settings(anonymized_telemetry=False)
    if isinstance(place, Path):
        with _opening:
            try:
                return chromadb.PersistentClient(str(place), settings)
            except AttributeError as error:  # it stumbles over its own failure, and hides it
                raise InternalError(str(error.__context__ or error)) from error
            except ChromaError:
                # It keeps what could not start, and lets go of it only when asked for it once more.
                with suppress(ChromaError, AttributeError):
                    chromadb.PersistentClient(str(place), settings).close()  # type: ignore[attr-defined]
                raise
    host, port, is_secure = _address(place)
    try:
        return chromadb.HttpClient(host, port, ssl=is_secure, settings=settings)
    except ValueError as error:  # what it makes of any failure to connect
        raise ArchiveError(
            f"no Chroma server answers at {place}; start one with `chroma run`, or see the address"
        ) from error


def disconnect(client: "ClientAPI") -> None:
    """Closes a client; the last one of a folder closes the folder."""
    with _opening:
        client.close()  # type: ignore[attr-defined]


def _address(url: str) -> tuple[str, int, bool]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ArchiveError(f"{url} is no address of a Chroma server; give http://HOST:PORT")
    is_secure = parts.scheme == "https"
    return parts.hostname, port or (443 if is_secure else 8000), is_secure
