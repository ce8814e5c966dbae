"""The numbers of a text as values, so that `1,200`, `1.2k` and `twelve hundred` may meet.

What a number counts (crowns, metres, percent) is read in `quantities.py`; dates in `dates.py`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
# Words of other languages; those that mean something else in English (due, once) are left out.
_OTHER_SCALES = {
    100: "hundert cien ciento honderd cento",
    10**3: "tausend mil mille mila duizend",
    10**6: "mio millionen millón millones millon millions milione milioni milhão milhões miljoen",
    10**9: "mrd milliarde milliarden milliard milliards miliardo miliardi miljard bilhões bilhão",
    10**12: "billionen billones biljoen",
}
_SCALES |= {word: scale for scale, words in _OTHER_SCALES.items() for word in words.split()}
_SHORTENED = ("mio", "mrd")  # alone they are no numbers, and Mio may be a name
_OTHER_WORDS = """2 zwei zwo dos deux dois duas twee
3 drei tres trois tre três drie
4 vier cuatro quatre quattro quatro
5 fünf cinco cinq cinque vijf
6 sechs seis zes
7 sieben siete sette sete zeven
8 acht ocho huit otto oito
9 neun nueve neuf nove negen
10 zehn diez dix dieci dez tien
11 elf onze undici
12 zwölf doce douze dodici doze twaalf
13 dreizehn trece treize tredici treze dertien
14 vierzehn catorce quatorze quattordici veertien
15 fünfzehn quince quinze quindici vijftien
16 sechzehn dieciséis seize sedici dezesseis zestien
17 siebzehn diecisiete diciassette dezessete zeventien
18 achtzehn dieciocho diciotto dezoito achttien
19 neunzehn diecinueve diciannove dezenove negentien
20 zwanzig veinte vingt venti vinte twintig
30 dreißig treinta trente trenta trinta dertig
40 vierzig cuarenta quarante quaranta quarenta veertig
50 fünfzig cincuenta cinquante cinquanta cinquenta vijftig
60 sechzig sesenta soixante sessanta sessenta zestig
70 siebzig setenta settanta zeventig
80 achtzig ochenta ottanta oitenta tachtig
90 neunzig noventa novanta negentig"""
_WORDS |= {
    word: int(line.split()[0]) for line in _OTHER_WORDS.splitlines() for word in line.split()[1:]
}
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
# Many, without saying how many: from this to below that.
_VAGUE = {
    "tens": (20.0, 100.0),
    "dozens": (24.0, 200.0),
    "hundreds": (101.0, 2e3),
    "thousands": (1e3, 1e6),
    "millions": (1e6, 1e9),
    "billions": (1e9, 1e12),
    "trillions": (1e12, 1e15),
}
_ORDINALS = dict(
    zip(
        "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
        " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        range(3, 21),
        strict=True,
    )
)
_UNITS_IN_ORDER = "first second third fourth fifth sixth seventh eighth ninth".split()
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
# "a third" is a share before these, and the one after the second elsewhere.
_SHARE_BEFORE = frozenset("by up down about roughly nearly almost over than".split())
_SHARE_AFTER = frozenset("of more less higher lower fewer as to on from larger smaller".split())
_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"(?P<short>(?:k|m|mn|bn|tn)\b)?|(?P<word>[^\W\d_]+)|(?P<other>[^\s-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `start` to `end` of a text, as any of `values` (`20m` may be metres).

    `above` and `below` bound a vague one: thousands. A `share` is a part of one: two thirds.
    """

    start: int
    end: int
    values: tuple[float, ...] = ()
    above: float = 0.0
    below: float = 0.0
    share: bool = False


def read_numbers(text: str) -> list[Number]:
    """Each number of `text`; "a million" and "half" are numbers, "one" alone is none.

    >>> [number.values for number in read_numbers("Some 1,200 paid $3.5bn, twenty-one twice.")]
    [(1200.0, 1.2), (3500000000.0,), (21.0,)]
    """
    plain = "".join(map(_ascii_digit, text))
    tokens = [(m.start(), m.end(), m) for m in _TOKEN.finditer(plain)]
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        number, used = _number(tokens, place)
        if number is not None:
            found.append(number)
        place += max(1, used)
    return found


def _ascii_digit(char: str) -> str:
    """A digit of any script as one of ours: `٣` is 3."""
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


_Tokens = Sequence[tuple[int, int, re.Match[str]]]


def _word(tokens: _Tokens, place: int) -> str:
    if not 0 <= place < len(tokens):
        return ""
    return (tokens[place][2]["word"] or "").casefold()


def _number(tokens: _Tokens, place: int) -> tuple[Number | None, int]:
    """The number that begins at a token, and of how many tokens it is."""
    for reading in (_vague, _share, _exact):
        number, used = reading(tokens, place)
        if used:
            return number, used
    return None, 0


