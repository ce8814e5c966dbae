"""A Chroma server: its address, key, tenant and database, and the limits of Chroma Cloud.

Written as one address, https://HOST:PORT/TENANT/DATABASE, which an archive remembers. The key is no
part of it.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import SplitResult, quote, unquote, urlsplit

from index.errors import ArchiveError

# Quotas of Chroma Cloud: docs.trychroma.com/cloud/quotas-limits
MOST_RECORDS = 300  # in one write, one result or one list of ids
MOST_DOCUMENT = 16_384  # bytes
MOST_METADATA = 4_096  # bytes of one value
MOST_IN_WHERE = 30  # articles; it may have 4,096 bytes

_CLOUD = "trychroma.com"
_DEFAULTS = ("default_tenant", "default_database")
_KEY = "chroma_api_key (ASSISTANT_CHROMA_API_KEY)"
_DELAYS = (0.5, 1.0, 2.0, 4.0)  # seconds, before asking again
_TOO_MANY = 429
_QUOTA = (400, 422)
_REFUSED = (401, 403)
_NOT_FOUND = 404

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """Where a server is, and the key that it wants, if any."""

    address: str
    key: str = field(default="", repr=False)

    def __str__(self) -> str:
        return self.address

    @property
    def host(self) -> str:
        """The host's name. Raises `ArchiveError` if the address is not valid, as all here do."""
        return str(self._parts.hostname)

    @property
    def is_secure(self) -> bool:
        """Whether it is asked by https."""
        return self._parts.scheme == "https"

    @property
    def port(self) -> int:
        """The port: that of https, or Chroma's own 8000, where none is given."""
        return self._parts.port or (443 if self.is_secure else 8000)

    @property
    def heartbeat(self) -> str:
        """The address that tells whether it runs."""
        scheme = "https" if self.is_secure else "http"
        return f"{scheme}://{self._parts.netloc.rpartition('@')[2]}/api/v2/heartbeat"

    @property
    def tenant_and_database(self) -> tuple[str, str]:
        """Their names; Chroma's defaults where the address has none."""
        names = _names(self._parts)
        if not names and self._is_cloud:
            raise ArchiveError(
                f"{self} needs a tenant and a database: set chroma_tenant"
                " (ASSISTANT_CHROMA_TENANT) and chroma_database (ASSISTANT_CHROMA_DATABASE)"
            )
        return (names[0], names[1]) if names else _DEFAULTS

    @property
    def headers(self) -> dict[str, str]:
        """What each request has to say."""
        if not self.key and self._is_cloud:
            raise ArchiveError(f"{self} needs a key: set {_KEY}")
        if not self.key.isascii() or not self.key.isprintable() or " " in self.key:
            raise ArchiveError(f"{_KEY} contains characters that a key cannot have")
        return {"x-chroma-token": self.key} if self.key else {}

    @property
    def is_limited(self) -> bool:
        """Whether Chroma Cloud's limits apply: there, and where a key is needed."""
        return bool(self.key) or self._is_cloud

    def explained(self, error: BaseException) -> ArchiveError:
        """An error of its client, in words that say what to do."""
        status, why = _status(error), " ".join(str(error).split())[:200]
        if status in _REFUSED:
            what = "refuses the key" if self.key else "needs a key"
            return ArchiveError(f"the Chroma server at {self} {what}; check {_KEY}")
        if _is_throttled(error):
            return ArchiveError(
                f"the Chroma server at {self} gets too many requests or its quota is used up"
                f" ({why}); try again later"
            )
        return ArchiveError(
            f"the Chroma server at {self} failed ({why}); nothing that was indexed is lost: start"
            " the server if it has ended, then run the same command again; if that fails, too, run"
            " `assistant doctor --repair`"
        )

    def unreachable(self, error: BaseException) -> ArchiveError:
        """Why no client of it could be made."""
        status = _status(error)
        if status in _REFUSED or _is_throttled(error):
            return self.explained(error)
        if status == _NOT_FOUND:
            tenant, database = self.tenant_and_database
            return ArchiveError(
                f"the Chroma server at {self} has no tenant {tenant} or no database {database};"
                " check chroma_tenant and chroma_database"
            )
        return ArchiveError(
            f"no Chroma server answers at {self}; start it (`chroma run --path FOLDER`), or check"
            " the address, then run the same command again"
        )

    @property
    def _is_cloud(self) -> bool:
        return self.host == _CLOUD or self.host.endswith(f".{_CLOUD}")

    @property
    def _parts(self) -> SplitResult:
        try:
            parts = urlsplit(self.address)
            is_address = bool(parts.scheme in ("http", "https") and parts.hostname)
            is_address &= parts.port != 0 and len(_names(parts)) in (0, 2)
        except ValueError:
            is_address = False
        if not is_address:
            raise ArchiveError(
                f"{self} is not the address of a Chroma server; give http://HOST:PORT, or"
                " http://HOST:PORT/TENANT/DATABASE"
            )
        return parts


def full_address(url: str, tenant: str | None, database: str | None) -> str:
    """The address with tenant and database, if any is given and it has none."""
    if not (tenant or database) or _split(url)[1]:
        return url
    names = (tenant or _DEFAULTS[0], database or _DEFAULTS[1])
    return "/".join((url.rstrip("/"), *(quote(name, safe="") for name in names)))


def is_same_server(given: str, remembered: str) -> bool:
    """Whether they are one; an address without tenant and database matches any of them."""
    (base, names), (other, others) = _split(given), _split(remembered)
    return base == other and names in ((), others)


def ask_patiently(ask: Callable[[], _Answer]) -> _Answer:
    """Asks again, a few times, if the server reports too many requests."""
    for delay in _DELAYS:
        try:
            return ask()
        except Exception as error:
            if not _is_throttled(error):
                raise
        time.sleep(delay * random.uniform(0.5, 1.5))
    return ask()


def has_answered(error: BaseException) -> bool:
    """Whether the error tells what a server answered; Chroma's client has no class for most."""
    return _status(error) > 0


def _split(address: str) -> tuple[str, tuple[str, ...]]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address, ()
    return f"{parts.scheme}://{parts.netloc}", _names(parts)


def _names(parts: SplitResult) -> tuple[str, ...]:
    return tuple(unquote(name) for name in parts.path.split("/") if name)


def _is_throttled(error: BaseException) -> bool:
    from chromadb.errors import QuotaError, RateLimitError

    status = _status(error)
    is_quota = status in _QUOTA and "quota" in str(error).lower()
    return status == _TOO_MANY or is_quota or isinstance(error, QuotaError | RateLimitError)


def _status(error: BaseException | None) -> int:
    """The HTTP status of the answer that led to an error; 0 if there was none."""
    import httpx
    from chromadb.errors import ChromaError

    while error is not None:
        if isinstance(error, httpx.HTTPStatusError):
            return error.response.status_code
        if isinstance(error, ChromaError):
            # The class for any other error calls itself 400.
            is_refused = type(error) is ChromaError and "permission" in str(error).lower()
            return _REFUSED[1] if is_refused else error.code()
        error = error.__context__
    return 0
