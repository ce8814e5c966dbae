"""One writer at a time: a lock that says who holds it and is let go by its holder's death."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ArchiveError


@contextmanager
def writing(folder: Path, wait: float = 0) -> Iterator[bool]:
    """Holds the archive in `folder` for writing; tells whether the last holder came to a bad end.

    Raises `ArchiveError` where another still does after `wait` seconds.
    """
    path = _holder(folder)
    try:
        with FileLock(folder / "writer.lock", timeout=wait):
            has_died = path.exists()
            since = datetime.now(UTC).isoformat(timespec="seconds")
            path.write_text(f"process {os.getpid()} on {socket.gethostname()} since {since}")
            yield has_died
            path.unlink(missing_ok=True)  # stays where an exception or a kill ends the work
    except Timeout:
        raise ArchiveError(
            f"the archive is being written by {holder(folder) or 'another process'};"
            " try again later, or wait for it with --wait SECONDS"
        ) from None


def holder(folder: Path) -> str | None:
    """Who holds the archive, or held it and came to a bad end."""
    try:
        return _holder(folder).read_text("utf-8")
    except OSError:
        return None


def is_held(folder: Path) -> bool:
    """Whether somebody is writing now."""
    try:
        with FileLock(folder / "writer.lock", timeout=0):
            return False
    except Timeout:
        return True


def _holder(folder: Path) -> Path:
    return folder / "writer.holder"
