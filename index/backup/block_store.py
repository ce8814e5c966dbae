"""A folder of blocks, each named by the SHA-256 of its contents: what is the same is kept once."""

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import ArchiveError

SIZE = 64 * 1024  # bytes; SQLite changes whole pages in place, of 4,096 bytes
_FASTEST = 1


class DamagedBackupError(ArchiveError):
    """Something in a backup is missing or damaged."""


class BlockStore:
    """Compressed blocks in a folder; one process writes at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> tuple[str, int]:
        """Keep a block; its name, and how many bytes that took: 0 if it was there already."""
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        if path.exists():
            return name, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = zlib.compress(data, _FASTEST)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(packed)
        fresh.replace(path)
        return name, len(packed)

    def get(self, name: str) -> bytes:
        """The block of that name; raises `DamagedBackupError`."""
        try:
            data = zlib.decompress(self._path(name).read_bytes())
        except (OSError, zlib.error) as error:
            raise DamagedBackupError(f"the block {name[:12]} cannot be read ({error})") from error
        if hashlib.sha256(data).hexdigest() != name:
            raise DamagedBackupError(f"the block {name[:12]} is damaged: its checksum differs")
        return data

    def damaged(self, names: Iterable[str]) -> Iterator[str]:
        """Those of these blocks that cannot be read, after reading each."""
        for name in names:
            try:
                self.get(name)
            except DamagedBackupError:
                yield name

    def remove(self, names: Iterable[str]) -> None:
        """Remove blocks; those that do not exist are ignored."""
        for name in names:
            self._path(name).unlink(missing_ok=True)

    def names(self) -> set[str]:
        """The names of all blocks."""
        return {path.name for path in self.folder.glob("??/*") if not path.suffix}

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name


def flush() -> None:
    """Wait until all that was written is on the disk."""
    os.sync()
