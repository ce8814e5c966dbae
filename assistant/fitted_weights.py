"""Fitted constants: JSON files next to the modules that use them.

Each has the fields "command", "data", "date", "note" and "weights": `command` fitted the weights in
a checkout, on `data` (files, folders or published packages), on `date`.
"""

import json
from importlib.resources import files
from typing import Any

from index.errors import ArchiveError

FIELDS = ("command", "data", "date", "note", "weights")


def load_weights(path: str) -> Any:
    """The weights in the file at `path` of this package: numbers, tuples or dicts of them.

    Raises `ArchiveError` if the file is missing or damaged.
    """
    try:
        found = json.loads(files("assistant").joinpath(path).read_bytes())
        if not isinstance(found, dict) or tuple(found) != FIELDS:
            raise ValueError(f"it must have {', '.join(FIELDS)}")
        return _numbers(found["weights"])
    except (OSError, ValueError) as error:
        raise ArchiveError(
            f"assistant/{path} is damaged ({error}); install news-archive-assistant again"
        ) from error


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return tuple(map(_numbers, value))
    if not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a number")
    return value
