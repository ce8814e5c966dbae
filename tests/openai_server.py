"""A real HTTP server that speaks OpenAI's protocol and says what a test has told it to say."""

import hashlib
import json
import re
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Reply = str | int | Callable[[dict[str, str]], str]


class OpenAIServer:
    """`enqueue` replies: words, a status to fail with, or words made of the evidence."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.requests: list[dict[str, Any]] = []
        self.evidence: list[dict[str, str]] = []
        self.replies: deque[Reply] = deque()
        self.models_status = 200
        server = self

        class Handler(BaseHTTPRequestHandler):
            def parse_request(self) -> bool:
                parsed = super().parse_request()
                server.paths.append(self.path)
                return parsed

            def do_GET(self) -> None:
                self._answer(server.models_status, {"object": "list", "data": []})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append(body)
                self._answer(*server.respond(self.path, body))

            def _answer(self, status: int, answer: dict[str, Any]) -> None:
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: Any) -> None:
                """Keeps test output quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def embedded(self) -> list[str]:
        """The texts that vectors were asked for."""
        return [text for request in self.requests for text in request.get("input", [])]

    def enqueue(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def respond(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path.endswith("/embeddings"):
            return 200, embeddings(body)
        self.evidence.append(evidence_of(body))
        reply = self.replies.popleft()
        if isinstance(reply, int):
            return reply, {"error": {"message": f"scripted {reply}", "type": "x", "code": "x"}}
        content = reply if isinstance(reply, str) else reply(self.evidence[-1])
        return 200, completion(content)


def evidence_of(body: dict[str, Any]) -> dict[str, str]:
    """The evidence in a request: id -> sentence."""
    prompt = body["messages"][-1]["content"]
    return dict(re.findall(r"^\[(\w+)\] (.*)$", prompt, re.MULTILINE))


def completion(content: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def embeddings(body: dict[str, Any]) -> dict[str, Any]:
    """A vector a text, of the digests of its words: texts that share words are near."""
    width = 3072 if body["model"].endswith("large") else 1536
    data = [
        {"object": "embedding", "index": i, "embedding": _vector(text, width)}
        for i, text in enumerate(body["input"])
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"object": "list", "model": body["model"], "data": data, "usage": usage}


def _vector(text: str, width: int) -> list[float]:
    vector = [0.0] * width
    for word in re.findall(r"\w+", text.casefold()):
        vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % width] += 1.0
    length = sum(x * x for x in vector) ** 0.5 or 1.0
    return [x / length for x in vector] if any(vector) else [1.0, *vector[1:]]
