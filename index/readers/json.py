"""JSON (.json): one article, a list, or an object with a list. JSON Lines (.jsonl): one a line.

Lists and lines are read one article at a time, so that their number does not matter.
"""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import partial
from io import BufferedReader
from typing import Any, BinaryIO

import ijson

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError, attempt
from index.readers.charset import LARGEST_ARTICLE, decode, too_large
from index.readers.fields import DEEPEST, record_of

_LISTS = ("articles", "items", "data", "results")
_DEEPER = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}


def read_json(file: BufferedReader, origin: Origin) -> Iterator[Article | Problem]:
    if file.peek(1).startswith(BOM_UTF8):
        file.read(len(BOM_UTF8))
    if file.peek(1).lstrip().startswith(b"["):
        yield from _records(_streamed(file), origin)
        return
    data = file.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        raise UnreadableError(
            f"larger than {LARGEST_ARTICLE // 2**20} MB; write larger files as a list or as .jsonl"
        )
    value = _parsed(decode(data))
    if isinstance(value, list):  # in UTF-16 or UTF-32, which ijson does not read
        yield from _records(iter(value), origin)
        return
    if not isinstance(value, dict):
        raise UnreadableError("neither a JSON object nor a list of them")
    found = next((value[n] for n in _LISTS if isinstance(value.get(n), list)), None)
    if found is None or "text" in value:
        yield from record_of(value, origin)
    else:
        yield from _records(iter(found), origin)


def read_jsonl(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    is_empty = True
    for number, line in enumerate(_lines(file), start=1):
        if line.strip() not in (b"", BOM_UTF8):
            is_empty = False
            here = origin.part(number, "line")
            yield from attempt(here.place, partial(_of_line, line, here))
    if is_empty:
        raise UnreadableError("contains no articles")


def _of_line(line: bytes, origin: Origin) -> Iterator[Article | Problem]:
    if len(line) > LARGEST_ARTICLE:
        raise too_large()
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("not UTF-8 text") from error
    return record_of(_parsed(text, is_line=True), origin)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines, cut to one byte more than the largest article."""
    while line := file.readline(LARGEST_ARTICLE + 1):
        part = line
        while len(part) > LARGEST_ARTICLE and not part.endswith(b"\n"):
            part = file.readline(LARGEST_ARTICLE + 1)
        yield line


def _parsed(text: str, is_line: bool = False) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"column {error.colno}" if is_line else f"line {error.lineno}, column {error.colno}"
        what = error.msg.removesuffix(" at")
        raise UnreadableError(f"not valid JSON: {what} at {where}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not valid JSON: {error}") from error


def _records(values: Iterator[Any], origin: Origin) -> Iterator[Article | Problem]:
    number = 0
    try:
        for number, value in enumerate(values, start=1):
            here = origin.part(number, "item")
            yield from attempt(here.place, partial(record_of, value, here))
    except (ijson.JSONError, UnicodeDecodeError) as error:
        why = " ".join(str(error).split())[:100]
        place = origin.part(number + 1, "item").place
        yield Problem(place, f"not valid JSON from here on: {why}")
        return
    if not number:
        raise UnreadableError("contains no articles")


def _streamed(file: BufferedReader) -> Iterator[Any]:
    events = _shallow(ijson.basic_parse(file, use_float=True))
    return iter(ijson.items(ijson.parse(events), "item"))


def _shallow(events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Limits nesting: ijson keeps the path of all open levels, 23 GB for 100,000 brackets."""
    depth = 0
    for event, value in events:
        depth += _DEEPER.get(event, 0)
        if depth > DEEPEST:
            raise ijson.JSONError(f"nested more than {DEEPEST} levels deep")
        yield event, value
