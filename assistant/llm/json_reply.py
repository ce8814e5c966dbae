"""Reads the JSON in a model's reply: after thoughts and preambles, within fences, as it comes."""

import re
from typing import Any

from assistant.schema.draft import DraftError

_THOUGHT = re.compile(r"<think>.*?</think>|^.*?</think>", re.DOTALL)
_COMMA = re.compile(r",(?=\s*[}\]])")


def read_json(reply: str) -> Any:
    """The first JSON object of `reply`; raises `DraftError` if there is none.

    >>> read_json('<think>{}</think> Here it is: ```JSON\\n{"a": [1, 2,]}\\n```')
    {'a': [1, 2]}
    """
    import json

    plain = _THOUGHT.sub("", reply)
    start = plain.find("{")
    if start < 0:
        raise DraftError("the model's reply is not JSON")
    for text in (plain[start:], _COMMA.sub("", plain[start:])):
        try:
            return json.JSONDecoder().raw_decode(text)[0]
        except ValueError as error:
            why = str(error)
    raise DraftError(f"the model's reply has the wrong form ({why})")
