"""Progress on standard error: a bar in a terminal, otherwise a line every ten seconds."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from index.pipeline import Summary

SECONDS_BETWEEN_LINES = 10.0


class Advance(Protocol):
    """Reports completed steps."""

    def __call__(self, steps: int = 1) -> None: ...


def indexing(
    index: "Callable[..., Summary]", paths: Sequence[str | Path], quiet: bool, **how: Any
) -> "Summary":
    """Call `index(paths)` of an assistant and show its progress in kilobytes."""
    from index.readers import count_steps

    kilobytes = 0 if quiet else count_steps(paths)
    with counting("Indexing", kilobytes, "kB", quiet) as advance:
        return index(paths, advance, **how)


def counting(
    what: str, total: int, unit: str, quiet: bool = False
) -> AbstractContextManager[Advance]:
    """Show progress over `total` steps; call the result after each step."""
    if quiet:
        return nullcontext(lambda steps=1: None)
    return _bar(what, total, unit) if sys.stderr.isatty() else _lines(what, total, unit)


@contextmanager
def _bar(what: str, total: int, unit: str) -> Iterator[Advance]:
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn(what),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total, rate="")

        def advance(steps: int = 1) -> None:
            speed = bar.tasks[task].speed
            bar.update(task, advance=steps, rate=f"{speed:.0f} {unit}/s" if speed else "")

        yield advance


@contextmanager
def _lines(what: str, total: int, unit: str) -> Iterator[Advance]:
    """A line every ten seconds, for the log of a long run."""
    done = before = 0
    started = last = 0.0

    def advance(steps: int = 1) -> None:
        nonlocal done, before, started, last
        now = time.monotonic()
        done += steps
        if not before:  # the clock starts here: another writer may have been waited for
            before, started, last = steps, now, now
        elif now - last >= SECONDS_BETWEEN_LINES:
            last, rate = now, (done - before) / (now - started)
            left = (total - done) / rate
            told = f"{done:,} of {total:,} {unit}, {rate:.0f} {unit}/s, {left:.0f} s left"
            print(f"{what}: {told}", file=sys.stderr, flush=True)

    yield advance
