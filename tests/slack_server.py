"""A real server on this machine in Slack's role: its Web API, and Socket Mode over WebSocket.

It keeps messages as Slack does, refuses what Slack refuses (blocks that are too long or too many, a
stream that has ended), and fails as a test tells it to: 429 before anything is done, 500 before or
after. `say`, `edit`, `delete`, `command` ... are what people do; events come as often as is wanted.
"""

import asyncio
import itertools
import json
import random
import re
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]

BOT = {"user_id": "UBOT", "bot_id": "BBOT", "team_id": "THOME"}
TOKEN, APP_TOKEN, SECRET = "xoxb-test", "xapp-test", "5ec2e7"

# Slack sends again what was not acknowledged; so soon only here.
_AGAIN = 3.0


class SlackServer:
    """Slack, in a thread of its own; a context manager by `close`.

    `calls` are (method, arguments) in order; `messages` what stands in each channel, by ts.
    """

    def __init__(self, port: int = 0) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.messages: defaultdict[str, dict[str, Json]] = defaultdict(dict)
        self.people: dict[str, Json] = {}
        self.whispers: defaultdict[str, list[Json]] = defaultdict(list)
        self.views: list[Json] = []
        self.acknowledged: dict[str, float] = {}  # seconds from the first sending, by event
        self.payloads: dict[str, Json] = {}  # what came with an acknowledgement
        self.fail: Callable[[str, Json], str | None] = lambda method, arguments: None
        self.retry_after = "1"  # seconds, with a 429
        self.absent: set[str] = set()  # channels that the bot is not in
        self.problems: list[str] = []
        self._numbers = itertools.count(1)
        self._started = int(time.time())
        self._lock = threading.RLock()
        self._sockets: list[web.WebSocketResponse] = []
        self._unacknowledged: dict[str, tuple[Json, float, float]] = {}
        self._ready = threading.Event()
        self._port = port
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(30), "the server in Slack's role did not start"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def api(self) -> str:
        return f"{self.url}/api/"

    def clear(self) -> None:
        """Forgets all that was said; people's times go on."""
        with self._lock:
            for kept in (self.calls, self.views, self.problems):
                kept.clear()
            for kept in (self.messages, self.people, self.whispers, self.acknowledged):
                kept.clear()
            self.payloads.clear()
            self.absent.clear()
            self.retry_after = "1"
            self._unacknowledged.clear()
            self.fail = lambda method, arguments: None

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(10)

    # What people do.

    def say(
        self,
        text: str,
        *,
        channel: str = "DANNA",
        person: str = "UANNA",
        thread: str | None = None,
        times: int = 1,
        **more: Any,
    ) -> str:
        """A message; its ts. In a channel a mention is told of twice, as Slack does."""
        ts = self._ts()
        message = {"type": "message", "user": person, "text": text, "ts": ts, "team": "THOME"}
        message |= {"thread_ts": thread} if thread else {}
        message |= more
        with self._lock:
            self.messages[channel][ts] = dict(message)
        kind = {"channel": channel, "channel_type": "im" if channel[0] == "D" else "channel"}
        self.event(message | kind, times)
        if "<@UBOT>" in text and channel[0] != "D":
            mention = message | {"type": "app_mention", "channel": channel}
            self.event(mention, times)
        return ts

    def edit(self, ts: str, text: str, channel: str = "DANNA", times: int = 1) -> None:
        with self._lock:
            before = dict(self.messages[channel][ts])
            edited = {"ts": self._ts(), "user": before["user"]}
            now = before | {"text": text, "edited": edited}
            self.messages[channel][ts] = dict(now)
        changed = {"subtype": "message_changed", "message": now, "previous_message": before}
        self.event(self._change(channel) | changed, times)

    def delete(self, ts: str, channel: str = "DANNA", times: int = 1) -> None:
        with self._lock:
            before = self.messages[channel].pop(ts)
        gone = {"subtype": "message_deleted", "deleted_ts": ts, "previous_message": before}
        self.event(self._change(channel) | gone, times)

    def command(self, text: str, channel: str = "CNEWS", person: str = "UANNA", **more: Any) -> str:
        """`/ask`; the address of the reply."""
        trigger = uuid.uuid4().hex
        body = {
            "command": "/ask",
            "text": text,
            "channel_id": channel,
            "user_id": person,
            "team_id": "THOME",
            "trigger_id": trigger,
            "response_url": f"{self.url}/respond/{trigger}",
        }
        self.send("slash_commands", body | more, trigger)
        return trigger

    def interact(self, body: Json) -> str:
        """A button, a shortcut or a form; the address of the reply."""
        trigger = uuid.uuid4().hex
        told = {
            "user": {"id": "UANNA", "team_id": "THOME"},
            "team": {"id": "THOME"},
            "trigger_id": trigger,
            "response_url": f"{self.url}/respond/{trigger}",
            "api_app_id": "ATEST",
            "token": "unused",
        }
        self.send("interactive", told | body, trigger)
        return trigger

    def event(self, event: Json, times: int = 1) -> str:
        """Sends an event, as often as that."""
        number = f"Ev{next(self._numbers):08}"
        body = {
            "type": "event_callback",
            "event_id": number,
            "event_time": int(time.time()),
            "team_id": "THOME",
            "api_app_id": "ATEST",
            "event": {"event_ts": event.get("ts") or self._ts()} | event,
        }
        for _ in range(times):
            self.send("events_api", body, number)
        return number

    def send(self, kind: str, payload: Json, number: str) -> None:
        """Sends an envelope to the bot, again and again until it is acknowledged."""
        envelope = {
            "envelope_id": f"{number}:{uuid.uuid4().hex[:8]}",
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        now = time.monotonic()
        with self._lock:
            self._unacknowledged[envelope["envelope_id"]] = (envelope, now, 0.0)
        self._loop.call_soon_threadsafe(self._work.set)

    # What a test looks at.

    def replies(self, ts: str, channel: str = "DANNA") -> list[Json]:
        """What the bot has said in a thread, in order."""
        with self._lock:
            return [
                dict(message)
                for message in self.messages[channel].values()
                if message.get("thread_ts") == ts and message.get("bot_id")
            ]

    def posts(self, channel: str) -> list[Json]:
        """All that the bot has said in a channel."""
        with self._lock:
            return [m for m in self.messages[channel].values() if m.get("bot_id")]

    def called(self, method: str) -> list[Json]:
        with self._lock:
            return [arguments for name, arguments in self.calls if name == method]

    def is_quiet(self) -> bool:
        """Whether everything sent was acknowledged."""
        with self._lock:
            return not self._unacknowledged

    # The server.

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending, self._work = asyncio.Event(), asyncio.Event()
        site = web.Application()
        site.router.add_route("*", "/api/{method}", self._call)
        site.router.add_post("/respond/{trigger}", self._respond)
        site.router.add_get("/socket", self._socket)
        runner = web.AppRunner(site, shutdown_timeout=0.1)
        await runner.setup()
        place = web.TCPSite(runner, "127.0.0.1", self._port)
        await place.start()
        self._port = runner.addresses[0][1]
        sending = asyncio.create_task(self._send_all())
        self._ready.set()
        await self._ending.wait()
        sending.cancel()
        for socket in list(self._sockets):
            await socket.close()
        await runner.cleanup()

    async def _send_all(self) -> None:
        while True:
            self._work.clear()
            now = time.monotonic()
            with self._lock:
                waiting = list(self._unacknowledged.items())
            for number, (envelope, first, last) in waiting:
                if self._sockets and now - last >= _AGAIN:
                    try:
                        await self._sockets[-1].send_json(envelope)
                    except (ConnectionError, RuntimeError):
                        continue
                    with self._lock:
                        if number in self._unacknowledged:
                            self._unacknowledged[number] = (envelope, first, now)
            try:
                await asyncio.wait_for(self._work.wait(), 0.2)
            except TimeoutError:
                continue

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets.append(socket)
        with self._lock:  # what was sent on another socket may be lost
            for number, (envelope, first, _) in list(self._unacknowledged.items()):
                self._unacknowledged[number] = (envelope, first, 0.0)
        self._work.set()
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                self._acknowledge(json.loads(message.data))
        self._sockets.remove(socket)
        return socket

    def _acknowledge(self, told: Json) -> None:
        with self._lock:
            known = self._unacknowledged.pop(told["envelope_id"], None)
            if known is None:
                return
            _, first, last = known
            number = told["envelope_id"].partition(":")[0]
            self.acknowledged.setdefault(told["envelope_id"], time.monotonic() - (last or first))
            if told.get("payload"):
                self.payloads[number] = told["payload"]

    async def _respond(self, request: web.Request) -> web.Response:
        said = await request.json()
        failure = self.fail("response_url", said)
        if failure in ("500", "429"):
            return web.Response(status=int(failure), headers={"Retry-After": self.retry_after})
        with self._lock:
            self.whispers[request.match_info["trigger"]].append(said)
        if failure == "500 after":
            return web.Response(status=500)
        return web.Response(text="ok")

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        with self._lock:
            self.calls.append((method, arguments))
        failure = self.fail(method, arguments)
        if failure == "429":
            limited = {"ok": False, "error": "ratelimited"}
            return web.json_response(limited, status=429, headers={"Retry-After": self.retry_after})
        if failure == "500":
            return web.Response(status=500, text="upstream")
        if failure and failure != "500 after":
            return web.json_response({"ok": False, "error": failure})
        with self._lock:
            said = self._answer(method, arguments, request.headers.get("Authorization", ""))
        if failure == "500 after":
            return web.Response(status=500, text="upstream")
        return web.json_response(said)

    def _answer(self, method: str, arguments: Json, authorization: str) -> Json:
        token = authorization.removeprefix("Bearer ") or arguments.get("token")
        wanted = APP_TOKEN if method == "apps.connections.open" else TOKEN
        if token != wanted:
            return {"ok": False, "error": "invalid_auth"}
        answer = getattr(self, snake(method), None)
        if answer is None:
            self.problems.append(f"unknown method {method}")
            return {"ok": False, "error": "unknown_method"}
        try:
            return {"ok": True} | (answer(**arguments) or {})
        except _Refused as refused:
            return {"ok": False, "error": str(refused)}

    # The methods.

    def _auth_test(self, **_: Any) -> Json:
        return dict(BOT)

    def _apps_connections_open(self, **_: Any) -> Json:
        return {"url": f"ws://127.0.0.1:{self._port}/socket"}

    def _users_info(self, user: str, **_: Any) -> Json:
        if user in self.people:
            return {"user": {"id": user} | self.people[user]}
        return {"user": {"id": user, "team_id": "THOME"}}

    def _assistant_threads_set_status(self, **_: Any) -> None:
        return None

    def _assistant_threads_set_suggested_prompts(self, **_: Any) -> None:
        return None

    def _views_open(self, trigger_id: str, view: Json, **_: Any) -> None:
        self.views.append(view)

    def _chat_post_message(self, channel: str, **said: Any) -> Json:
        return self._posted(channel, said)

    def _chat_start_stream(self, channel: str, thread_ts: str, **said: Any) -> Json:
        if channel[0] != "D" and not (said["recipient_user_id"] and said["recipient_team_id"]):
            raise _Refused("missing_recipient_user_id")
        parts = self._parts(said)
        return self._posted(channel, {"thread_ts": thread_ts, "streaming": True, "blocks": parts})

    def _chat_append_stream(self, channel: str, ts: str, **said: Any) -> Json:
        message = self._streaming(channel, ts)
        message["blocks"] = [*message["blocks"], *self._parts(said)]
        return {"ts": ts}

    def _chat_stop_stream(self, channel: str, ts: str, **said: Any) -> Json:
        message = self._streaming(channel, ts)
        end = said.get("blocks") or []
        self._check(end)
        message["blocks"] = [*message["blocks"], *self._parts(said), *end]
        message |= {"streaming": False, "metadata": said.get("metadata")}
        return {"ts": ts}

    def _chat_update(self, channel: str, ts: str, **said: Any) -> Json:
        message = self.messages[channel].get(ts)
        if message is None:
            raise _Refused("message_not_found")
        if message.get("streaming"):
            raise _Refused("streaming_state_conflict")
        self._check(said.get("blocks") or [])
        message |= said | {"edited": {"ts": self._ts()}}
        return {"ts": ts}

    def _chat_delete(self, channel: str, ts: str, **_: Any) -> None:
        if self.messages[channel].pop(ts, None) is None:
            raise _Refused("message_not_found")

    def _conversations_replies(self, channel: str, ts: str, **_: Any) -> Json:
        all_of_it = self.messages[channel].values()
        found = [m for m in all_of_it if ts in (m.get("thread_ts"), m["ts"])]
        if not found:
            raise _Refused("thread_not_found")
        return {"messages": found, "has_more": False}

    def _conversations_history(self, channel: str, oldest: str = "0", **_: Any) -> Json:
        all_of_it = self.messages[channel].values()
        found = [m for m in all_of_it if "thread_ts" not in m and float(m["ts"]) >= float(oldest)]
        return {"messages": found[::-1], "has_more": False}

    # What they share.

    def _posted(self, channel: str, said: Json) -> Json:
        if channel in self.absent:
            raise _Refused("not_in_channel")
        self._check(said.get("blocks") or [])
        ts = self._ts()
        self.messages[channel][ts] = {"ts": ts, "user": "UBOT", "bot_id": "BBOT"} | said
        return {"ts": ts, "channel": channel}

    def _streaming(self, channel: str, ts: str) -> Json:
        message = self.messages[channel].get(ts)
        if message is None:
            raise _Refused("message_not_found")
        if not message.get("streaming"):
            raise _Refused("message_not_in_streaming_state")
        return message

    def _parts(self, said: Json) -> list[Json]:
        blocks = [b for part in said.get("chunks") or [] for b in part["blocks"]]
        self._check(blocks)
        return blocks

    def _check(self, blocks: list[Json]) -> None:
        if len(blocks) > 50:
            raise _Refused("invalid_blocks")
        if len(json.dumps(blocks, ensure_ascii=False)) > 13_000:
            raise _Refused("msg_blocks_too_long")
        for text in texts(blocks):
            if not 0 < len(text) <= 3_000:
                raise _Refused("invalid_blocks")

    def _change(self, channel: str) -> Json:
        kind = "im" if channel[0] == "D" else "channel"
        return {"type": "message", "channel": channel, "channel_type": kind, "ts": self._ts()}

    def _ts(self) -> str:
        with self._lock:
            return f"{self._started}.{next(self._numbers):06}"


class _Refused(Exception):  # noqa: N818
    """Slack's word for why it does not."""


def snake(method: str) -> str:
    """chat.postMessage -> _chat_post_message"""
    return "_" + re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), method).replace(".", "_")


class Moods:
    """Failures at random, the same each time: how often each kind of failure comes."""

    def __init__(self, seed: int, **chances: float) -> None:
        self._random, self._chances = random.Random(seed), chances
        self.counts: Counter[str] = Counter()

    def __call__(self, method: str, arguments: Json) -> str | None:
        thrown = self._random.random()
        for name, chance in self._chances.items():
            thrown -= chance
            if thrown < 0:
                failure = {"limited": "429", "before": "500", "after": "500 after"}[name]
                self.counts[failure] += 1
                return failure
        return None


def texts(blocks: Any) -> list[str]:
    """All texts of blocks, as they stand."""
    if isinstance(blocks, list):
        return [text for block in blocks for text in texts(block)]
    if not isinstance(blocks, dict):
        return []
    own = [blocks["text"]] if isinstance(blocks.get("text"), str) else []
    return own + [text for value in blocks.values() for text in texts(value)]


def shown(message: Json) -> str:
    """A message as one reads it."""
    return "".join(texts(message.get("blocks"))) or str(message.get("text", ""))


async def _arguments(request: web.Request) -> Json:
    given = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        return given | dict(await request.json())
    return given | dict(await request.post())
