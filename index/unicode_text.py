"""Unicode: text as it is stored, and the one form in which words are looked up.

Stored text loses only what cannot be seen. The form to look up loses more, and is made of text and
question alike, so offsets are always those of the stored text.
"""

import re
import unicodedata

# Soft hyphens, zero-width characters, marks of direction.
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff]")
_JOINERS = re.compile("[\u200c\u200d]")
# Embeddings and isolates, which right-to-left text may need.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Scripts that join letters by such marks, and emoji: a joiner after one of these is seen.
_JOINED = re.compile("(?<=[\u0600-\u1fff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
# Scripts without spaces between words; each letter is looked up as a word.
_UNSPACED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])")
# Marks on one letter beyond what any script writes; putting thousands in order takes minutes.
_MARKS = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_TOO_MANY = re.compile(f"({_MARKS}{{30}}){_MARKS}+")
_TATWEEL = "\u0640"
# Letters, digits and marks of full width, and hyphens that do not break lines.
_ONE_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ONE_WIDTH |= {0x3000: 0x20, 0x2010: 0x2D, 0x2011: 0x2D}


def readable(text: str) -> str:
    """`text` in NFC, without characters that cannot be seen.

    >>> readable("Sel\\u00admark"), readable("e\\u0301") == "\\u00e9"
    ('Selmark', True)
    """
    if text.isascii():
        return text
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", _TOO_MANY.sub(r"\1", text)))
    if _JOINERS.search(text):
        kept = {match.start() for match in _JOINED.finditer(text)}
        text = _JOINERS.sub(lambda mark: mark[0] if mark.start() in kept else "", text)
    return text if _RIGHT_TO_LEFT.search(text) else _DIRECTIONS.sub("", text)


def one_width(text: str) -> str:
    """`text` with letters of one width and one hyphen; all offsets stay."""
    return text if text.isascii() else text.translate(_ONE_WIDTH)


def searchable(text: str) -> str:
    """The form of `text` in which words are looked up: folded, of one width, without accents.

    >>> searchable("Ｓｅｌmark’s Straße"), searchable("码头")
    ('selmark’s strasse', ' 码  头 ')
    """
    if text.isascii():
        return text.lower()
    for marks in (_UNSEEN, _JOINERS, _DIRECTIONS):
        text = marks.sub("", text)
    apart = _TOO_MANY.sub(r"\1", text.replace(_TATWEEL, ""))
    apart = unicodedata.normalize("NFKD", apart).casefold()
    for mark in filter(unicodedata.combining, set(apart)):
        apart = apart.replace(mark, "")
    digits = {ord(c): str(unicodedata.decimal(c)) for c in set(apart) if c.isdecimal()}
    whole = unicodedata.normalize("NFC", one_width(apart.translate(digits)))
    return _UNSPACED.sub(r" \1 ", whole)
