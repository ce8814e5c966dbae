"""Backups of one or more archives in a folder, and archives restored from them.

DEST/backups/2026-11-30T145203.123456Z.json   the manifest of each
DEST/blocks/ab/abcdef...                      64 kB of a file, compressed
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from index.archive import Archive
from index.backup.block_store import SIZE, BlockStore, DamagedBackupError, flush
from index.backup.manifest import FORMAT, Manifest, StoredFile, paths
from index.backup.parts import CATALOGUE, Part, files_of
from index.catalog.catalogue import Catalogue
from index.catalog.changes import detach_vectors
from index.catalog.database import note_facts
from index.catalog.transfer import add_words
from index.errors import ArchiveError
from index.writer import Progress

_NOTE = "backups.json"  # in an archive's folder: where backups of it were written
_FACT = "backups"  # the same in PostgreSQL


@dataclass(frozen=True, slots=True)
class Made:
    """A new backup, and how many (compressed) bytes it added to the folder."""

    manifest: Manifest
    added: int


class Backups:
    """The backups in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._store = BlockStore(self.folder / "blocks")
        self._manifests = self.folder / "backups"

    def make(
        self, archive: Path, parts: Sequence[Part] = (), database: Catalogue | None = None
    ) -> Made:
        """Back up the archive in a folder, while it may be read and written.

        `parts` are its parts, the catalogue last; by default the catalogue alone. If they are in
        PostgreSQL, `database` is the catalogue there: their copies begin as the newest backup ends.
        Raises `ArchiveError` if the archive is damaged, or another backup is being written.
        """
        parts = parts or files_of(archive)
        with self._locked(), TemporaryDirectory(prefix="copy-", dir=self.folder) as copies:
            made = datetime.now(UTC)
            if database:
                self._place_newest(database.fact("archive"), Path(copies))
            kept = [self._keep(part, Path(copies)) for part in parts]
            known = Catalogue(Path(copies, CATALOGUE))
            try:
                manifest = Manifest(
                    format=FORMAT,
                    made=made,
                    archive=known.find_fact("archive") or "",  # early layouts have none
                    schema_number=int(known.fact("schema")),
                    counts=known.counts(),
                    files=tuple(file for file, _ in kept),
                )
            finally:
                known.close()
            flush()  # the blocks before what names them
            manifest.write(self._manifests)
        note_backup(archive, database, self.folder)
        return Made(manifest, sum(added for _, added in kept))

    def all(self) -> list[Manifest]:
        """The backups, the oldest first; raises `DamagedBackupError`."""
        return [Manifest.read(path) for path in paths(self._manifests)]

    def find(self, name: str | None = None) -> Manifest:
        """The backup whose id begins with `name`; without one, the newest that can be read."""
        found = [path for path in paths(self._manifests) if path.name.startswith(name or "")]
        if not found:
            which = f"no backup {name!r}" if name else "no backup"
            raise ArchiveError(f"there is {which} in {self.folder}")
        if name and len(found) > 1:
            raise ArchiveError(f"several backups begin with {name!r}; --list shows their ids")
        return Manifest.read(found[-1])

    def restore(
        self, manifest: Manifest, folder: Path, progress: Progress | None = None
    ) -> dict[str, int]:
        """Make an archive of a backup in a `folder` that has none; tells what it holds.

        Its vectors are made from those in the catalogue, in its own folder; nothing is embedded.
        If that is cut off, it goes on when the archive is next opened. Raises `ArchiveError`
        if the folder has an archive, `DamagedBackupError` if the backup is damaged.
        """
        self.place(manifest, folder)
        with Archive.open(folder, progress=progress) as archive:
            counts = archive.catalogue.counts()
            # Where their embedder is gone and not all are kept, `re_embed` is next.
            is_unfilled = bool(archive.catalogue.find_fact("unfilled"))
            vectors = counts["chunks"] if is_unfilled else archive.vectors.count()
        if counts != manifest.counts or vectors != counts["chunks"]:
            raise DamagedBackupError(
                f"{folder} has {counts} and {vectors} vectors, the backup {manifest.counts};"
                " `assistant doctor --full` says what is wrong"
            )
        return counts

    def place(self, manifest: Manifest, folder: Path) -> None:
        """Write the SQLite files of a backup to a `folder` without an archive; Chroma has none yet.

        The catalogue gets its name last, so that it is there whole or not.
        """
        begun = folder / "restoring"  # where an earlier attempt was cut off
        names = [Path(file.name).name for file in manifest.files]
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "restore.lock", timeout=60):
            if (folder / CATALOGUE).exists() or (
                not begun.exists() and any((folder / name).exists() for name in names)
            ):
                raise ArchiveError(
                    f"{folder} already holds an archive; move it away, or choose another folder"
                    " with --archive"
                )
            begun.touch()
            for leftover in folder.glob("*.new*"):
                leftover.unlink()
            fresh = [self._restore(file, folder) for file in manifest.files]
            catalogue = Catalogue(folder / f"{CATALOGUE}.new")
            try:
                catalogue.migrate()
                detach_vectors(catalogue)
                add_words(catalogue)
            finally:
                catalogue.close()
            flush()
            for path in sorted(fresh, key=lambda path: path.stem == CATALOGUE):
                path.replace(path.with_suffix(""))
            begun.unlink()

    def check(self) -> dict[str, list[str]]:
        """Read every block; tells what is damaged of which backups, by their ids.

        Damaged blocks are removed, so that the next backup writes them again.
        """
        with self._locked():
            found: dict[str, list[str]] = {}
            known: list[Manifest] = []
            for path in paths(self._manifests):
                try:
                    known.append(Manifest.read(path))
                except DamagedBackupError as error:
                    found[path.stem] = [str(error)]
            needed = sorted({block for manifest in known for block in manifest.blocks})
            damaged = set(self._store.damaged(needed))
            for manifest in known:
                if lacking := sorted(manifest.blocks & damaged):
                    found[manifest.id] = [f"{len(lacking)} of its blocks are damaged"]
            self._store.remove(damaged)
        return found

    def keep(self, number: int) -> list[str]:
        """Remove all but the newest backups, and the blocks that no other needs; tells which."""
        with self._locked():
            gone = paths(self._manifests)[:-number]
            for path in gone:
                path.unlink()
            needed = {block for manifest in self.all() for block in manifest.blocks}
            self._store.remove(self._store.names() - needed)
        return [path.stem for path in gone]

    def _place_newest(self, archive: str, copies: Path) -> None:
        """Write the files of the newest backup of that archive, if there is one that is whole."""
        for path in reversed(paths(self._manifests)):
            with suppress(DamagedBackupError):
                if (earlier := Manifest.read(path)).archive == archive:
                    for file in earlier.files:
                        self._restore(file, copies).replace(copies / file.name)
                    return

    def _keep(self, part: Part, copies: Path) -> tuple[StoredFile, int]:
        path = copies / part.name
        part.copy_to(path)
        whole, blocks, size, added = hashlib.sha256(), [], 0, 0
        with path.open("rb") as copy:
            while data := copy.read(SIZE):
                whole.update(data)
                name, bytes_added = self._store.put(data)
                blocks.append(name)
                size, added = size + len(data), added + bytes_added
        file = StoredFile(name=part.name, size=size, sha256=whole.hexdigest(), blocks=tuple(blocks))
        return file, added

    def _restore(self, file: StoredFile, folder: Path) -> Path:
        path, whole = folder / f"{Path(file.name).name}.new", hashlib.sha256()
        with path.open("wb") as fresh:
            for name in file.blocks:
                data = self._store.get(name)
                whole.update(data)
                fresh.write(data)
        if whole.hexdigest() != file.sha256:
            raise DamagedBackupError(f"{file.name} differs from what was backed up")
        return path

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / "backup.lock", timeout=0):
                yield
        except Timeout:
            raise ArchiveError(f"another process is writing a backup in {self.folder}") from None


