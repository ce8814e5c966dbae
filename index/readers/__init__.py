"""Files and folders -> articles, lazily, and a Problem for whatever is none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from index.article import Article, Finished, Input, Problem, Reading, Unchanged
from index.readers.origin import Origin
from index.readers.registry import READERS, read_stream
from index.readers.walking import files_below, problem_of, stamped
from index.readers.web import Access, is_address, read_address

__all__ = ["READERS", "Access", "count_files", "read", "read_inputs"]


def read(paths: Sequence[Path | str], access: Access | None = None) -> Iterator[Article | Problem]:
    """Every article in `paths`, and a Problem for what is none.

    Files, folders with all below, and addresses of pages and feeds. Lazily, in the order of the
    paths and of the names below them; one file is open at a time.
    """
    found = read_inputs(paths, access=access)
    return (reading for reading in found if isinstance(reading, Article | Problem))


def read_inputs(
    paths: Sequence[Path | str],
    done: Callable[[], None] = lambda: None,
    is_known: Callable[[Input], bool] = lambda _: False,
    access: Access | None = None,
) -> Iterator[Reading]:
    """What `read` gives, and after each file and address its `Finished`.

    A file that `is_known` is not opened: it is `Unchanged`. `done` is called after each of the
    `count_files(paths)`. `access` is what may be read from the web.
    """
    access = access or Access()
    for path in paths:
        if is_address(path):
            yield from _to_the_end(Input(str(path), ""), read_address(str(path), access))
            done()
            continue
        for found in files_below(Path(path)):
            yield from [found] if isinstance(found, Problem) else _read_input(*found, is_known)
            done()


def count_files(paths: Sequence[Path | str]) -> int:
    """How many files and addresses `read` would look at."""
    addresses = sum(is_address(path) for path in paths)
    files = (Path(path) for path in paths if not is_address(path))
    return addresses + sum(1 for path in files for _ in files_below(path))


def _read_input(path: Path, name: str, is_known: Callable[[Input], bool]) -> Iterator[Reading]:
    before = stamped(path)
    if is_known(before):
        yield Unchanged(before.place, before.stamp)
    else:
        yield from _to_the_end(before, _read_file(path, name))


def _to_the_end(found: Input, readings: Iterable[Article | Problem]) -> Iterator[Reading]:
    complete = True
    for reading in readings:
        complete &= not isinstance(reading, Problem)
        yield reading
    yield Finished(found.place, found.stamp, complete)


def _read_file(path: Path, name: str) -> Iterator[Article | Problem]:
    try:
        with path.open("rb") as file:
            yield from read_stream(file, Origin(str(path.absolute()), name))
    except OSError as error:
        yield problem_of(path, error)
