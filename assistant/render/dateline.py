"""The dateline before the first sentence of an article: "PORT HALDEN, Jan. 17 (NNA) - ".

It is recognised by its form, not by names: a place in capitals, or a capitalised one with an
agency in brackets or a day, then a dash and a new sentence; or the time of an entry in a live blog.
Scripts without capitals need the agency or the day. A name before a dash is none ("Ms. Lathom -
who", "MADRID - BARCELONA", "Orra (54) - The"), and where the form does not decide, there is none.
"""

import re

_LONGEST = 90  # characters
_BRACKETS = "()（）\\[\\]【】"
_PLACED = re.compile(
    rf"\s*(?P<head>[^:;|!?“”\"«»{_BRACKETS}]*?)\s*"
    rf"(?:[(（\[【](?P<agency>[^{_BRACKETS}\n]+)[)）\]】])?"
    r"(?:\.?\s*(?<=[\s.)）\]】])(?P<dash>--?|[–—―－])\s+|(?P<tight>[—－])(?=\S))"
)
_TIMED = re.compile(
    r"\s*\[?(?:[01]?\d|2[0-4])(?:(?P<plain>[:h])|\.)[0-5]\d(?::[0-5]\d)?\]?"
    r"(?:\s?[A-Z]{2,4}\b|\s?[ap]\.?m\b\.?|\s[^\W\d_]{1,3}(?=\s*[:–—-])){0,2}"  # a zone
    r"(?P<mark>\s*[:|–—-])?\s+"
)
_DASHES = re.compile(r"(?<=\s)(?:--?|[–—―－])(?=\s)|[—－]")
_COMMAS = ",،、，"
_SENTENCE_END = re.compile(r"[.!?…]\W?\s|[。！？।]")
_NUMBERS = re.compile(r"\d+")


def dateline(text: str) -> str:
    """The dateline that `text` begins with, and the space after it; empty if there is none.

    >>> dateline("BRACK, Jan. 17 (NNA) - The bridge reopened.")
    'BRACK, Jan. 17 (NNA) - '
    """
    timed = _TIMED.match(text)
    if timed and (timed["plain"] or timed["mark"]) and _begins_sentence(text[timed.end() :]):
        return timed[0]
    found = _PLACED.match(text[:_LONGEST])
    if not found or not _begins_sentence(text[found.end() :]):
        return ""
    agency, rest = (found["agency"] or "").strip(), text[found.end() :]
    if not found["head"]:
        is_agency = _has_letter(agency) and not _is_small(agency)
        return found[0] + dateline(rest) if is_agency else ""
    is_clear = bool(agency) and found["head"].isupper()
    is_aside = not is_clear and _is_aside(found["dash"] or found["tight"], rest)
    return found[0] if _is_place(found["head"], agency, rest) and not is_aside else ""


def _is_place(head: str, agency: str, rest: str) -> bool:
    """Whether `head` is a place, perhaps with a day."""
    place = re.split(rf"[{_COMMAS}\d]", head, maxsplit=1)[0]
    more = head[len(place) :]
    if not _has_letter(place) or not _is_name(place) or len(head.split()) > 8:
        return False
    if agency:
        return _has_letter(agency) and not _NUMBERS.search(agency)
    if _NUMBERS.search(more):
        return _is_day(more)
    return place.isupper() and len(place) > 1 and _is_name(more) and not _is_in_capitals(rest)


def _is_aside(dash: str, rest: str) -> bool:
    """Whether a second dash in the sentence closes what the first one opened."""
    return _DASHES.findall(_SENTENCE_END.split(rest, maxsplit=1)[0]).count(dash) % 2 == 1


def _is_name(words: str) -> bool:
    """Whether all words are capitalised or as short as "de", and the first one capitalised."""
    parts = re.findall(r"[^\W\d_]+", words)
    return not any(map(_is_small, parts[:1])) and all(
        len(part) <= 3 or not _is_small(part) for part in parts
    )


def _is_day(words: str) -> bool:
    """Whether it is a comma, the number of a day and a month's name, and perhaps a year."""
    numbers = _NUMBERS.findall(words)
    is_date = words[0] in _COMMAS and all(len(one) == 4 or 0 < int(one) <= 31 for one in numbers)
    return is_date and any(len(one) <= 2 for one in numbers) and _has_letter(words)


def _is_small(word: str) -> bool:
    """Whether it begins with a small letter; scripts without capitals have none."""
    return word[:1] != word[:1].title()


def _begins_sentence(text: str) -> bool:
    """Whether it begins with a capital or number, perhaps after quotation marks."""
    first = re.search(r"\w", text[:4])
    return first is not None and not _is_small(first[0])


def _is_in_capitals(text: str) -> bool:
    """Whether its first word is, as the second name of a match."""
    word = re.search(r"\w[\w.]*", text)
    return word is not None and len(word[0]) > 1 and word[0].isupper()


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))
