"""Files and folders -> articles, lazily, and a Problem for whatever is none."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.article import Article, Finished, Input, Problem, Reading, Unchanged
from index.readers.origin import Origin
from index.readers.registry import READERS, read_stream
from index.readers.walking import files_below, problem_of, stamped

__all__ = ["READERS", "count_files", "read", "read_inputs"]


def read(paths: Sequence[Path]) -> Iterator[Article | Problem]:
    """Every article in `paths` (files, and folders with all below), and a Problem for what is not.

    Lazily, in the order of the paths and of the names below them; one file is open at a time.
    """
    found = read_inputs(paths)
    return (reading for reading in found if isinstance(reading, Article | Problem))


def read_inputs(
    paths: Sequence[Path],
    done: Callable[[], None] = lambda: None,
    is_known: Callable[[Input], bool] = lambda _: False,
) -> Iterator[Reading]:
    """What `read` gives, and after each file its `Finished`.

    A file that `is_known` is not opened: it is `Unchanged`. `done` is called after each of the
    `count_files(paths)`.
    """
    for path in paths:
        for found in files_below(path):
            yield from [found] if isinstance(found, Problem) else _read_input(*found, is_known)
            done()


def _read_input(path: Path, name: str, is_known: Callable[[Input], bool]) -> Iterator[Reading]:
    before = stamped(path)
    if is_known(before):
        yield Unchanged(before.place, before.stamp)
        return
    complete = True
    for reading in _read_file(path, name):
        complete &= not isinstance(reading, Problem)
        yield reading
    yield Finished(before.place, before.stamp, complete)


def count_files(paths: Sequence[Path]) -> int:
    """How many files `read` would look at."""
    return sum(1 for path in paths for _ in files_below(path))


def _read_file(path: Path, name: str) -> Iterator[Article | Problem]:
    try:
        with path.open("rb") as file:
            yield from read_stream(file, Origin(str(path.absolute()), name))
    except OSError as error:
        yield problem_of(path, error)
