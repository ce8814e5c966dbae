"""Antonyms: detects statements that say the opposite of their sentences."""

import re
from collections.abc import Sequence

from assistant.text.words import is_content, split_words, stem
from assistant.verification.negation import PLAIN

# Only words that do not describe one event from two sides, as buy and sell or win and lose do.
_SIDES = (
    ("rise rises rose risen rising increase grow grew grown climb gain jump soar surge",
     "fall fell fallen drop decrease decline shrink shrank shrunk slip slump plunge dip"),
    ("accept approve adopt pass", "reject refuse dismiss"),
    ("reopen open", "close shut"),
    ("higher highest", "lower lowest"),
    ("more", "fewer less"),
    ("most largest biggest", "smallest least fewest"),
    ("oldest", "youngest newest"),
    ("admit confirm", "deny"),
    ("convict", "acquit clear"),
    ("raise", "cut lower"),
    ("support endorse", "oppose"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("strengthen", "weaken"),
    ("improve", "worsen"),
    ("widen", "narrow"),
    ("profit", "loss"),
    ("innocent", "guilty"),
    ("temporary", "permanent"),
    ("begin begins began begun start open launch", "end ends ended finish"),
    ("morning", "evening"),
    ("summer", "winter"),
    ("export", "import"),
    ("legal", "illegal"),
    ("mother", "father"),
    ("son", "daughter"),
    ("brother", "sister"),
    ("husband", "wife"),
    ("girl", "boy"),
    ("minimum", "maximum"),
    ("public", "private"),
    ("inside", "outside"),
    ("accelerate quicken", "slow"),
    ("uphold upheld", "overturn quash"),
    ("safe", "unsafe"),
    ("lawful", "unlawful"),
    ("fair", "unfair"),
    ("paid", "unpaid"),
    ("armed", "unarmed"),
    ("likely", "unlikely"),
    ("known", "unknown"),
    ("willing", "unwilling"),
    ("successful", "unsuccessful"),
    ("constitutional", "unconstitutional"),
    ("pro", "contra"),
)  # fmt: skip
# "Sales were down 4 per cent" says that they fell.
_WAY = re.compile(r"\b(up|down)(?=\s(?:by\s|about\s|some\s|almost\s|nearly\s)*[$€£]?\d)")
_FELL = {"up": "rose", "down": "fell"}
_VOTED = re.compile(r"\b(vot(?:e|es|ed|ing)\b[^.;,]{0,30}?)\s(for|against)\b")
_SIDE = {"for": "pro", "against": "contra"}
_NEAR = 0.6  # of the words that the nearest sentence shares
_SHARED = 0.5  # of the statement's words: less is about something else


def find_opposites(statement: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The words of `statement` instead of which the sentences about it say the opposite.

    >>> find_opposites("Turnout rose in the south.", ["Turnout fell in the south."])
    ('rose',)
    """
    if PLAIN.search(statement):
        return ()  # who says "not" is find_reversed's matter
    words = _split(statement)
    said = {stem(word) for word in words}
    texts = [{stem(word) for word in _split(sentence)} for sentence in sentences]
    content = {stem(word) for word in words if is_content(word)} - _SIDED
    shared = [len(content & text) for text in texts]
    most = max(shared, default=0)
    if not most or most < _SHARED * len(content):
        return ()
    near = [text for text, count in zip(texts, shared, strict=True) if count >= _NEAR * most]
    best = [text for text, count in zip(texts, shared, strict=True) if count == most]
    wrong = {
        word
        for one, other in _READ
        if said & one and not said & other
        if all(text & other for text in best) and not any(text & one for text in near)
        for word in one
    }
    return tuple(word for word in words if stem(word) in wrong)


def _split(text: str) -> list[str]:
    text = _VOTED.sub(lambda vote: f"{vote[1]} {_SIDE[vote[2]]}", text)
    return split_words(_WAY.sub(lambda way: _FELL[way[1]], text))


def _read(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


_READ = [
    sides
    for one, other in _SIDES
    for sides in ((_read(one), _read(other)), (_read(other), _read(one)))
]
_SIDED = frozenset().union(*(one for one, _ in _READ))
