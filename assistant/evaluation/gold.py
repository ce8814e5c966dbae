"""Locates gold quotes in an archive, and the chunks that contain them."""

import re
from collections.abc import Sequence

from assistant.evaluation.dataset import Gold, Question
from assistant.evaluation.spans import GoldSentence, Place
from index.catalog.catalogue import Catalogue


def gold_sentences(question: Question, catalogue: Catalogue) -> tuple[GoldSentence, ...]:
    """The gold sentences of `question`, each in the newest version of its article that has it."""
    return tuple(GoldSentence(gold.article, _places(gold, catalogue)) for gold in question.wanted)


def count_relevant_chunks(gold: Sequence[GoldSentence], catalogue: Catalogue) -> int:
    """How many chunks of the archive hold a gold sentence."""
    chunks = [
        Place(article, version, start, end)
        for article in {sentence.article for sentence in gold}
        for version, start, end in catalogue.chunk_spans(article)
    ]
    return sum(any(sentence.matches(chunk) for sentence in gold) for chunk in chunks)


def _places(gold: Gold, catalogue: Catalogue) -> tuple[Place, ...]:
    current = catalogue.article(gold.article)
    for version in range(current.version if current else 0, 0, -1):
        article = catalogue.article(gold.article, version)
        if article and (found := _find(gold.quote, article.text)):
            return tuple(Place.of(article, start, end) for start, end in found)
    return ()


def _find(quote: str, text: str) -> list[tuple[int, int]]:
    """Every occurrence of `quote`; white space may differ, since readers normalise it."""
    words = quote.split()
    if not words:
        return []
    pattern = r"\s+".join(map(re.escape, words))
    return [found.span() for found in re.finditer(pattern, text)]
