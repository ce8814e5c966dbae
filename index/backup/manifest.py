"""The manifest of a backup: its files, their blocks, and what was in the archive."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from index.backup.block_store import DamagedBackupError

FORMAT = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StoredFile(_Frozen):
    """A file as its blocks, in order."""

    name: str
    size: int
    sha256: str
    blocks: tuple[str, ...]


class Manifest(_Frozen):
    """One backup. `counts` are of articles, versions, sentences and chunks."""

    format: int
    made: datetime
    archive: str
    schema_number: int
    counts: dict[str, int]
    files: tuple[StoredFile, ...]

    @property
    def id(self) -> str:
        """Its name, by which backups are sorted."""
        return f"{self.made.astimezone(UTC):%Y-%m-%dT%H%M%S.%f}Z"

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(file.size for file in self.files)

    @property
    def blocks(self) -> set[str]:
        """The names of all blocks that it needs."""
        return {block for file in self.files for block in file.blocks}

    def write(self, folder: Path) -> None:
        """Write it, with its own checksum, in one step."""
        folder.mkdir(parents=True, exist_ok=True)
        told = self.model_dump(mode="json")
        path = folder / f"{self.id}.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({"sha256": _sum(told), "backup": told}), "utf-8")
        fresh.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The manifest in a file; raises `DamagedBackupError`."""
        try:
            kept = json.loads(path.read_text("utf-8"))
            if kept["backup"]["format"] > FORMAT:
                raise DamagedBackupError(
                    f"{path} was written by a later version; install the newest version"
                )
            if _sum(kept["backup"]) == kept["sha256"]:
                return cls.model_validate(kept["backup"])
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            raise DamagedBackupError(f"{path} cannot be read: {error}") from error
        raise DamagedBackupError(f"{path} is damaged: its checksum differs")


def paths(folder: Path) -> list[Path]:
    """The manifests in a folder, the oldest first."""
    return sorted(folder.glob("*.json"))


def _sum(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
