"""A real HTTP server on this machine that misbehaves as a test tells it to."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What is sent for a path; `raw` is sent as it stands, part by part, `pause` s between."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[[], Iterable[bytes]] | None = None
    pause: float = 0.0


class WebServer:
    """`replies` by path, each a list to go through (the last one stays); counts what it is asked.

    Without a reply a path is 404, robots.txt too. A reply with ETag or Last-Modified is 304 for
    those who have it; `unchanged` are the paths answered so.
    """

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[str] = []
        self.unchanged: list[str] = []
        self.agents: set[str] = set()
        self.most_at_once = 0
        self._open = 0
        self._lock = Lock()
        self._sent: defaultdict[str, int] = defaultdict(int)
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server._serve(self)

            def log_message(self, *args: Any) -> None:
                """Keeps test output quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self._http.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def on(self, path: str, *replies: Reply) -> str:
        """Sets what `path` is answered with; gives its address."""
        self.replies[path] = list(replies)
        return self.url + path

    def page(self, path: str, body: str | bytes, **headers: str) -> str:
        """An HTML page at `path`."""
        return self.on(path, Reply(body, headers={"Content-Type": "text/html"} | headers))

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        return self.on(path, Reply(status=status, headers={"Location": to}))

    def raw(self, path: str, parts: Callable[[], Iterable[bytes]], pause: float = 0.0) -> str:
        return self.on(path, Reply(raw=parts, pause=pause))

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
            self.asked.append(handler.path)
            self.agents.add(handler.headers["User-Agent"])
            reply = self._next(handler.path)
            if _is_known(handler, reply):
                self.unchanged.append(handler.path)
                reply = Reply(status=304, headers=reply.headers)
        time.sleep(reply.pause)
        if reply.raw is None:
            self._left()  # before its last byte: after that the client may ask again
        try:
            _send(handler, reply)
        except OSError:
            pass  # the client had enough
        finally:
            handler.close_connection = True
            if reply.raw is not None:
                self._left()

    def _left(self) -> None:
        with self._lock:
            self._open -= 1

    def _next(self, path: str) -> Reply:
        replies = self.replies.get(path, [Reply(status=404)])
        self._sent[path] += 1
        return replies[min(self._sent[path], len(replies)) - 1]


def _is_known(handler: BaseHTTPRequestHandler, reply: Reply) -> bool:
    names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    given = [
        (reply.headers[name], handler.headers[names[name]]) for name in names.keys() & reply.headers
    ]
    return reply.status == 200 and any(one == other for one, other in given)


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    if reply.raw is not None:
        for part in reply.raw():
            handler.wfile.write(part)
            time.sleep(reply.pause)
        return
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    handler.send_response(reply.status)
    for name, value in ({"Content-Length": str(len(body))} | reply.headers).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
