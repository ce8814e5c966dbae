"""A real HTTP server that speaks OpenAI's protocol and says what a test has told it to say."""

import hashlib
import json
import re
import struct
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Evidence = dict[str, str]
Send = Callable[[BaseHTTPRequestHandler], None]
Reply = str | int | Callable[[Evidence], str] | list[str]
# By these words the prompts `judge`, `rewrite` and `plan` are told from others.
_JUDGES = "You check statements that were written"
_REWRITES = "You wrote statements about news"
_STATEMENT = re.compile(r"^(\d+)\. \(cites ", re.MULTILINE)
_PLANS = "You plan how to search"
_PIECE = 7  # code points of a reply that is streamed


class OpenAIServer:
    """`enqueue` replies: words (whole or in pieces), a status, or words made of the evidence.

    `sends` are functions that answer a request themselves, however badly; they go before replies.
    `judgements` are the judge's replies: statuses, words, or entries by statement, held back while
    `may_judge` is clear; without one all is supported. `corrections` are replies to `rewrite`;
    without one nothing is corrected. `plans` are replies to what a question means; without one the
    request is refused, so that the rules plan.
    """

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.requests: list[dict[str, Any]] = []
        self.asked_to_judge: list[dict[str, Any]] = []
        self.judgements: deque[str | int | list[dict[str, Any]]] = deque()
        self.corrections: deque[str | int | list[dict[str, Any]]] = deque()
        self.asked_to_rewrite: list[dict[str, Any]] = []
        self.asked_to_plan: list[dict[str, Any]] = []
        self.plans: deque[str] = deque()
        self.may_judge = Event()
        self.may_judge.set()
        self.evidence: list[Evidence] = []
        self.replies: deque[Reply] = deque()
        self.sends: deque[Send] = deque()
        self.models_status = 200
        self.counts = True
        server = self

        class Handler(BaseHTTPRequestHandler):
            def parse_request(self) -> bool:
                parsed = super().parse_request()
                server.paths.append(self.path)
                return parsed

            def do_GET(self) -> None:
                send_json(self, server.models_status, {"object": "list", "data": []})

            def do_POST(self) -> None:
                server.answer(
                    self, json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                )

            def log_message(self, *args: Any) -> None:
                """Keeps test output quiet."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 128  # of those who connect at once; others wait for seconds

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that hangs up is what some tests are about."""

        self._http = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def embedded(self) -> list[str]:
        """The texts that vectors were asked for."""
        return [text for request in self.requests for text in request.get("input", [])]

    def enqueue(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if handler.path.endswith("/embeddings"):
            self.requests.append(body)
            send_json(handler, 200, embeddings(body))
        elif _PLANS in words_of(body):
            self.asked_to_plan.append(body)
            self._plan(handler)
        elif _JUDGES in words_of(body):
            self.asked_to_judge.append(body)
            self.may_judge.wait(120)
            every = [entry(number) for number in _numbers(body)]
            self._fill_in(handler, self.judgements.popleft() if self.judgements else every)
        elif _REWRITES in words_of(body):
            self.asked_to_rewrite.append(body)
            self._fill_in(handler, self.corrections.popleft() if self.corrections else [])
        else:
            self.requests.append(body)
            self.evidence.append(evidence_of(body))
            self._reply(handler, body)

    def _fill_in(
        self, handler: BaseHTTPRequestHandler, reply: str | int | list[dict[str, Any]]
    ) -> None:
        if isinstance(reply, int):
            return send_json(handler, reply, {"error": {"message": "no", "type": "x"}})
        words = reply if isinstance(reply, str) else json.dumps({"statements": reply})
        return send_json(handler, 200, completion(words, self.counts))

    def _plan(self, handler: BaseHTTPRequestHandler) -> None:
        if self.plans:
            return send_json(handler, 200, completion(self.plans.popleft(), self.counts))
        error = {"message": "no plan", "type": "x", "code": "x"}
        return send_json(handler, 400, {"error": error})

    def _reply(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if self.sends:
            return self.sends.popleft()(handler)
        reply = self.replies.popleft()
        if isinstance(reply, int):
            error = {"message": f"scripted {reply}", "type": "x", "code": "x"}
            return send_json(handler, reply, {"error": error})
        words = reply(self.evidence[-1]) if callable(reply) else reply
        if body.get("stream"):
            return send_stream(handler, pieces(words), self.counts)
        return send_json(handler, 200, completion("".join(words), self.counts))


def entry(number: int, verdict: str = "supported", **more: Any) -> dict[str, Any]:
    """What the judge says of one statement."""
    return {"statement": number, "reason": "", "verdict": verdict} | more


def _numbers(body: dict[str, Any]) -> list[int]:
    """The numbers of the statements to judge."""
    words = "\n".join(str(message["content"]) for message in body["messages"])
    return [int(found) for found in _STATEMENT.findall(words)]


def evidence_of(body: dict[str, Any]) -> Evidence:
    """The evidence in a request: id -> sentence."""
    return dict(re.findall(r"^\[(\w+)\] (.*)$", words_of(body), re.MULTILINE))


def words_of(body: dict[str, Any]) -> str:
    """All that a request says."""
    return "\n".join(str(message["content"]) for message in body["messages"])


def send_json(handler: BaseHTTPRequestHandler, status: int, answer: dict[str, Any]) -> None:
    data = json.dumps(answer).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def begin_stream(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.end_headers()


def send_event(handler: BaseHTTPRequestHandler, data: dict[str, Any]) -> None:
    handler.wfile.write(f"data: {json.dumps(data)}\n\n".encode())
    handler.wfile.flush()


def send_stream(handler: BaseHTTPRequestHandler, words: Iterator[str], counts: bool = True) -> None:
    begin_stream(handler)
    for piece in words:
        send_event(handler, chunk({"role": "assistant", "content": piece}))
    send_event(handler, chunk({}, "stop"))
    if counts:
        send_event(handler, chunk(None) | {"usage": _USAGE})
    handler.wfile.write(b"data: [DONE]\n\n")


def pieces(words: str | list[str]) -> Iterator[str]:
    if isinstance(words, list):
        yield from words
    else:
        # A flood comes in larger pieces, or the test would take as long as its model.
        size = max(_PIECE, len(words) // 2_000)
        yield from (words[i : i + size] for i in range(0, len(words), size))


_USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def chunk(delta: dict[str, Any] | None, finish: str | None = None) -> dict[str, Any]:
    """An event of a stream; without a delta, one without choices."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [] if delta is None else [choice],
    }


def completion(content: str, counts: bool = True) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        **({"usage": _USAGE} if counts else {}),
    }


def embeddings(body: dict[str, Any]) -> dict[str, Any]:
    """A vector a text, of the digests of its words: texts that share words are near."""
    width = 3072 if body["model"].endswith("large") else 1536
    data = [
        {"object": "embedding", "index": i, "embedding": _coded(_vector(text, width), body)}
        for i, text in enumerate(body["input"])
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"object": "list", "model": body["model"], "data": data, "usage": usage}


def _coded(vector: list[float], body: dict[str, Any]) -> list[float] | str:
    if body.get("encoding_format") != "base64":
        return vector
    return b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def _vector(text: str, width: int) -> list[float]:
    vector = [0.0] * width
    for word in re.findall(r"\w+", text.casefold()):
        vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % width] += 1.0
    length = sum(x * x for x in vector) ** 0.5 or 1.0
    return [x / length for x in vector] if any(vector) else [1.0, *vector[1:]]
