"""Reads the JSON in a model's reply as models write it, also while it is still arriving.

Thoughts, preambles, code fences, text after the end, extra commas and line breaks within strings
are ignored.
"""

import re
from collections.abc import Iterator
from itertools import islice
from json import JSONDecoder
from typing import Any

from pydantic_core import from_json

from assistant.schema.draft import DraftError

_NAME = r"(?:think|thinking|thoughts?|reasoning|reflection)"
_THOUGHT = re.compile(rf"<({_NAME})>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_LONE_END = re.compile(rf"</{_NAME}>", re.IGNORECASE)
_OBJECT = re.compile(r'\{(?=\s*["}])')
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)
_MOST_TRIED = 5  # beginnings of objects; the rest of a babbling reply is not searched
_CONTROL = re.compile(r"[\x00-\x1f]")


def read_json(reply: str) -> dict[str, Any]:
    """The first JSON object of `reply`; raises `DraftError` if there is none.

    >>> read_json('<think>{"a": 0}</think> Here it is: ```JSON\\n{"a": [1, 2,]}\\n```')
    {'a': [1, 2]}
    """
    why = "it is not JSON"
    for text in _objects(reply):
        try:
            return _first_object(text)
        except ValueError as error:
            why = str(error)
    raise DraftError(f"the model's reply has the wrong form ({why})")


def read_beginning(reply: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON object that `reply` begins: without and with the string that it breaks off in.

    Both are empty as long as none has begun.
    """
    return next(filter(any, map(_beginning, _objects(reply))), ({}, {}))


def read_whole_or_cut(reply: str) -> tuple[dict[str, Any], bool]:
    """The first JSON object, whole or as far as it goes, and whether it is whole; empty if none."""
    for text in _objects(reply):
        try:
            return _first_object(text), True
        except ValueError:
            beginning, _ = _beginning(text)
            if beginning:
                return beginning, False
    return {}, False


def without_thoughts(reply: str) -> str:
    """`reply` without what the model thought aloud; an end without a beginning ends a thought.

    >>> without_thoughts("so it is the F-35</think>The F-35.<think>or")
    'The F-35.'
    """
    return _LONE_END.split(_THOUGHT.sub("", reply))[-1]


def _objects(reply: str) -> Iterator[str]:
    """What follows each of the first places where an object may begin."""
    text = without_thoughts(reply)
    return (text[found.start() :] for found in islice(_OBJECT.finditer(text), _MOST_TRIED))


def _beginning(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    for form in (str, _mended):  # to mend takes longer than to read
        beginning = form(text)
        try:
            return (
                from_json(beginning, allow_partial=True),
                from_json(beginning, allow_partial="trailing-strings"),
            )
        except ValueError:
            continue
    return {}, {}


def _first_object(text: str) -> dict[str, Any]:
    """The object at the start of `text`, whatever follows it."""
    try:
        return dict(JSONDecoder().raw_decode(text)[0])
    except ValueError:
        return dict(JSONDecoder().raw_decode(_mended(text))[0])


def _mended(text: str) -> str:
    """`text` without commas before a closing bracket, and with line breaks in strings escaped."""
    return _STRING_OR_COMMA.sub(lambda found: _escaped(found.group(1) or ""), text)


def _escaped(string: str) -> str:
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", string)
