"""Spelling: words of a question that no article has, as those that come nearest spell them.

Vectors find the articles that a misspelt question is about; their words are what may be meant. A
word is misspelt if the embedder's vocabulary has it only in pieces, too.
"""

from difflib import SequenceMatcher
from functools import cache
from typing import Any

from assistant.retrieval.hybrid import CANDIDATES, search
from assistant.text.words import split_words
from index.archive import Archive
from index.catalog.scope import Scope
from index.embedders.encoder import load_tokenizer
from index.stems import stem, words_of

_LEAST = 4  # letters
# Of the letters of both words together, those that they share in their order; chosen by hand.
_ALIKE = 0.85
_ENDINGS = ("s", "es", "ed", "ing")


def respelt(archive: Archive, question: str, scope: Scope) -> str:
    """`question` with the words that the archive lacks spelt as in the articles found for it.

    A word with a capital may be a name that the archive lacks; a question of which it lacks most
    words is in another language. Both are left as they are.
    """
    words = split_words(question)
    stems = {word: [stem(part) for part in words_of(word)] for word in words}
    often = archive.occurrences(sorted({part for parts in stems.values() for part in parts}))
    lacking = [w for w in words if not any(often.get(part, 0) for part in stems[w])]
    wrong = [w for w in lacking if _may_be_misspelt(w)]
    if not wrong or 2 * len(lacking) > len(words):
        return question
    hits = search(archive, question, CANDIDATES, scope)
    texts = (f"{hit.chunk.article.title or ''} {hit.chunk.text}" for hit in hits)
    known = sorted({word.lower() for text in texts for word in split_words(text)})
    for word in wrong:
        near = max(known, key=lambda other: _likeness(word, other), default=word)
        if _likeness(word, near) >= _ALIKE:
            question = question.replace(word, near)
    return question


def _may_be_misspelt(word: str) -> bool:
    """Whether the vocabulary has neither it nor, of an English word, one of its forms: baking."""
    is_plain = word.islower() and word.isalpha() and len(word) >= _LEAST
    forms = (word, *(word.removesuffix("e") + ending for ending in _ENDINGS))
    return is_plain and all(_tokenizer().token_to_id(one) is None for one in forms)


@cache
def _tokenizer() -> Any:
    return load_tokenizer(None)


def _likeness(word: str, other: str) -> float:
    if abs(len(word) - len(other)) > 1:
        return 0.0
    return SequenceMatcher(None, word, other, autojunk=False).ratio()
