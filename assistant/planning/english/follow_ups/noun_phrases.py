"""Finds names of several words, and noun phrases after an article.

There is no part-of-speech tagging: names are found by their capitals, and the end of a noun phrase
by comparison with other texts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.text.date_words import MONTHS, WEEKDAYS
from assistant.text.words import AUXILIARIES, is_content, split_words, stem
from assistant.verification.names import is_ordinary

_TOKEN = re.compile(r"[^\W_](?:[\w’'&-]*\w)?\.?|[^\w\s]")
_JOINING = frozenset("of the de al van von da la le and".split())
_BEFORE_NAMES = frozenset("st dr mr ms mrs prof sgt capt col lt gen gov sen rep supt det".split())
# Asking begins with a capital that makes no name of it.
_OPENING = AUXILIARIES | frozenset(
    "who whom whose what which when where why how and but so or in on at by for from to according"
    " since until during after before did was the a an is this that these those there it he she"
    " they his her its their if as about with tell give name list show explain describe".split()
)
_DAYS = frozenset((*MONTHS, *WEEKDAYS))
_THING = re.compile(r"\b(?P<article>the|this|that|these|those|an?|its|his|her|their)\s+", re.I)
_TIMES = frozenset("day week month year time hour minute moment".split())
_MOST_WORDS = 4  # of a thing


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a text that name something, from code point `start` to `end`."""

    text: str
    start: int
    end: int


def find_names(text: str, *, question: bool = False) -> list[Phrase]:
    """The names in `text`, the longest runs of capitals, in its order.

    >>> [name.text for name in find_names("Did the National Bank of Valdoria lend it?")]
    ['National Bank of Valdoria']
    >>> [n.text for n in find_names("Did Dr. Marrant’s bank lend it?", question=True)]
    ['Dr. Marrant']
    """
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[Phrase] = []
    place = 0
    while place < len(tokens):
        if not _begins_name(tokens, place, question):
            place += 1
            continue
        last = _end_of_name(tokens, place)
        start, end = tokens[place][1], tokens[last][2]
        name = _trimmed(text, start, end)
        if name.text.lower() not in _DAYS:
            found.append(name)
        place = last + 1
    return found


def _begins_name(tokens: Sequence[tuple[str, int, int]], place: int, question: bool) -> bool:
    word = tokens[place][0]
    if not _is_capital(word) or (len(word) == 1 and not word.isalpha()):
        return False
    begins = place == 0 or tokens[place - 1][0] in (".", "?", "!", "“", '"', "‘", ":")
    begins = begins or (tokens[place - 1][0].endswith(".") and not _is_title(tokens[place - 1][0]))
    if not begins:
        return is_content(word.rstrip(".")) or word.rstrip(".") in ("US", "IT")
    if word.lower() in _OPENING:
        return False
    follower = tokens[place + 1][0] if place + 1 < len(tokens) else ""
    return question or (is_content(word.rstrip(".")) and not is_ordinary(word, follower))


def _end_of_name(tokens: Sequence[tuple[str, int, int]], place: int) -> int:
    """The place of the last token of the name that begins at `place`."""
    last = place
    while last + 1 < len(tokens):
        word = tokens[last][0]
        if word.endswith((".",)) and not (_is_title(word) or len(word) == 2):
            break
        if re.search(r"['’]s?$", word) and not _is_capital(tokens[last + 1][0]):
            break
        ahead = last + 1
        while ahead < len(tokens) and tokens[ahead][0] in _JOINING - {"and"} and ahead - last < 3:
            ahead += 1
        if ahead >= len(tokens) or not _is_capital(tokens[ahead][0]):
            break
        last = ahead
    return last


def _trimmed(text: str, start: int, end: int) -> Phrase:
    """Without a possessive ending and a full stop."""
    name = text[start:end]
    kept = re.sub(r"(?:['’]s?|(?<!\b[A-Z])\.)$", "", name)
    return Phrase(kept, start, start + len(kept))


def _is_capital(word: str) -> bool:
    return word[:1].isupper() or any(letter.isupper() for letter in word[1:])


def _is_title(word: str) -> bool:
    return word.rstrip(".").lower() in _BEFORE_NAMES


def find_things(text: str, around: Sequence[str] = ()) -> list[Phrase]:
    """The phrases after an article in `text`, as long as the texts `around` have them, too.

    >>> [t.text for t in find_things("When did the festival open?", ["The festival ended."])]
    ['the festival']
    """
    said = [" ".join(map(stem, split_words(one))) for one in around]
    found: list[Phrase] = []
    for match in _THING.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        end = _end_of_thing(text, match.end(), said)
        if end > match.end() and split_words(text[:end])[-1].lower() not in _TIMES:
            found.append(Phrase(text[match.start() : end], match.start(), end))
    return found


def _end_of_thing(text: str, start: int, said: Sequence[str]) -> int:
    """Where the thing ends whose words begin at `start`; there, where it is none."""
    words: list[re.Match[str]] = []
    place = start
    while len(words) < _MOST_WORDS:
        match = re.compile(r"[^\W_][\w’'-]*").match(text, place)
        if not match or not is_content(match.group()) or match.group().lower() in AUXILIARIES:
            break
        words.append(match)
        if not text[match.end() : match.end() + 1].isspace():
            break
        place = match.end() + 1
    for count in range(len(words), 1, -1):
        stems = " ".join(stem(word.group()) for word in words[:count])
        if any(f" {stems} " in f" {one} " for one in said):
            return words[count - 1].end()
    return words[0].end() if words else start
