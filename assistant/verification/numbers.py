"""The numbers of a text as values, so that `1,200`, `1.2k` and `twelve hundred` may meet.

What a number counts (crowns, metres, percent) is read in `quantities.py`; dates in `dates.py`. The
words are in quantity_words.json, of all languages together.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

WORDS: Mapping[str, Any] = json.loads(
    (files("assistant.verification") / "quantity_words.json").read_text(encoding="utf-8")
)


def by_word(table: Mapping[str, str]) -> dict[str, float]:
    """Each word of a table that has, for each number, the words for it."""
    return {word: float(number) for number, words in table.items() for word in words.split()}


_WORDS, _SCALES, _PARTS = map(by_word, (WORDS["numbers"], WORDS["scales"], WORDS["parts"]))
_LETTERS = by_word(WORDS["letters"])
_HALVES, _A, _FIRST = (frozenset(WORDS[name].split()) for name in ("halves", "a", "first"))
_SHORTENED = ("mio", "mrd")
# "a third" is a share before these, and the one after the second elsewhere.
_OF = frozenset("of more less higher lower fewer as to on from larger smaller".split())
_SCALED = re.compile(r"(\d[\d.,]*)([万萬億亿兆]?)")
_TOKEN = re.compile(
    r"(?P<scaled>\d[\d.,]*[万萬億亿兆](?:\d[\d,]*[万萬]?)*)|"  # 1億2000万 is 120,000,000
    r"(?P<digits>(?<!\d)(?<!(?-i:[A-ZÀ-ÖØ-Þ]))(?<!\b[^\W\d_]-)"  # H5N1 and F-35 are no numbers
    r"(?:\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*))"
    r"(?P<letters>(?:k|m|mn|bn|tn)\b)?|p[eo]r\sc(?:i?en)?to\b|(?P<word>[^\W\d_]+)|[^\s-]",
    re.IGNORECASE,
)
_Tokens = Sequence[re.Match[str]]


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `start` to `end` of a text, as any of `values` (`20m` may be metres).

    A `share` is a part of one: two thirds.
    """

    start: int
    end: int
    values: tuple[float, ...]
    share: bool = False


def read_numbers(text: str) -> list[Number]:
    """Each number of `text`; "a million" and "half" are numbers, "one" alone is none.

    >>> [number.values for number in read_numbers("Some 1,200 paid $3.5bn, twenty-one twice.")]
    [(1200.0, 1.2), (3500000000.0,), (21.0,)]
    """
    tokens = list(_TOKEN.finditer("".join(map(_ascii_digit, text))))
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        values, used, is_share = _share(tokens, place) or _exact(tokens, place)
        if values and not (used == 1 and _word(tokens, place) == "one"):
            end = tokens[place + used - 1].end()
            found.append(Number(tokens[place].start(), end, values, is_share))
        place += used
    return found


def _ascii_digit(char: str) -> str:
    """A digit of any script as one of ours: `٣` is 3."""
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _word(tokens: _Tokens, place: int) -> str:
    return (tokens[place]["word"] or "").casefold() if place < len(tokens) else ""


_Read = tuple[tuple[float, ...], int, bool]  # values, of how many tokens, whether it is a share


def _share(tokens: _Tokens, place: int) -> _Read | None:
    """A third of, two thirds, half; "a third candidate" counts, and the first half is a time."""
    word, after = _word(tokens, place), _word(tokens, place + 1)
    if word in _HALVES and _word(tokens, place + (2 if after == "a" else 1)) not in _SCALES:
        is_period = place > 0 and _word(tokens, place - 1) in _FIRST
        return (() if is_period else (0.5,)), 1, True
    many = 1 if word in _A else _WORDS.get(word, 0)
    is_singular = f"{after}s" in _PARTS  # the third quarter is none
    is_rank = after in _WORDS and _word(tokens, place + 2) not in ("", *_OF)
    if many and after in _PARTS and not is_rank and (many == 1 or not is_singular):
        return (many / _PARTS[after],), 2, True
    return None


def _exact(tokens: _Tokens, place: int) -> _Read:
    """The number that begins at a token, with the words that go on with it."""
    values, used = _begun(tokens, place), 1
    while values and (joined := _join(values, _word(tokens, place + used))):
        values, used = joined, used + 1
    if values and (further := _and_a_half(tokens, place + used)):
        return tuple(value + 0.5 for value in values), used + further, False
    return values, used, False


def _and_a_half(tokens: _Tokens, place: int) -> int:
    """Of how many words "and a half" is, if it stands there: three and a half years."""
    words = [_word(tokens, place + step) for step in range(4)]
    return 3 if words[:3] == ["and", "a", "half"] and words[3] not in _SCALES else 0


def _begun(tokens: _Tokens, place: int) -> tuple[float, ...]:
    word = _word(tokens, place)
    if scaled := tokens[place]["scaled"]:
        parts = _SCALED.findall(scaled)
        return (sum(_readings(digits)[0] * _LETTERS.get(scale, 1) for digits, scale in parts),)
    if tokens[place]["digits"]:
        letters = (tokens[place]["letters"] or "").lower()
        values = _readings(tokens[place]["digits"])
        scaled = tuple(value * _LETTERS.get(letters, 1) for value in values)
        return scaled + (values if letters == "m" else ())
    # Millions of people: it is not said how many; Mio alone may be a name.
    if word in _SCALES and not word.endswith("s") and word not in _SHORTENED:
        return (_SCALES[word],)
    return (0.5,) if word in _HALVES else (_WORDS[word],) if word in _WORDS else ()


def _join(values: tuple[float, ...], word: str) -> tuple[float, ...]:
    """The number that `values` go on to be with `word`: forty one, 5 million, half a million."""
    if word in _SCALES:
        return tuple(value * _SCALES[word] for value in values)
    if word == "a" and values == (0.5,):
        return values
    tens = values[0]
    if 0 < _WORDS.get(word, 0) < 10 and tens >= 20 and tens % 10 == 0:
        return (tens + _WORDS[word],)
    return ()


def _readings(digits: str) -> tuple[float, ...]:
    """What digits may mean, the likeliest first: 512.000 is 512,000 in German, 512 in English."""
    digits = re.sub(r"[\s'’]", "", digits)
    parts = re.split("[.,]", digits)
    if len(parts) == 1:
        return (float(digits),)
    if len(set(re.findall("[.,]", digits))) == 2:  # 1,200.50 and 1.200,50
        return (float(f"{''.join(parts[:-1])}.{parts[-1]}"),)
    fraction = float(f"{parts[0]}.{''.join(parts[1:])}")
    if not parts[0].strip("0") or any(len(part) != 3 for part in parts[1:]):
        return (fraction,)
    whole = float("".join(parts))
    return (whole,) if len(parts) > 2 else (whole, fraction)
