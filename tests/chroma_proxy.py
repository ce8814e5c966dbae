"""A proxy before a Chroma server that wants a key and enforces the limits of Chroma Cloud.

The real Cloud is not reached by tests: this is what its documentation says of it.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "ck-a-key-for-tests"
MOST = 300  # records a write, results, ids
AT_ONCE = 10
_BYTES = {"documents": 16_384, "metadatas": 4_096}
_WHERE = 4_096  # bytes
_PREDICATES = 8


class ChromaProxy:
    """Passes on what is allowed. `violations` are the requests that were not."""

    def __init__(self, port: int, busy_each: int = 0, delay: float = 0) -> None:
        """Every `busy_each`th request is answered with 429; an answer takes `delay` seconds."""
        self.port = port
        self.busy_each = busy_each
        self.delay = delay
        self.violations: list[str] = []
        self.requests: list[str] = []
        self.refused = self.busy = self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Says nothing."""

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                status, body = proxy.answer(self, self.rfile.read(length))
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["ChromaProxy"]:
        """Answers, in a thread, until the end."""
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def answer(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to one request."""
        if asked.headers.get("x-chroma-token") != KEY:
            self.refused += 1
            return _error(401, "ChromaError", "Permission denied.")
        with self._counted() as is_allowed:
            if not is_allowed:
                return _error(429, "RateLimitError", "too many requests at once")
            self.requests.append(asked.path)
            if self.busy_each and len(self.requests) % self.busy_each == 0:
                self.busy += 1
                return _error(429, "TooManyRequests", "try again later")
            if said := _violation(asked.path, json.loads(body or b"{}")):
                self.violations.append(f"{asked.path}: {said}")
                return _error(422, "UnprocessableEntity", f"{said} exceeds the quota")
            time.sleep(self.delay)
            return self._pass_on(asked, body)

    @contextmanager
    def _counted(self) -> Iterator[bool]:
        with self._lock:
            self._now += 1
            now = self._now
            self.most_at_once = max(self.most_at_once, now)
            if now > AT_ONCE:
                self.violations.append(f"{now} requests at once")
        try:
            yield now <= AT_ONCE
        finally:
            with self._lock:
                self._now -= 1

    def _pass_on(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {"content-type": "application/json"}
            server.request(asked.command, asked.path, body, headers)
            answer = server.getresponse()
            return answer.status, answer.read()
        finally:
            server.close()


def _violation(path: str, body: Any) -> str:
    """What of a request is beyond the limits; "" if nothing is."""
    kind = path.split("?")[0].rsplit("/", 1)[-1]
    ids = body.get("ids") or []
    if len(ids) > MOST:
        return f"{len(ids)} ids"
    if kind == "query":
        if ids:
            return "ids in a query"
        if body.get("n_results", 0) > MOST:
            return f"{body['n_results']} results"
    if kind == "get" and not ids and (body.get("limit") or MOST + 1) > MOST:
        return f"a limit of {body.get('limit')}"
    where = json.dumps(body.get("where") or {})
    if len(where) > _WHERE or where.count('{"$') > _PREDICATES:
        return f"a condition of {len(where)} bytes"
    return next(
        (f"long {name}" for name, most in _BYTES.items() if _longest(body, name) > most), ""
    )


def _longest(body: Any, name: str) -> int:
    """Bytes of the longest text under that name."""
    rows = body.get(name) or []
    texts = [v for row in rows for v in (row.values() if isinstance(row, dict) else [row])]
    return max((len(text.encode()) for text in texts if isinstance(text, str)), default=0)


def _error(status: int, kind: str, message: str) -> tuple[int, bytes]:
    return status, json.dumps({"error": kind, "message": message}).encode()
