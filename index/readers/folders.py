"""A path -> the files to read: sorted, no hidden names, each folder once however it is linked.

An archive's own folder, known by its catalogue, is passed over: it holds no articles to read. So
are notebooks, in which people work with what was indexed.
"""

import glob
import os
import time
from collections.abc import Iterator
from pathlib import Path

from index.models import Input, Problem
from index.readers.file_names import place_of

_CATALOGUE = "catalogue.sqlite"
_NOTEBOOK = ".ipynb"
# Bump when a reader reads otherwise: every file is then read again.
_READERS = 4
# How long (ns) a file must have been left alone for its stamp to be trusted: longer than a tick of
# the clock that the file system stamps with, which is two seconds where it counts whole ones.
_SECOND = 1_000_000_000
TICK = _SECOND // 20


def files_below(path: Path) -> Iterator[tuple[Path, str] | Problem]:
    """Each file with its name below `path` (forward slashes), and a Problem for what is no file.

    A path with *, ? or [ in it that names nothing itself stands for all that match.
    """
    if glob.has_magic(str(path)) and not os.path.lexists(path):
        matching = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  (also absolute ones)
        for match in matching:
            yield from files_below(Path(match))
        if matching:
            return
    try:
        is_folder = path.is_dir()
    except OSError as error:
        yield problem_of(path, error)
        return
    found = _walk(path) if is_folder else iter([_file(path, path.name)])
    first = next(found, Problem(place_of(path), "nothing to index in this folder"))
    yield first
    yield from found


def stamped(path: Path) -> Input:
    """The file as an input; its stamp is empty where it may have changed an instant ago."""
    try:
        stat = path.stat()
    except OSError:
        return Input(place_of(path), "")
    changed = max(stat.st_mtime_ns, stat.st_ctime_ns)
    tick = TICK if changed % _SECOND else 2 * _SECOND
    state = (_READERS, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    stamp = "-".join(map(str, state)) if time.time_ns() - changed > tick else ""
    return Input(place_of(path), stamp)


def problem_of(path: Path, error: OSError) -> Problem:
    """What the operating system said, in its words."""
    return Problem(place_of(path), error.strerror or str(error))


def _walk(root: Path) -> Iterator[tuple[Path, str] | Problem]:
    failed: list[OSError] = []
    seen: set[Path] = set()
    for name, folders, files in os.walk(root, followlinks=True, onerror=failed.append):
        folder = Path(name)
        real = Path(os.path.realpath(folder))
        passed_over = real in seen or _CATALOGUE in files
        folders[:] = sorted(n for n in folders if not n.startswith(".") and not passed_over)
        if passed_over:
            continue
        seen.add(real)
        for file in sorted(files):
            if file.startswith(".") or file.lower().endswith(_NOTEBOOK):
                continue
            yield _file(folder / file, (folder / file).relative_to(root).as_posix())
    # os.walk goes on past a folder that it may not open, and says so here.
    for error in failed:
        yield problem_of(Path(error.filename), error)


def _file(path: Path, name: str) -> tuple[Path, str] | Problem:
    try:
        if path.is_file():
            return path, name
        reason = "not a file that can be read" if path.exists() else "no such file or folder"
        return Problem(place_of(path), reason)
    except OSError as error:
        return problem_of(path, error)
