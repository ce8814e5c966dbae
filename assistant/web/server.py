"""Serves the application until it is stopped."""

import socket
from collections.abc import Callable, Iterable

import uvicorn
from starlette.types import ASGIApp

_THIS_MACHINE = ("127.0.0.1", "::1")  # a proxy here is always believed
_MOST_CONNECTIONS = 500  # at once; more get 503
_IDLE = 75  # seconds until an idle connection is closed: longer than proxies keep theirs, 60
_GRACE = 5  # seconds to finish open requests when the server is stopped


def run(
    app: ASGIApp, host: str, port: int, proxies: Iterable[object], say: Callable[[str], None]
) -> None:
    """Serve on `host` and `port` (0: any free one); `say` is called with the address.

    `proxies` are the addresses and networks of reverse proxies on other machines. Raises `OSError`
    if the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{listening.getsockname()[1]}")
        uvicorn.Server(config(app, proxies)).run(sockets=[listening])


def config(app: ASGIApp, proxies: Iterable[object] = ()) -> uvicorn.Config:
    """How uvicorn serves: no access log, since questions may be confidential.

    Proxies say whether a browser used TLS (the cookie is then for TLS alone), and who it is.
    """
    return uvicorn.Config(
        app,
        log_config=None,  # that of the whole program
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=[*_THIS_MACHINE, *map(str, proxies)],
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_GRACE,
    )
