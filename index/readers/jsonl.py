"""JSON Lines (.jsonl): one article a line, read line by line, so that size does not matter."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.encoding import LARGEST_ARTICLE
from index.readers.fields import record_of


def read_jsonl(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    empty = True
    for number, line in enumerate(_lines(file), start=1):
        here = origin.part(number, "line")
        if line.strip() in (b"", b"\xef\xbb\xbf"):
            continue
        empty = False
        try:
            yield from record_of(_value(line), here)
        except UnreadableError as error:
            yield Problem(here.place, str(error))
    if empty:
        raise UnreadableError("no article in it")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines, none longer than one byte more than the largest article; the rest is skipped."""
    while line := file.readline(LARGEST_ARTICLE + 1):
        part = line
        while len(part) > LARGEST_ARTICLE and not part.endswith(b"\n"):
            part = file.readline(LARGEST_ARTICLE + 1)
        yield line


def _value(line: bytes) -> Any:
    if len(line) > LARGEST_ARTICLE:
        raise UnreadableError(
            f"larger than {LARGEST_ARTICLE // 2**20} MB, too large for one article"
        )
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableError("not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"not valid JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not valid JSON: {error}") from error
