"""What all readers share: their interface, where an article comes from, the table of formats.

A reader takes an open binary file and its origin, and yields articles. It raises `UnreadableError`
to skip the rest of the file; reading goes on with the next file.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path

from index.errors import ArchiveError, in_short
from index.extras import late
from index.models import Article, Problem

Reader = Callable[[BufferedReader, "Origin"], Iterator[Article | Problem]]

_BYTE = re.compile("[\udc80-\udcff]")
_OTHER_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile("%([89A-F][0-9A-F])")


class UnreadableError(Exception):
    """The input cannot be read as an article; the text briefly says why."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A file or a part of it: its absolute `path`, and its `name` relative to the indexed folder.

    `number` counts parts of a kind (`unit`: line, item, ...) from 1. `depth` counts the compressed
    files around it.
    """

    path: str
    name: str
    number: int | None = None
    unit: str = "line"
    depth: int = 0

    def part(self, number: int, unit: str) -> "Origin":
        """A numbered part of this file."""
        return replace(self, number=number, unit=unit)

    def member(self, name: str) -> "Origin":
        """A file in this compressed file."""
        name = printable(name)
        path, own = f"{self.path}!{name}", f"{self.name}!{name}"
        return replace(self, path=path, name=own, depth=self.depth + 1)

    @property
    def place(self) -> str:
        """The location as shown to a person."""
        return self.path if self.number is None else f"{self.path}, {self.unit} {self.number}"

    @property
    def anchor(self) -> str:
        """The suffix of an id or path that names the part: "#L3", "#3" or ""."""
        if self.number is None:
            return ""
        return f"#L{self.number}" if self.unit == "line" else f"#{self.number}"


def printable(name: str) -> str:
    """A file name as it can be stored and shown: bytes that are not UTF-8 become %FF, %C4, ...

    Python represents such bytes as lone surrogates, which SQLite and terminals reject.

    >>> printable("caf" + chr(0xDCE9) + ".txt")
    'caf%E9.txt'
    """
    shown = _BYTE.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", name)
    return _OTHER_SURROGATE.sub("\ufffd", shown)


def place_of(path: Path) -> str:
    """The absolute path of a file or folder, printable."""
    return printable(str(path.absolute()))


def is_there(place: str) -> bool:
    """Whether the file that `place_of` gave this place for still exists."""
    name = _ESCAPED.sub(lambda byte: chr(0xDC00 + int(byte[1], 16)), place)
    return Path(place).exists() or (name != place and Path(name).exists())


def reason_of(error: Exception) -> str:
    """Why something is not read: in the error's own words if they are for a person."""
    if isinstance(error, UnreadableError | ArchiveError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"cannot be read: {in_short(error)}"


def attempt(
    place: str, readings: Callable[[], Iterable[Article | Problem]]
) -> Iterator[Article | Problem]:
    """The readings of one part of an input; any error becomes a Problem of that part."""
    try:
        yield from readings()
    except Exception as error:  # a parser that fails on one part must not end the run
        yield Problem(place, reason_of(error))


def _in(module: str, name: str, extra: str | None = None) -> Reader:
    return late(f"index.readers.{module}", name, extra)


READERS: dict[str, Reader] = {
    ".txt": _in("text", "read_plain_text"),
    ".md": _in("markdown", "read_markdown"),
    ".markdown": _in("markdown", "read_markdown"),
    ".html": _in("html", "read_html"),
    ".htm": _in("html", "read_html"),
    ".jsonl": _in("json", "read_jsonl"),
    ".ndjson": _in("json", "read_jsonl"),
    ".json": _in("json", "read_json"),
    ".csv": _in("csv", "read_csv"),
    ".tsv": _in("csv", "read_csv"),
    ".pdf": _in("pdf", "read_pdf", extra="formats"),
    ".docx": _in("docx", "read_docx", extra="formats"),
    ".eml": _in("mail", "read_eml"),
    ".mbox": _in("mail", "read_mbox"),
    ".warc": _in("warc", "read_warc", extra="formats"),
    ".gz": _in("compressed", "read_gzip"),
    ".zip": _in("compressed", "read_zip"),
    ".tar": _in("compressed", "read_tar"),
    ".tar.gz": _in("compressed", "read_tar_gzip"),
    ".tgz": _in("compressed", "read_tar_gzip"),
}


def read_stream(file: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of one file, by the suffix of its name, and a Problem for what is unreadable.

    Raises `OSError` if the file itself cannot be read any further.
    """
    suffix = suffix_of(origin.name)
    if suffix not in READERS:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        yield Problem(origin.place, f"no reader for {kind}")
        return
    try:
        yield from READERS[suffix](file, origin)
    except OSError:
        raise
    except Exception as error:  # a parser that fails on one file must not end the run
        yield Problem(origin.place, reason_of(error))


def suffix_of(name: str) -> str:
    """The longest known suffix of a file name, else the last one, in lower case."""
    parts = name.lower().rpartition("/")[2].split(".")
    suffixes = ["." + ".".join(parts[i:]) for i in range(1, len(parts))]
    known = [suffix for suffix in suffixes if suffix in READERS]
    return (known or suffixes[-1:] or [""])[0]