def backups_of(archive: Path, database: Catalogue | None = None) -> dict[Path, list[str]]:
    """Where backups of an archive were written, and the ids of those there are now.

    A folder that is not there now (another disk or machine, perhaps) has none. `database` is the
    catalogue of an archive in PostgreSQL, which is backed up on several machines.
    """
    names = _noted(archive, database)
    return {Path(name): [path.stem for path in paths(Path(name, "backups"))] for name in names}


def _noted(archive: Path, database: Catalogue | None) -> list[str]:
    kept = database.find_fact(_FACT) if database else _read(archive / _NOTE)
    return list(json.loads(kept or "[]"))


def note_backup(archive: Path, database: Catalogue | None, folder: Path) -> None:
    """Remember where backups are; an archive that may only be read does not."""
    if database:
        if not database.is_read_only:
            _note_there(database, folder)
        return
    known = _noted(archive, None)
    if str(folder) not in known:
        with suppress(OSError):
            (archive / _NOTE).write_text(json.dumps([*known, str(folder)]), "utf-8")


def _note_there(database: Catalogue, folder: Path) -> None:
    with database.transaction() as db:  # in which no other machine notes its own
        known = list(json.loads(database.find_fact(_FACT) or "[]"))
        if str(folder) not in known:
            note_facts(db, {_FACT: json.dumps([*known, str(folder)])})


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""
