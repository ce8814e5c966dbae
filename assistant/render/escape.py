"""Text of articles made safe to show: what a terminal would obey is made visible instead."""

import unicodedata

# Characters of format that only join letters or keep them apart, as in Persian and in emoji.
_JOINERS = "\u200c\u200d"


def clean(text: str) -> str:
    """`text` without what a terminal would obey: control and bidirectional characters."""
    return "".join("\ufffd" if _is_obeyed(c) else c for c in text)


def _is_obeyed(character: str) -> bool:
    if character in "\n\t" or character in _JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf")
