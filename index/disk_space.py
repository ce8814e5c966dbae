"""Room on the disk. Chroma damages its files on a full disk, so writers stop before that."""

from pathlib import Path
from shutil import disk_usage

from index.errors import ArchiveError

# A batch of 256 chunks takes about 6 MB in catalogue, word index, Chroma and their logs; Chroma
# writes its whole index after 10,000 vectors, over the old one, which grows by 20 MB.
RESERVE = 64 * 2**20


class FullDiskError(ArchiveError):
    """There is not enough room to go on; what was written stays."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"the disk of {folder} is full (writing needs {RESERVE // 2**20} MB free); nothing that"
            " was indexed is lost; make room and run the same command again"
        )


def has_room(folder: Path) -> bool:
    """Whether a batch can be written in `folder`."""
    return disk_usage(folder).free >= RESERVE


def ensure_room(folder: Path) -> None:
    """Raises `FullDiskError` if a batch cannot be written in `folder`."""
    if not has_room(folder):
        raise FullDiskError(folder)
