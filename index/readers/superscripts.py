"""Superscripts: marks of notes are left out; exponents and cents stay apart from their number."""

import re

_MARK = re.compile(r"[\[(]?(?:\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[*†‡§]+|[a-z])[\])]?")
_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# "300 m", "E = mc", "10": what an exponent follows. "$4": what cents follow.
_BASE = re.compile(r"(?:\d\s?|[=/·×]\s?)[^\W\d]{1,2}$|(?<![\d.,])10$")
_PRICE = re.compile(r"[$€£¥]\s?[\d.,]*\d$")


def is_mark(said: str) -> bool:
    """Whether it looks like the mark of a note.

    >>> is_mark("3"), is_mark("[12]"), is_mark("Fund")
    (True, True, False)
    """
    return _MARK.fullmatch(said.strip()) is not None


def raised(before: str, said: str, is_link: bool = False) -> str:
    """A superscript as it is written in a line, after the text `before` it.

    >>> raised("2019", "3"), raised("300 m", "2"), raised("for $4", "99"), raised("1", "st")
    ('', '²', ' 99', 'st')
    """
    said = said.strip()
    is_number = said.isdecimal() and not is_link
    if is_number and _BASE.search(before):
        return said.translate(_DIGITS)
    if is_number and len(said) == 2 and _PRICE.search(before):
        return f" {said}"
    return "" if before.strip() and is_mark(said) else said
