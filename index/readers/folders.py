"""A path -> the files to read: sorted, without hidden ones, each folder once despite links.

Skips archive folders (they contain a catalogue) and notebooks.
"""

import glob
import os
import time
from collections.abc import Iterator
from pathlib import Path

from index.models import Input, Problem
from index.readers.base import place_of, reason_of

_CATALOGUE = "catalogue.sqlite"
_NOTEBOOK = ".ipynb"
# Increase when the output of a reader changes: every file is then read again.
_READERS = 8
# A stamp is trusted if the file has not changed for this long (ns): more than the resolution of the
# file system's timestamps, which may be two seconds if they are whole seconds.
_SECOND = 1_000_000_000
TICK = _SECOND // 20


def files_below(path: Path) -> Iterator[tuple[Path, str] | Problem]:
    """Each file with its name relative to `path` (forward slashes), or a Problem for other things.

    A path with *, ? or [ that does not exist is a pattern.
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
        yield Problem(place_of(path), reason_of(error))
        return
    found = _walk(path) if is_folder else iter([_file(path, path.name)])
    first = next(found, Problem(place_of(path), "nothing to index in this folder"))
    yield first
    yield from found


def stamped(path: Path) -> Input:
    """The file as an input; the stamp is empty if the file may have just changed."""
    try:
        stat = path.stat()
    except OSError:
        return Input(place_of(path), "")
    changed = max(stat.st_mtime_ns, stat.st_ctime_ns)
    tick = TICK if changed % _SECOND else 2 * _SECOND
    state = (_READERS, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    stamp = "-".join(map(str, state)) if time.time_ns() - changed > tick else ""
    return Input(place_of(path), stamp)


def _walk(root: Path) -> Iterator[tuple[Path, str] | Problem]:
    failed: list[OSError] = []
    seen: set[Path] = set()
    for name, folders, files in os.walk(root, followlinks=True, onerror=failed.append):
        folder = Path(name)
        real = Path(os.path.realpath(folder))
        skipped = real in seen or _CATALOGUE in files
        folders[:] = sorted(n for n in folders if not n.startswith(".") and not skipped)
        if skipped:
            continue
        seen.add(real)
        for file in sorted(files):
            if file.startswith(".") or file.lower().endswith(_NOTEBOOK):
                continue
            yield _file(folder / file, (folder / file).relative_to(root).as_posix())
    for error in failed:
        yield Problem(place_of(Path(error.filename)), reason_of(error))


def _file(path: Path, name: str) -> tuple[Path, str] | Problem:
    try:
        if path.is_file():
            return path, name
        reason = "not a regular file" if path.exists() else "no such file or folder"
        return Problem(place_of(path), reason)
    except OSError as error:
        return Problem(place_of(path), reason_of(error))
