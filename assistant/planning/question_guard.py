"""Whether a model's standalone question may be used: it adds no names and numbers of its own.

So no article can inject a question. Characters are compared; of language it knows no more than the
English names of months and days, and where nouns have capitals, too.
"""

import calendar
import re
from collections.abc import Callable, Iterable

from assistant.text.question_language import language_of_question
from assistant.text.words import fold
from index.prompt_injection import is_hostile

_MOST_CHARACTERS = 300  # or three times the length of what was typed
_ALIKE = 4  # first letters that two forms of one name share: Selmark, Selmarks
_LAST_DAY = 31
_NOUNS_HAVE_CAPITALS = ("de", "lb")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CALENDAR = frozenset(fold(name) for name in (*calendar.month_name, *calendar.day_name) if name)


def is_usable(
    said: str,
    typed: str,
    heard: Iterable[str],
    years: range,
    is_mentioned: Callable[[str], bool] = lambda name: False,
) -> bool:
    """Whether `said` has no name or number but those of `typed` and `heard`; dates may be computed.

    A name may be fuller than it was heard if the archive mentions it: Oda Falk for Falk. In German,
    where a capital may be any noun's, a new name is two new words in a row.

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

    def is_known(name: str) -> bool:
        return fold(name) in words or fold(name)[:_ALIKE] in starts

    fuller = [name for name in _full_names(said) if any(map(is_known, name.split()))]
    added = [name for name in names_in(said) if not is_known(name)]
    if language_of_question(said) in _NOUNS_HAVE_CAPITALS:
        in_a_row = ([one for one in name.split() if one in added] for name in _full_names(said))
        added = [one for row in in_a_row if len(row) > 1 for one in row]
    if any(not any(name in one.split() and is_mentioned(one) for one in fuller) for name in added):
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


def _full_names(question: str) -> list[str]:
    """Words with a capital in a row."""
    found: list[list[str]] = [[]]
    for word in re.findall(r"\w+|[^\w\s]", question):
        if word[0].isupper():
            found[-1].append(word)
        elif found[-1]:
            found.append([])
    return [" ".join(name) for name in found if len(name) > 1]


def _small(number: str) -> int:
    return int(re.sub(r"\D", "", number))
