"""The numbers of a text in one form, so that `1,200`, `1.200` and `twelve hundred` may meet."""

import re

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: i for i, word in enumerate(_SMALL)} | {
    word: 10 * i for i, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_SCALES |= {"trillion": 10**12, "dozen": 12}
# Many, without saying how many: `1000s`
_PLURALS = {scale + "s": f"{value}s" for scale, value in _SCALES.items()} | {"tens": "10s"}
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_HALF = 0.5
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_TOKEN = re.compile(
    r"(?P<digits>\d+(?:[.,]\d+)*)(?P<short>(?:k|m|mn|bn|tn)\b)?|(?P<word>[^\W\d_]+)|(?P<other>[^\s-])",
    re.IGNORECASE,
)


def find_numbers(text: str) -> list[str]:
    """Each number of `text` in digits, each month by name; "a million" and "half" are numbers.

    >>> find_numbers("On Jan. 5 some 1,200 people paid $3.5 billion, twenty-one of them twice.")
    ['january', '5', '1200', '3500000000', '21']
    """
    found: list[str] = []
    value: float | None = None
    for token in _TOKEN.finditer(text):
        word = (token["word"] or "").casefold()
        joined = _join(value, word)
        if joined is None:
            _end(found, value)
            joined = _begin(token, word)
            found.extend([_PLURALS[word]] if word in _PLURALS else _month(token["word"] or ""))
        value = joined
    _end(found, value)
    return found


def is_number(word: str) -> bool:
    """Whether a word in lower case is or begins a number: twelve, half, dozens."""
    return word in _WORDS or word in _SCALES or word in _PLURALS or word == "half"


def _join(value: float | None, word: str) -> float | None:
    """The number that `value` goes on to be with `word`: forty one, 5 million, half a million."""
    if value is None:
        return None
    if word in _SCALES:
        return value * _SCALES[word]
    if word == "a" and value == _HALF:
        return value
    if word in _WORDS and value >= 20 and value % 10 == 0 and _WORDS[word] < 10:
        return value + _WORDS[word]
    return None


def _begin(token: re.Match[str], word: str) -> float | None:
    if token["digits"]:
        return _value(token["digits"]) * _SHORT_SCALES.get((token["short"] or "").lower(), 1)
    if word == "half":
        return _HALF
    return _WORDS.get(word, _SCALES.get(word))


def _end(found: list[str], value: float | None) -> None:
    if value is not None:
        found.append(f"{value:.10g}" if value % 1 else str(int(value)))


def _value(digits: str) -> float:
    """`1,200` and `1.200.000` have separators of thousands; `3.5` and `3,5` have a fraction."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", digits):
        digits = digits.replace(".", "")
    parts = re.split(r"[.,]", digits)
    return float(parts[0] if len(parts) == 1 else f"{parts[0]}.{''.join(parts[1:])}")


def _month(word: str) -> list[str]:
    """The month that a capitalised word names; `may` and `march` are words, too."""
    folded = word.casefold()
    if not word[:1].isupper() or len(folded) < 3:
        return []
    return [m for m in _MONTHS if folded in (m, m[:3], m[:4])]
