"""Verbatim parts of a statement: text in quotation marks, and web addresses."""

import re

_DOMAIN = r"(?<![\w.-])(?:[\w-]+\.)*[\w-]{2,}\.[^\W\d_]{2,}(?![\w-])(?:[/?#:]\S*)?"
_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\w+.-])[a-z][a-z\d+.-]*://\S+|www\.\S+|" + _DOMAIN,
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"[\"“«„»‟]\s?([^\"“”«»„]{2,}?)\s?[\"”“»«]|「([^「」]+)」|『([^『』]+)』|《([^《》]+)》"
)
# An apostrophe follows a letter or, as in the '90s, precedes a decade.
_SINGLE_QUOTED = re.compile(r"(?<!\w)[‘’‚'](?!\d0s)((?:[^‘’‚']|(?<=\w)[’'](?=\w))+)[’‘'](?!\w)")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_LETTER = re.compile(r"\[(\w)\](?=\w)")  # [T]he
_LEFT_OUT = re.compile(r"\s*(?:\[[^\]]*\]|\.\.\.|…)\s*")
_MOST_LEFT_OUT = 300  # code points; parts that are further apart are two quotations


def find_unquoted(statement: str, said: str) -> list[str]:
    """The quotations and addresses of `statement` that are not verbatim in `said`.

    A little may be left out of a quotation (`…`) or replaced in brackets.
    """
    text = flatten(said)
    return [words for words in find_quotations(statement) if not _is_said(words, text)]


def find_quotations(text: str) -> list[str]:
    """Text in quotation marks, and web addresses; a single word in single quotes does not count."""
    single = [match for match in _SINGLE_QUOTED.findall(text) if len(match.split()) > 1]
    quoted = ["".join(groups) for groups in _QUOTED.findall(text)]
    return [match.strip(" ,.;:!?()") for match in (*quoted, *single)] + find_addresses(text)


def without_quotations(text: str) -> str:
    """`text` without what is in quotation marks, which is checked as a whole; offsets stay."""
    for words in find_quotations(text):
        text = text.replace(words, " " * len(words))
    return text


def find_addresses(text: str) -> list[str]:
    """The web and mail addresses of a text."""
    return [match.strip(" ,.;:!?()") for match in _ADDRESS.findall(text)]


def _is_said(words: str, text: str) -> bool:
    parts = [flatten(part) for part in _LEFT_OUT.split(_LETTER.sub(r"\1", words)) if part]
    begin = text.find(parts[0]) if parts else 0
    while begin >= 0:
        end = begin + len(parts[0]) if parts else 0
        for part in parts[1:]:
            place = text.find(part, end, end + _MOST_LEFT_OUT + len(part))
            if place < 0:
                break
            end = place + len(part)
        else:
            return True
        begin = text.find(parts[0], begin + 1)
    return False


def flatten(text: str) -> str:
    """`text` in one line and lower case, with plain marks."""
    return " ".join(text.translate(_MARKS).casefold().split())
