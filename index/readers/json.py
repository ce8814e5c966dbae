"""JSON (.json): one article, a list of them, or an object with the list under a name."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.encoding import LARGEST_ARTICLE, decode
from index.readers.fields import DEEPEST, record_of

_LISTS = ("articles", "items", "data", "results")
_HEAD = 2**16
_SPACES = re.compile(r"[ \t\r\n]*")
_BROKEN = "not valid JSON from here on"
_JSONError = json.JSONDecodeError
_parse = json.JSONDecoder().raw_decode
_LONGEST_MARK = 16  # characters; of what may be cut in two: a literal, an escape


def read_json(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    head = file.read(_HEAD)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        yield from _records(_items(_Text(head, file)), origin)
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
        except RecursionError:
            yield Problem(here.place, f"{_BROKEN}: nested more than {DEEPEST} levels deep")
            return
        except ValueError as error:
            why = error.msg.removesuffix(" at") if isinstance(error, _JSONError) else str(error)
            yield Problem(here.place, f"{_BROKEN}: {' '.join(why.split())[:100]}")
            return
    if number == 1:
        raise UnreadableError("no article in it")


def _items(text: "_Text") -> Iterator[Any]:
    """Those of a list, each when it has been read to its end."""
    before = "["
    while (mark := text.take_mark()) == before:
        if before == "[" and text.peek_mark() == "]":
            return
        yield text.take_value()
        before = ","
    if mark != "]":
        raise _JSONError("Expecting ',' delimiter", mark, 0)


class _Text:
    """The part of a file of UTF-8 that is in memory, taken from its beginning."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._head, self._rest = head, rest
        self._text, self._place = "", 0

    def peek_mark(self) -> str:
        """The next character that is no white space; nothing at the end."""
        while True:
            found = _SPACES.match(self._text, self._place)
            self._place = found.end() if found else self._place
            if self._place < len(self._text) or not self._grow():
                return self._text[self._place : self._place + 1]

    def take_mark(self) -> str:
        """The same, taken."""
        mark = self.peek_mark()
        self._place += len(mark)
        return mark

    def take_value(self) -> Any:
        """The next value. Raises `ValueError` where it is broken, `RecursionError` if too deep."""
        self.peek_mark()
        while True:
            try:
                value, end = _parse(self._text, self._place)
            except _JSONError as error:
                if not self._may_be_cut(error) or not self._grow():
                    raise
            else:
                if end < len(self._text) or not self._grow():  # a number may go on
                    self._place = end
                    return value

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        if len(self._text) - self._place > LARGEST_ARTICLE:
            return False
        near_end = error.pos > len(self._text) - _LONGEST_MARK
        return near_end or error.msg.startswith("Unterminated string")

    def _grow(self) -> bool:
        """As much again, so that a long value is not parsed too often; False at the end."""
        data = self._head or self._rest.read(max(_HEAD, len(self._text) - self._place))
        self._head = b""
        self._text = self._text[self._place :] + self._decoder.decode(data, final=not data)
        self._place = 0
        return bool(data)
