"""Text that is safe to print in a terminal."""

import unicodedata

# Format characters that only join or separate letters, as in Persian and in emoji.
_JOINERS = "\u200c\u200d"


def clean(text: str) -> str:
    """`text` with control and bidirectional characters replaced by U+FFFD."""
    return text.translate({ord(c): "\ufffd" for c in set(text) if _is_control(c)})


def _is_control(character: str) -> bool:
    if character in "\n\t" or character in _JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf")
