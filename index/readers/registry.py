"""Which reader reads which suffix. Readers are imported when a file first needs them."""

from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO

from index.extras import MissingExtraError, require
from index.models import Article, Problem
from index.readers.base import Origin, Reader, UnreadableError, in_short


def _in(module: str, name: str, extra: str | None = None) -> Reader:
    def read(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
        where = f"index.readers.{module}"
        found = require(extra, where) if extra else import_module(where)
        reader: Reader = getattr(found, name)
        return reader(file, origin)

    return read


READERS: dict[str, Reader] = {
    ".txt": _in("text", "read_plain_text"),
    ".md": _in("markdown", "read_markdown"),
    ".markdown": _in("markdown", "read_markdown"),
    ".html": _in("html", "read_html"),
    ".htm": _in("html", "read_html"),
    ".jsonl": _in("jsonl", "read_jsonl"),
    ".ndjson": _in("jsonl", "read_jsonl"),
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


def read_stream(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    """The articles of one file, by the suffix of its name, and a Problem for what cannot be read.

    Raises `OSError` where the operating system cannot go on reading.
    """
    suffix = suffix_of(origin.name)
    if suffix not in READERS:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        yield Problem(origin.place, f"no reader for {kind}")
        return
    try:
        yield from READERS[suffix](file, origin)
    except (UnreadableError, MissingExtraError) as error:
        yield Problem(origin.place, str(error))
    except OSError:
        raise
    except Exception as error:  # a parser that fails on one file must not end the run
        yield Problem(origin.place, f"cannot be read: {in_short(error)}")


def suffix_of(name: str) -> str:
    """The longest known suffix of a file's name, else its last, in lower case."""
    parts = name.lower().rpartition("/")[2].split(".")
    suffixes = ["." + ".".join(parts[i:]) for i in range(1, len(parts))]
    known = [suffix for suffix in suffixes if suffix in READERS]
    return (known or suffixes[-1:] or [""])[0]
