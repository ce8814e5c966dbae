"""Checks of the folder: who writes, what lies on the disk, and how much room there is."""

from pathlib import Path
from shutil import disk_usage

from index.archive import Archive
from index.chroma_files import unused_segments
from index.disk_space import RESERVE
from index.doctor.check_result import Finding
from index.writer import is_held

_MEGABYTE = 2**20
_MUCH = 64 * _MEGABYTE  # to be given back, before it is worth a warning


def check_writer(archive: Archive, is_full: bool) -> Finding:
    """Who is writing, and whether an earlier writer crashed."""
    who = archive.catalogue.engine.holder()
    if archive.is_read_only:  # nor can its lock be tried
        told = f"; the last writer, perhaps still at work, is {who}" if who else ""
        return Finding("writer", "fine", f"the folder is read-only{told}")
    if who and is_held(archive.catalogue):
        return Finding("writer", "fine", f"being written by {who}")
    if who:
        message = f"{who} stopped without finishing"
        return Finding("writer", "warning", message, "any other command cleans up after it")
    return Finding("writer", "fine", "nobody is writing")


def check_disk(archive: Archive, is_full: bool) -> Finding:
    """Bytes used, against the texts and vectors themselves; what could be given back; room."""
    used = _size(archive.folder) + archive.catalogue.engine.used()
    value = archive.catalogue.value
    least = value("SELECT COALESCE(SUM(length(CAST(text AS BLOB))), 0) FROM versions")
    least += value("SELECT COALESCE(SUM(length(data)), 0) FROM embeddings")
    told = f"{used / _MEGABYTE:.1f} MB, texts and vectors alone {least / _MEGABYTE:.1f} MB"
    if disk_usage(archive.folder).free < RESERVE and not archive.is_read_only:
        message = f"{told}; less than {RESERVE // _MEGABYTE} MB are free"
        return Finding("disk", "failure", message, "make room")
    unused = archive.catalogue.engine.unused()
    unused += sum(map(_size, unused_segments(archive.folder / "chroma")))
    if unused > _MUCH:
        message = f"{told}; {unused / _MEGABYTE:.0f} MB could be freed"
        return Finding("disk", "warning", message, "assistant doctor --repair")
    return Finding("disk", "fine", told)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
