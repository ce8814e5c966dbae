"""Files, folders, lists and addresses -> articles, and a Problem for all that is unreadable."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.models import FOR_LIST, Article, Finished, Input, Notice, Problem, Reading, Unchanged
from index.readers.addresses import with_source
from index.readers.base import READERS, Origin, place_of, printable, read_stream, reason_of
from index.readers.fields import with_defaults
from index.readers.folders import files_below, stamped
from index.readers.lists import Link, links_in, parser_of
from index.readers.web import Access, is_address, read_address

__all__ = ["READERS", "Access", "count_steps", "read", "read_inputs"]

_STEPS = 50  # progress of one address, in kilobytes: about the size of a page


def read(paths: Sequence[Path | str], access: Access | None = None) -> Iterator[Article | Problem]:
    """Every article in `paths`, and a Problem for all that is unreadable.

    Paths are files, folders, addresses of pages and feeds, and lists of such addresses. Reads
    lazily, in the order of the paths and of the names in each folder, with one file open at a time.
    """
    found = read_inputs(paths, access=access)
    return (reading for reading in found if isinstance(reading, Article | Problem))


def read_inputs(
    paths: Sequence[Path | str],
    progress: Callable[[int], None] = lambda _: None,
    is_known: Callable[[Input], bool] = lambda _: False,
    access: Access | None = None,
    sources: Mapping[str, str] | None = None,
) -> Iterator[Reading]:
    """What `read` yields, and `Finished` after each file and address.

    A file that `is_known` is not opened and yields `Unchanged`. `progress` gets the number of new
    steps, `count_steps(paths)` in all. `access` limits what is read from the web. `sources` names
    sources by host; without a name, the host is the source of an article that states none.
    """
    run = _Run(is_known, progress, access or Access())
    found = (one for path in paths for one in run.read(path))
    return (with_source(one, sources or {}) if isinstance(one, Article) else one for one in found)


def count_steps(paths: Sequence[Path | str]) -> int:
    """The number of steps that `read_inputs` reports: one for each kilobyte of a file.

    So a file with many articles counts as much as many files with one article each.
    """
    addresses = sum(is_address(path) for path in paths)
    files = (Path(path) for path in paths if not is_address(path))
    found = (one for path in files for one in files_below(path) if not isinstance(one, Problem))
    return addresses * _STEPS + sum(_steps(path) for path, _ in found)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over inputs: which are known, who is notified, and what of the web is read."""

    is_known: Callable[[Input], bool]
    progress: Callable[[int], None]
    access: Access

    def read(self, path: Path | str) -> Iterator[Reading]:
        if is_address(path):
            yield from _with_end(Input(str(path), ""), read_address(str(path), self.access))
            self.progress(_STEPS)
            return
        is_named = not os.path.isdir(path)  # noqa: PTH112  (which raises for some names)
        for found in files_below(Path(path)):
            if isinstance(found, Problem):
                yield found
            elif self.is_known(stamped(found[0])) or not (parser := parser_of(found[0])):
                yield from self._read_file(*found, self.progress)
            elif is_named:
                yield from self._read_list(found[0], list(links_in(found[0], parser)))
            else:
                yield _not_followed(found[0], links_in(found[0], parser))
                self.progress(_steps(found[0]))

    def _read_list(self, path: Path, links: Sequence[Link | Problem]) -> Iterator[Reading]:
        """What its links lead to; those that a run read before it was killed are known."""
        place, steps, done = place_of(path), _steps(path), 0
        for number, link in enumerate(links, start=1):
            if isinstance(link, Problem):
                yield link
            else:
                defaults = link.defaults()
                for found in self._read_link(link, place):
                    yield with_defaults(found, defaults) if isinstance(found, Article) else found
            self.progress(steps * number // len(links) - done)
            done = steps * number // len(links)
        yield Finished(place, "")

    def _read_link(self, link: Link, place: str) -> Iterator[Reading]:
        if link.file:
            for found in files_below(link.file):
                if isinstance(found, Problem):
                    yield found
                else:
                    yield from self._read_file(*found, lambda _: None)
            return
        here = Input(link.address, FOR_LIST + place)
        if self.is_known(here):
            yield Unchanged(here.place, here.stamp)
        else:
            yield from _with_end(here, read_address(link.address, self.access))

    def _read_file(
        self, path: Path, name: str, progress: Callable[[int], None]
    ) -> Iterator[Reading]:
        before, steps, reported = stamped(path), _steps(path), 0
        if self.is_known(before):
            yield Unchanged(before.place, before.stamp)
            progress(steps)
            return

        def report(position: int) -> None:
            nonlocal reported
            here = min(position // 1000, steps)
            if here > reported:
                progress(here - reported)
                reported = here

        yield from _with_end(before, _articles_of(path, name, report))
        report(steps * 1000)


def _not_followed(path: Path, links: Iterable[Link | Problem]) -> Problem:
    count = sum(isinstance(link, Link) for link in links)
    named = "1 address" if count == 1 else f"{count:,} addresses"
    reason = f"a list of {named}; to have it read, name it: assistant index {path}"
    return Problem(place_of(path), reason)


def _steps(path: Path) -> int:
    try:
        return path.stat().st_size // 1000 + 1
    except OSError:
        return 1


def _with_end(found: Input, readings: Iterable[Article | Problem]) -> Iterator[Reading]:
    complete = True
    notices: list[Notice] = []
    for reading in readings:
        if isinstance(reading, Notice):
            notices.append(reading)
        else:
            complete &= not isinstance(reading, Problem)
        yield reading
    yield Finished(found.place, found.stamp, complete, tuple(notices))


def _articles_of(
    path: Path, name: str, report: Callable[[int], None]
) -> Iterator[Article | Problem]:
    try:
        with path.open("rb") as file:
            for reading in read_stream(file, Origin(place_of(path), printable(name))):
                yield reading
                if not file.closed:
                    report(file.tell())
    except OSError as error:
        yield Problem(place_of(path), reason_of(error))
