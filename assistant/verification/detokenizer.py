"""Text as tokenizers leave it (`do n't , -lrb- he said -rrb- .`), put back as people write it."""

import re

_MARKS = {"``": "“", "''": "”", "-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]"}
_MARK = re.compile("|".join(map(re.escape, _MARKS)), re.IGNORECASE)
_SPACED = re.compile(
    r"\s+(?=[,.;:!?%)\]”](?:\s|$|[”\"'’)]))|\s+(?=n[’']t\b|[’'](?:s|re|ve|ll|d|m)\b)|(?<=[(\[“$£€])\s+",
    re.IGNORECASE,
)


def close_up(text: str) -> str:
    """`text` without the spaces that only a tokenizer puts; any other text as it is.

    >>> close_up("`` We do n't know , '' the bank 's head said .")
    '“We don't know,” the bank's head said.'
    """
    return _SPACED.sub("", _MARK.sub(lambda match: _MARKS[match[0].lower()], text))
