"""Files and folders -> articles: which reader reads which suffix, and what happens to the rest."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.article import Article, Finished, Input, Problem, Reading, Unchanged
from index.readers.html import read_html
from index.readers.jsonl import read_jsonl
from index.readers.markdown import read_markdown
from index.readers.origin import Origin, Reader, UnreadableError, in_short
from index.readers.text import read_plain_text
from index.readers.walking import files_below, problem_of, stamped

READERS: dict[str, Reader] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}


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
    origin = Origin(str(path.absolute()), name)
    suffix = path.suffix.lower()
    if suffix not in READERS:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        yield Problem(origin.place, f"no reader for {kind}")
        return
    try:
        with path.open("rb") as file:
            yield from READERS[suffix](file, origin)
    except UnreadableError as error:
        yield Problem(origin.place, str(error))
    except OSError as error:
        yield problem_of(path, error)
    except Exception as error:  # a parser that fails on one file must not end the run
        yield Problem(origin.place, f"cannot be read: {in_short(error)}")
