"""Who may ask: the host names, origins, tokens and reverse proxies that are let in."""

import hashlib
import hmac
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from starlette.requests import Request

from assistant.service_settings import WebOptions
from index.errors import ArchiveError

COOKIE = "assistant"
METRICS = "/metrics"
_SAFE = ("GET", "HEAD", "OPTIONS")
_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask on the address `host`; without `token` and `proxy_header`, everyone there."""

    host: str
    token: str = field(default="", repr=False)
    proxy_header: str = ""
    hosts: frozenset[str] = frozenset()
    metrics_token: str = field(default="", repr=False)

    @classmethod
    def of(cls, host: str, token: str | None, options: WebOptions, metrics_token: str = "") -> Self:
        """Raises `ArchiveError` if anyone in the network could ask."""
        known = token or (options.token.get_secret_value() if options.token else "")
        header = options.proxy_header or ""
        if not (is_loopback(host) or known or header):
            raise ArchiveError(
                f"on {host} anyone in the network could ask; add --token, or name the header of"
                " your reverse proxy (ASSISTANT_WEB__PROXY_HEADER)"
            )
        hosts = frozenset(name.lower() for name in options.hosts)
        return cls(host, known, header, hosts, metrics_token)

    def knows_host(self, request: Request) -> bool:
        """Whether the request is for a name of this server: another may lead here by DNS alone."""
        if not (self.hosts or is_loopback(self.host)):
            return True  # a token is needed, and a browser sends it to its own host only
        name = (_hostname(f"//{request.headers.get('host', '')}") or "").lower()
        return name in self.hosts | _NAMES | {self.host}

    def knows_origin(self, request: Request) -> bool:
        """Whether a page of this server sends the request, or no page at all."""
        origin = request.headers.get("origin")
        if request.method in _SAFE or origin is None:
            return True
        is_own = origin.partition("://")[2] == request.headers.get("host")
        return is_own or (_hostname(origin) or "") in self.hosts

    def knows_client(self, request: Request) -> bool:
        """Whether a token, its cookie or the proxy vouches for who asks."""
        if not (self.token or self.proxy_header):
            return True
        if self.proxy_header and request.headers.get(self.proxy_header):
            return True
        return self.has_token(request)

    def has_token(self, request: Request) -> bool:
        """Whether the request has the token, or the cookie that was left for it."""
        return self.accepts(_bearer(request)) or bool(
            self.token and _equal(request.cookies.get(COOKIE, ""), self.cookie)
        )

    def is_monitor(self, request: Request) -> bool:
        """Whether it is for the metrics, with the token that opens nothing else."""
        is_for_metrics = request.url.path == METRICS and bool(self.metrics_token)
        return is_for_metrics and _equal(_bearer(request), self.metrics_token)

    def accepts(self, token: str) -> bool:
        return bool(self.token) and _equal(token, self.token)

    @property
    def cookie(self) -> str:
        """What a browser keeps in place of the token."""
        return hmac.new(self.token.encode(), b"cookie", hashlib.sha256).hexdigest()

    def client(self, request: Request) -> str:
        """Who asks, for the rate limit: the name from the proxy, or the address."""
        named = request.headers.get(self.proxy_header) if self.proxy_header else None
        return named or (request.client.host if request.client else "")


def whole_networks(options: WebOptions) -> str:
    """A warning if `proxies` has networks, in which clients may be, too; "" if it has none."""
    networks = [str(one) for one in options.proxies if one.num_addresses > 1]
    if not networks:
        return ""
    return (
        f"web.proxies: every machine of {', '.join(networks)} is believed to be a proxy; one that"
        " asks directly can send any X-Forwarded-For and so escape the limit of questions per"
        " minute. List the addresses of the proxies alone if clients are in there"
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bearer(request: Request) -> str:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _equal(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), known.encode())
