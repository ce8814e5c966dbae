"""Files and folders -> articles, lazily, and a Problem for whatever is none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from index.models import Article, Finished, Input, Notice, Problem, Reading, Unchanged
from index.readers.base import Origin
from index.readers.file_names import place_of, spelled
from index.readers.folders import files_below, problem_of, stamped
from index.readers.registry import READERS, read_stream
from index.readers.web import Access, is_address, read_address

__all__ = ["READERS", "Access", "count_steps", "read", "read_inputs"]

_STEPS = 50  # an address counts as so many kilobytes, the size of a page


def read(paths: Sequence[Path | str], access: Access | None = None) -> Iterator[Article | Problem]:
    """Every article in `paths`, and a Problem for what is none.

    Files, folders with all below, and addresses of pages and feeds. Lazily, in the order of the
    paths and of the names below them; one file is open at a time.
    """
    found = read_inputs(paths, access=access)
    return (reading for reading in found if isinstance(reading, Article | Problem))


def read_inputs(
    paths: Sequence[Path | str],
    progress: Callable[[int], None] = lambda _: None,
    is_known: Callable[[Input], bool] = lambda _: False,
    access: Access | None = None,
) -> Iterator[Reading]:
    """What `read` gives, and after each file and address its `Finished`.

    A file that `is_known` is not opened: it is `Unchanged`. `progress` is told of steps done, which
    are `count_steps(paths)` in all. `access` is what may be read from the web.
    """
    access = access or Access()
    for path in paths:
        if is_address(path):
            yield from _to_the_end(Input(str(path), ""), read_address(str(path), access))
            progress(_STEPS)
            continue
        for found in files_below(Path(path)):
            if isinstance(found, Problem):
                yield found
            else:
                yield from _read_input(*found, is_known, progress)


def count_steps(paths: Sequence[Path | str]) -> int:
    """How many steps `read_inputs` will tell of: one a kilobyte of a file, so that one that holds
    many articles counts as much as the many files that hold one each.
    """
    addresses = sum(is_address(path) for path in paths)
    files = (Path(path) for path in paths if not is_address(path))
    found = (one for path in files for one in files_below(path) if not isinstance(one, Problem))
    return addresses * _STEPS + sum(_steps(path) for path, _ in found)


def _steps(path: Path) -> int:
    try:
        return path.stat().st_size // 1000 + 1
    except OSError:
        return 1


def _read_input(
    path: Path, name: str, is_known: Callable[[Input], bool], progress: Callable[[int], None]
) -> Iterator[Reading]:
    before, steps = stamped(path), _steps(path)
    if is_known(before):
        yield Unchanged(before.place, before.stamp)
        progress(steps)
        return
    told = 0

    def come_to(place: int) -> None:
        nonlocal told
        here = min(place // 1000, steps)
        if here > told:
            progress(here - told)
            told = here

    yield from _to_the_end(before, _read_file(path, name, come_to))
    come_to(steps * 1000)


def _to_the_end(found: Input, readings: Iterable[Article | Problem]) -> Iterator[Reading]:
    complete = True
    notices: list[Notice] = []
    for reading in readings:
        if isinstance(reading, Notice):
            notices.append(reading)
        else:
            complete &= not isinstance(reading, Problem)
        yield reading
    yield Finished(found.place, found.stamp, complete, tuple(notices))


def _read_file(
    path: Path, name: str, come_to: Callable[[int], None]
) -> Iterator[Article | Problem]:
    try:
        with path.open("rb") as file:
            for reading in read_stream(file, Origin(place_of(path), spelled(name))):
                yield reading
                if not file.closed:
                    come_to(file.tell())
    except OSError as error:
        yield problem_of(path, error)
