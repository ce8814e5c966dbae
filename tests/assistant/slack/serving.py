"""Runs the bot in this process, and waits for what it says."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from assistant import Assistant
from assistant.slack.app import HttpAddress, Keys, serve
from tests.slack_server import APP_TOKEN, SECRET, TOKEN, SlackServer


@contextmanager
def serving(assistant: Assistant, door: HttpAddress | None = None) -> Iterator[None]:
    """Serves `assistant` by the server of the tests; it ends with the block."""
    keys = Keys(TOKEN, APP_TOKEN, SECRET)
    started, ends = threading.Event(), []
    faults: list[BaseException] = []

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        ends.append(lambda: loop.call_soon_threadsafe(stop.set))
        await serve(assistant, keys, door, lambda _: started.set(), stop)

    def run() -> None:
        try:
            asyncio.run(main())
        except BaseException as fault:
            faults.append(fault)
        started.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(60)
    try:
        if faults:
            raise faults[0]
        yield
    finally:
        if not faults:
            ends[0]()
        thread.join(40)
    assert not faults, faults


T = TypeVar("T")


def eventually(look: Callable[[], T], seconds: float = 40.0) -> T:
    """What `look` gives as soon as it gives something."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, "nothing came of it"
        time.sleep(0.02)
    return found


def finished(slack: SlackServer, ts: str, channel: str = "DANNA") -> list[dict[str, Any]]:
    """The bot's messages in a thread, once there are some and none grows any more."""

    def look() -> list[dict[str, Any]]:
        said = slack.replies(ts, channel)
        return said if said and not any(m.get("streaming") for m in said) else []

    return eventually(look)
