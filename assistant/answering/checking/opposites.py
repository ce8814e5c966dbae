"""Words of two sides: a statement that says one where its sentence says the other is reversed."""

from collections.abc import Sequence

from assistant.retrieval.question import is_content, split_words, stem

# Only what cannot be told from the other end: who bought from a seller has sold nothing, and who
# lost to a winner has not won.
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
)  # fmt: skip
_NEAR = 0.6  # of the words that the nearest sentence shares
_SHARED = 0.5  # of the statement's words: less is about something else


def find_opposites(statement: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The words of `statement` instead of which the sentences about it say the opposite.

    >>> find_opposites("Turnout rose in the south.", ["Turnout fell in the south."])
    ('rose',)
    """
    words = split_words(statement)
    said = {stem(word) for word in words}
    texts = [{stem(word) for word in split_words(sentence)} for sentence in sentences]
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


def _read(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


_READ = [
    sides
    for one, other in _SIDES
    for sides in ((_read(one), _read(other)), (_read(other), _read(one)))
]
_SIDED = frozenset().union(*(one for one, _ in _READ))
