"""Whether a model's standalone question may be used: it adds no names and numbers of its own.

So no article can inject a question. Characters are compared; of language it knows no more than the
English names of months and days.
"""

import calendar
import re
from collections.abc import Iterable

from assistant.planning.known_names import fold
from index.prompt_injection import is_hostile

_MOST_CHARACTERS = 300  # or three times the length of what was typed
_ALIKE = 4  # first letters that two forms of one name share: Selmark, Selmarks
_LAST_DAY = 31
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CALENDAR = frozenset(fold(name) for name in (*calendar.month_name, *calendar.day_name) if name)


def is_usable(said: str, typed: str, heard: Iterable[str], years: range) -> bool:
    """Whether `said` has no name or number but those of `typed` and `heard`; dates may be computed.

    >>> is_usable("When did Oda Falk resign?", "And when?", ["Oda Falk left."], range(2024, 2026))
    True
    >>> is_usable("When did Tam Rowley resign?", "And when?", ["Oda Falk left."], range(2024, 2026))
    False
    """
    if not 0 < len(said) <= max(_MOST_CHARACTERS, 3 * len(typed)):
        return False
    if "\n" in said or "://" in said or is_hostile(said):
        return False
    known = "\n".join([typed, *heard])
    words = {fold(word) for word in _WORD.findall(known)} | _CALENDAR
    starts = {word[:_ALIKE] for word in words if len(word) >= _ALIKE}
    if any(name not in words and name[:_ALIKE] not in starts for name in map(fold, names_in(said))):
        return False
    return all(
        number in known or _small(number) <= _LAST_DAY or _small(number) in years
        for number in _NUMBER.findall(said)
    )


def names_in(question: str) -> list[str]:
    """The words of `question` with a capital that are not its first word; in German, nouns, too.

    >>> names_in("Did Oda Falk resign?")
    ['Oda', 'Falk']
    """
    return [word for word in _WORD.findall(question)[1:] if word[0].isupper()]


def _small(number: str) -> int:
    return int(re.sub(r"\D", "", number))
