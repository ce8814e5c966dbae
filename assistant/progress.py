"""Progress bars on standard error: rich shows them on a terminal, and one line elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.assistant import Assistant

if TYPE_CHECKING:
    from index.writing import Summary


def indexing(assistant: Assistant, paths: Sequence[Path], quiet: bool) -> "Summary":
    """`assistant.index(paths)`, with a bar that counts files on standard error."""
    if quiet:
        return assistant.index(paths)
    from index.readers import count_files

    with counting("Indexing", count_files(paths)) as advance:
        return assistant.index(paths, advance)


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar of `total` steps; call what it gives after each."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
