"""Answers whose cited articles have changed since."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from assistant.history.record import Record
from assistant.schema.answer import Citation
from index.catalog.catalogue import Catalogue
from index.models import Article

# Sentences that share less than half of their words, in order, are different sentences.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a cited sentence.

    `what` is "removed" if the article was removed, "same" if the new version has the same sentence,
    "changed" if `sentence` (of version `version`) replaced it, and "gone" if none did.
    """

    citation: Citation
    what: Literal["removed", "gone", "changed", "same"]
    version: int | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """An answer, and the changes of its citations whose article has changed."""

    record: Record
    changes: tuple[Change, ...]


def compare(record: Record, catalogue: Catalogue) -> Stale:
    """Compare the citations of a record with the current versions of their articles."""
    changes = (_change(citation, catalogue) for citation in record.answer.citations)
    return Stale(record, tuple(change for change in changes if change))


def _change(citation: Citation, catalogue: Catalogue) -> Change | None:
    article = catalogue.article(citation.article.id)
    if article is None:
        return Change(citation, "removed")
    if article.version == citation.article.version:
        return None
    sentence = _closest(citation.quote, article, catalogue)
    if sentence is None:
        return Change(citation, "gone", article.version)
    same = sentence.split() == citation.quote.split()
    return Change(citation, "same" if same else "changed", article.version, sentence)


def _closest(quote: str, article: Article, catalogue: Catalogue) -> str | None:
    """The sentence of `article` most similar to `quote`; None if none is similar enough."""
    matcher = SequenceMatcher(b=quote.split(), autojunk=False)
    best, found = _ALIKE, None
    for span in catalogue.sentences(article.id, article.version):
        sentence = article.text[span.start : span.end]
        matcher.set_seq1(sentence.split())
        if matcher.quick_ratio() >= best and (ratio := matcher.ratio()) >= best:
            best, found = ratio, sentence
            if ratio == 1.0:
                break
    return found
