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
_LEFT_OUT = re.compile(r"\s*(?:\[?\.\.\.\]?|\[?…\]?)\s*")


def find_unquoted(statement: str, said: str) -> tuple[str, ...]:
    """The quotations and addresses of `statement` that are not verbatim in `said`.

    What is left out of a quotation (`…`) may be left out; its parts must be there, in order.
    """
    text = flatten(said)
    return tuple(words for words in find_quotations(statement) if not _stands(words, text))


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


def _stands(words: str, text: str) -> bool:
    place = 0
    for part in _LEFT_OUT.split(words):
        place = text.find(flatten(part), place)
        if place < 0:
            return False
        place += len(flatten(part))
    return True


def flatten(text: str) -> str:
    """`text` in one line and lower case, with plain marks."""
    return " ".join(text.translate(_MARKS).casefold().split())
