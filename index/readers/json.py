"""JSON (.json): one article, a list of them, or an object with the list under a name."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import ijson

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.encoding import LARGEST_ARTICLE, decode
from index.readers.fields import DEEPEST, record_of

_LISTS = ("articles", "items", "data", "results")
_HEAD = 2**16
_DEEPER = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}


def read_json(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    head = file.read(_HEAD)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        yield from _records(_streamed(_Joined(head, file)), origin)
        return
    data = head + file.read(LARGEST_ARTICLE + 1 - len(head))
    if len(data) > LARGEST_ARTICLE:
        raise UnreadableError(f"larger than {LARGEST_ARTICLE // 2**20} MB; a list or .jsonl may be")
    value = _parsed(decode(data))
    if isinstance(value, list):  # in UTF-16 or -32, which cannot be read bit by bit
        yield from _records(iter(value), origin)
        return
    found = next((value[n] for n in _LISTS if isinstance(value.get(n), list)), None)
    if found is None or "text" in value:
        yield from record_of(value, origin)
    else:
        yield from _records(iter(found), origin)


def _parsed(text: str) -> dict[str, Any] | list[Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableError(
            f"not valid JSON: {error.msg.removesuffix(' at')} at {where}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not valid JSON: {error}") from error
    if not isinstance(value, dict | list):
        raise UnreadableError("neither an object in braces nor a list of them")
    return value


def _records(values: Iterator[Any], origin: Origin) -> Iterator[Article | Problem]:
    number = 0
    while True:
        number += 1
        here = origin.part(number, "item")
        try:
            yield from record_of(next(values), here)
        except StopIteration:
            break
        except UnreadableError as error:
            yield Problem(here.place, str(error))
        except (ijson.JSONError, UnicodeDecodeError) as error:
            why = " ".join(str(error).split())[:100]
            yield Problem(here.place, f"not valid JSON from here on: {why}")
            return
    if number == 1:
        raise UnreadableError("no article in it")


def _streamed(file: "_Joined") -> Iterator[Any]:
    events = _shallow(ijson.basic_parse(file, use_float=True))
    return iter(ijson.items(ijson.parse(events), "item"))


def _shallow(events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The parser keeps the names of all that is open: 100,000 brackets take 23 GB."""
    depth = 0
    for event, value in events:
        depth += _DEEPER.get(event, 0)
        if depth > DEEPEST:
            raise ijson.JSONError(f"nested more than {DEEPEST} levels deep")
        yield event, value


class _Joined:
    """What has been read of a file, and the rest of it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._parts = [BytesIO(head.removeprefix(b"\xef\xbb\xbf")), rest]

    def read(self, size: int = -1) -> bytes:
        data = self._parts[0].read(size)
        if not data and size and len(self._parts) > 1:
            self._parts.pop(0)
            return self.read(size)
        return data
