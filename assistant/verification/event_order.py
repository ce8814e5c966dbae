"""Event order: a statement must not reverse the order of two events."""

import re
from collections.abc import Iterator, Sequence

from assistant.text.words import is_content, split_words, stem

_CUE = re.compile(
    r"\b(before|after|once(?=\s(?:the|an?|it|they|he|she)\s))\b(?!\s(?:which|that|all)\b)",
    re.IGNORECASE,
)
_ALIKE = 0.6  # of the words of the shorter side of the two
# Durations before "before" and "after", and other text that belongs to neither event.
_IDLE = re.compile(
    r"\b(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|some|few|just|shortly"
    r"|soon|long|months?|weeks?|days?|years?|hours?|minutes?)\b",
    re.IGNORECASE,
)
Order = tuple[frozenset[str], frozenset[str]]  # the stems of what came first, and of the other


def find_turned(statement: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The words of `statement` that put two events in the opposite order.

    >>> find_turned("It shut before the ferry sank.", ["It shut after the ferry sank."])
    ('before',)
    """
    said = [order for sentence in sentences for _, order in _orders(sentence)]
    return tuple(
        cue
        for cue, (first, other) in _orders(statement)
        if any(_alike(first, late) and _alike(other, early) for early, late in said)
        if not any(_alike(first, early) and _alike(other, late) for early, late in said)
    )


def _orders(text: str) -> Iterator[tuple[str, Order]]:
    for cue in _CUE.finditer(text):
        before, after = text[: cue.start()], text[cue.end() :]
        if not _content(before):  # After the ferry sank, the bridge closed
            after, _, before = after.partition(",")
        before = re.split(r"[;.?!]\s", before)[-1]
        after = re.split(r"[;.?!]\s", after)[0]
        sides = _content(before), _content(after)
        if all(sides):
            yield cue[0].lower(), sides if cue[0].lower() == "before" else sides[::-1]


def _content(text: str) -> frozenset[str]:
    return frozenset(map(stem, filter(is_content, split_words(_IDLE.sub(" ", text)))))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * min(len(one), len(other))
