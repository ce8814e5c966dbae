"""Compressed files (.gz, .zip, .tar, .tar.gz): each member by the reader for its suffix.

Nothing is written to disk. Decompression bombs are not read to the end.
"""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from io import SEEK_END, BufferedReader, BytesIO, RawIOBase
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError, read_stream
from index.readers.charset import LARGEST_ARTICLE, read_bytes
from index.readers.lists import HEAD, is_list

# News expands 3 to 10 times, a decompression bomb 1,000 times (zlib's limit is 1,032).
_MOST_TIMES = 100
_MOST_BYTES = 4 * 2**30
_MOST_MEMBERS = 200_000
_DEEPEST = 2
_OF_MACOS = "__MACOSX"
_ENCRYPTED = 0x1  # a bit of a zip member's flags
_DAMAGED = (BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError)


def read_gzip(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    inner = Origin(origin.path, origin.name[: -len(".gz")], depth=origin.depth + 1)
    yield from _read(_unzipped(file, _Budget(file)), inner)


def read_tar_gzip(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    yield from _read_tar(_unzipped(file, _Budget(file)), origin)


def read_tar(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    yield from _read_tar(file, origin)


def read_zip(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    budget = _Budget(file)
    try:
        with ZipFile(_seekable(file)) as packed:
            members = packed.infolist()
            if len(members) > _MOST_MEMBERS:
                raise UnreadableError(f"more than {_MOST_MEMBERS:,} files in it")
            members = [m for m in members if not (m.is_dir() or _is_hidden(m.filename))]
            if not members:
                raise UnreadableError("contains no files")
            for member in members:
                yield from _read_zipped(packed, member, origin.member(member.filename), budget)
    except BadZipFile as error:
        raise UnreadableError(f"not a valid zip file: {error}") from error


def _read_zipped(
    packed: ZipFile, member: ZipInfo, origin: Origin, budget: "_Budget"
) -> Iterator[Article | Problem]:
    if why := _refused(member.filename):
        yield Problem(origin.place, why)
    elif member.flag_bits & _ENCRYPTED:
        yield Problem(origin.place, "encrypted; unpack it with its password first")
    else:
        try:
            with packed.open(member) as opened:
                yield from _read(_limited(opened, budget), origin)
        except (NotImplementedError, *_DAMAGED) as error:
            yield Problem(origin.place, f"damaged, or compressed by an unknown method: {error}")


def _read_tar(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    try:
        with tarfile.open(fileobj=file, mode="r|") as packed:
            is_empty = True
            for number, member in enumerate(packed, start=1):
                if number > _MOST_MEMBERS:
                    raise UnreadableError(f"more than {_MOST_MEMBERS:,} files in it")
                packed.members = []  # type: ignore[attr-defined]  # else it keeps every member
                if _is_hidden(member.name):
                    continue
                is_empty = False
                inner = origin.member(member.name)
                if why := _refused(member.name) or _special(member):
                    yield Problem(inner.place, why)
                elif member.isfile():
                    yield from _read(cast(BufferedReader, packed.extractfile(member)), inner)
            if is_empty:
                raise UnreadableError("contains no files")
    except _DAMAGED as error:
        raise UnreadableError(f"damaged: {error}") from error


def _read(file: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    if origin.depth > _DEEPEST:
        yield Problem(origin.place, f"compressed more than {_DEEPEST} times")
        return
    try:
        if is_list(origin.name, file.peek(HEAD)):
            reason = "a list of addresses; to have it read, unpack it and name it: assistant index"
            yield Problem(origin.place, f"{reason} FILE")
        else:
            yield from read_stream(file, origin)
    except _DAMAGED as error:
        yield Problem(origin.place, f"damaged: {error}")


def _refused(name: str) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        return "its path leads outside the compressed file"
    return ""


def _is_hidden(name: str) -> bool:
    """Whether the member is hidden, as in folders, or metadata that macOS adds."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not _refused(name) and any(p == _OF_MACOS or p.startswith(".") for p in parts)


def _special(member: tarfile.TarInfo) -> str:
    return "" if member.isfile() or member.isdir() else "a link or a device, not a file"


class _Budget:
    """The number of bytes that may still be decompressed from `file`, for all members together."""

    def __init__(self, file: BinaryIO) -> None:
        size = file.seek(0, SEEK_END) if file.seekable() else 0
        if size:
            file.seek(0)
        self.left = min(_MOST_BYTES, max(LARGEST_ARTICLE + 1, size * _MOST_TIMES))

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise UnreadableError(f"expands to more than {_MOST_TIMES} times its size")


class _Limited(RawIOBase):
    """A decompressed stream within a budget."""

    def __init__(self, packed: Any, budget: _Budget) -> None:
        self._packed, self._budget = packed, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._packed.read(len(buffer))
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


def _limited(packed: Any, budget: _Budget) -> BufferedReader:
    return BufferedReader(_Limited(packed, budget))


def _unzipped(file: BinaryIO, budget: _Budget) -> BufferedReader:
    return _limited(gzip.GzipFile(fileobj=file), budget)


def _seekable(file: BinaryIO) -> BinaryIO:
    """`file` itself or, since zip files are read from their end, a copy of it in memory."""
    if file.seekable():
        return file
    return BytesIO(read_bytes(file))