def _vague(tokens: _Tokens, place: int) -> tuple[Number | None, int]:
    """Dozens, hundreds of thousands, a man in his fifties (50s), the 1980s."""
    word = _word(tokens, place)
    start, end, token = tokens[place]
    if token["digits"] and _word(tokens, place + 1) == "s" and tokens[place + 1][0] == end:
        decade = _value(token["digits"])
        if decade and decade % 10 == 0:
            wide = 100 if decade >= 1000 and decade % 100 == 0 else 10
            return Number(start, end + 1, (), decade, decade + wide), 2
    if word not in _VAGUE:
        return None, 0
    above, below = _VAGUE[word]
    used = 1
    if _word(tokens, place + 1) == "of" and _word(tokens, place + 2) in _VAGUE:
        scale = _VAGUE[_word(tokens, place + 2)][0]
        above, below, used = above // 10 * 10 * scale / 2, below * scale, 3
    return Number(tokens[place][0], tokens[place + used - 1][1], (), above, below), used


def _share(tokens: _Tokens, place: int) -> tuple[Number | None, int]:
    """A third of, two thirds, one in three, half (but "a third candidate" counts)."""
    if _word(tokens, place + 1) == "in" and (part := _part(tokens, place)):
        return Number(tokens[place][0], tokens[place + 2][1], (part,), share=True), 3
    word, after = _word(tokens, place), _word(tokens, place + 1)
    singular = after.removesuffix("s")
    if word in _WORDS and after.endswith("s") and singular in _PARTS:
        value = _WORDS[word] / _PARTS[singular]
        return Number(tokens[place][0], tokens[place + 1][1], (value,), share=True), 2
    if word == "half" and _word(tokens, place + (2 if after == "a" else 1)) not in _SCALES:
        return Number(*tokens[place][:2], (0.5,), share=True), 1
    if word in ("a", "one") and after in _PARTS:
        before, behind = _word(tokens, place - 1), _word(tokens, place + 2)
        if after == "half" or before in _SHARE_BEFORE or behind in _SHARE_AFTER or not behind:
            value = 1 / _PARTS[after]
            return Number(tokens[place][0], tokens[place + 1][1], (value,), share=True), 2
    return None, 0


def _part(tokens: _Tokens, place: int) -> float:
    """What part "one in three" is; 0 where it is none (two in 2019)."""
    values = []
    for at in (place, place + 2):
        digits = tokens[at][2]["digits"] if at < len(tokens) else ""
        word = _word(tokens, at)
        values.append(float(digits) if (digits or "").isdigit() else _WORDS.get(word, 0))
    return values[0] / values[1] if 0 < values[0] < values[1] <= 100 else 0.0


def _exact(tokens: _Tokens, place: int) -> tuple[Number | None, int]:
    start, end, token = tokens[place]
    word = _word(tokens, place)
    if token["digits"]:
        values = _values(token)
    elif word in _ORDINALS:
        # "a fifth" may be either; what is asked is only whether the text says so.
        return Number(start, end, (float(_ORDINALS[word]), 1 / _ORDINALS[word])), 1
    elif word in _TENS and _word(tokens, place + 1) in _UNITS_IN_ORDER:
        unit = _UNITS_IN_ORDER.index(_word(tokens, place + 1)) + 1
        return Number(start, tokens[place + 1][1], (float(_WORDS[word] + unit),)), 2
    elif word == "half":
        values = (0.5,)
    elif word in _WORDS or (word in _SCALES and word not in _SHORTENED):
        values = (float(_WORDS.get(word, _SCALES.get(word, 0))),)
    else:
        return None, 0
    used = 1
    for following in _following(tokens, place + 1):
        joined = _join(values[0], following)
        if joined is None:
            break
        values = (joined, *(value for one in values[1:] if (value := _join(one, following))))
        used += 1
    end = tokens[place + used - 1][1]
    return (None if word == "one" and used == 1 else Number(start, end, values)), used


def _following(tokens: _Tokens, place: int) -> Iterator[str]:
    while place < len(tokens):
        yield _word(tokens, place)
        place += 1


def _join(value: float, word: str) -> float | None:
    """The number that `value` goes on to be with `word`: forty one, 5 million, half a million."""
    if word in _SCALES:
        return value * _SCALES[word]
    if word == "a" and value == 0.5:
        return value
    if word in _WORDS and value >= 20 and value % 10 == 0 and 0 < _WORDS[word] < 10:
        return value + _WORDS[word]
    return None


def _values(token: re.Match[str]) -> tuple[float, ...]:
    short = (token["short"] or "").lower()
    scale = _SHORT_SCALES.get(short, 1)
    values = _readings(token["digits"])
    return tuple(value * scale for value in values) + (values if short == "m" else ())


def _value(digits: str) -> float:
    return _readings(digits)[0]


def _readings(digits: str) -> tuple[float, ...]:
    """What digits may mean, the likeliest first: 512.000 is 512,000 in German, 512 in English."""
    digits = re.sub(r"[\s'’]", "", digits)
    parts = re.split("[.,]", digits)
    if len(parts) == 1:
        return (float(digits),)
    is_grouped = parts[0].strip("0") and all(len(part) == 3 for part in parts[1:])
    marks = re.findall("[.,]", digits)
    if len(set(marks)) == 2:  # 1,200.50 and 1.200,50
        return (float(f"{''.join(parts[:-1])}.{parts[-1]}"),)
    fraction = float(f"{parts[0]}.{''.join(parts[1:])}")
    if not is_grouped:
        return (fraction,)
    whole = float("".join(parts))
    return (whole,) if len(parts) > 2 else (whole, fraction)
