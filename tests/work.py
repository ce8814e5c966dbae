"""Counts and compares work, so that no test depends on how busy the machine is."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_watching: dict[str, list[str]] = {}


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _watching and isinstance(arguments[0], (str, os.PathLike)):
        path = os.path.abspath(arguments[0])  # noqa: PTH100 (a Path would import while importing)
        for folder, opened in _watching.items():
            if path.startswith(folder):
                opened.append(path)


sys.addaudithook(_note)  # cannot be removed; it does nothing while no test watches


@contextmanager
def files_opened(folder: Path) -> Iterator[list[str]]:
    """The files within `folder` that this process opens in the block, once for each opening."""
    opened = _watching[f"{folder.resolve()}{os.sep}"] = []
    try:
        yield opened
    finally:
        del _watching[f"{folder.resolve()}{os.sep}"]


def until(condition: Callable[[], object], what: str, seconds: float = 50) -> None:
    """Waits until `condition` holds; fails with `what` was waited for."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.01)


def growth(job: Callable[[str], object], text: str, four_times: str) -> float:
    """How many times as much processor time `job` needs for a text four times as long.

    About 4 where the time is linear, about 16 where it is quadratic.
    """
    return min(_seconds(job, four_times) for _ in range(2)) / min(
        _seconds(job, text) for _ in range(3)
    )


def _seconds(job: Callable[[str], object], text: str) -> float:
    started = time.thread_time()
    job(text)
    return time.thread_time() - started
