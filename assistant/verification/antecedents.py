"""The context of a sentence, which shows what "she" or "it" refers to."""

import re

from assistant.schema.evidence import EvidenceSentence
from index.injection import is_hostile
from index.sentences import split_sentences

_NEAR = 2  # sentences before, among which the one meant mostly is
_PRONOUN = re.compile(
    r"\b(?:it|its|he|him|his|she|her|they|them|their|this|these)\b", re.IGNORECASE
)


def said_before(sentence: EvidenceSentence) -> str:
    """Other texts that may contain the names of a statement besides the sentence it cites.

    These are the article's title, source and day and, if the sentence has a pronoun that refers to
    something before it, the text up to it.
    """
    header = sentence.article.embedding_header
    if not _PRONOUN.search(sentence.text):
        return header
    return header + "\n" + sentence.article.text[: sentence.span.start]


def told_before(sentence: EvidenceSentence) -> list[str]:
    """The context for a model: short, and without prompt injections."""
    article, told = sentence.article, [sentence.article.embedding_header]
    if _PRONOUN.search(sentence.text):
        text = article.text[: sentence.span.start]
        spans = split_sentences(text, article.language)[-_NEAR:]
        told += [" ".join(text[span.start : span.end].split()) for span in spans]
    return [text for text in told if text and not is_hostile(text)]
