"""Errors that a person can act on: the message says what was wrong and what to do."""

import shlex
from pathlib import Path


def in_short(error: Exception, most: int = 100) -> str:
    """The type of an error and the first `most` characters of its message, in one line."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:most]}" if words else type(error).__name__


class ArchiveError(Exception):
    """The archive or its input cannot be used; the message is one line for a person."""


class DamagedError(ArchiveError):
    """Chroma's index cannot be used. Nothing is lost: it can be made again from the catalogue."""


class ReadOnlyError(ArchiveError):
    """The archive in `folder` may only be read; `why` is what the operating system says."""

    def __init__(self, folder: Path, why: str = "you may only read it") -> None:
        copy = f"`cp -r {shlex.quote(str(folder))} COPY`"
        super().__init__(
            f"nothing can be written in {folder} ({why}); {copy} to a folder where you may write,"
            " then use --archive COPY"
        )
