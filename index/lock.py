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
def writing(folder: Path) -> Iterator[None]:
    """Holds the archive in `folder` for writing; raises `ArchiveError` while another does."""
    holder = folder / "writer.holder"
    try:
        with FileLock(folder / "writer.lock", timeout=0):
            since = datetime.now(UTC).isoformat(timespec="seconds")
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()} since {since}")
            yield
            holder.unlink(missing_ok=True)
    except Timeout:
        who = holder.read_text() if holder.exists() else "another process"
        raise ArchiveError(f"the archive is being written by {who}; try again later") from None
