"""Repairs statements that their citations do not support.

A statement gets better citations from the same evidence; else it is replaced by the closest
sentence, verbatim; else it is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.schema.answer import Support
from assistant.schema.evidence import EvidenceSentence
from assistant.text.words import is_content, split_words, stem
from assistant.verification import Said, find_failures
from assistant.verification.antecedents import said_before
from assistant.verification.judge import VerdictCache

Fate = Literal["as-cited", "recited", "replaced"]

_LOOKED_AT = 6  # sentences of the evidence, those that share most words with the statement
# The share of the statement's words that a sentence must have to replace it.
_CLOSE = 0.6
_CLOSER = 0.75  # the share to be quoted instead of the sentences that were cited
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Repaired:
    """How a statement may be shown: its text, support and sentences, and what was done to it."""

    text: str
    support: Support
    cited: tuple[EvidenceSentence, ...]
    fate: Fate


def settle(
    text: str,
    cited: Sequence[EvidenceSentence],
    evidence: Sequence[EvidenceSentence],
    verdicts: VerdictCache | None = None,
) -> Repaired | None:
    """The statement as it may be shown, or None if it must be dropped; None without citations.

    Statements that pass the rules are given to the judge, if any, except verbatim quotations.
    """
    if not cited or text.endswith("?"):  # a question states nothing
        return None
    support = _support(text, cited, verdicts)
    if support:
        return Repaired(text, support, tuple(cited), "as-cited")
    near = sorted(evidence, key=lambda sentence: -_shared(text, sentence.text))[:_LOOKED_AT]
    return _recited(text, near, verdicts) or _replaced(text, [*cited, *near])


def _support(
    text: str, cited: Sequence[EvidenceSentence], verdicts: VerdictCache | None
) -> Support | None:
    """The support of a statement with these citations; None if it fails the check."""
    if text in [_line(sentence) for sentence in cited]:
        return "quoted"
    said = [Said(_line(sentence), sentence.article.published_at) for sentence in cited]
    context = [said_before(sentence) for sentence in cited]
    passed = find_failures(text, said, context).passed
    return "verified" if passed and (not verdicts or verdicts.bears_out(text, cited)) else None


def _recited(
    text: str, near: Sequence[EvidenceSentence], verdicts: VerdictCache | None
) -> Repaired | None:
    """One sentence that supports the statement.

    Never two: many false statements can be assembled from the words of two sentences.
    """
    for sentence in near:
        is_close = _shared(text, sentence.text) >= _CLOSER
        support = _support(text, [sentence], verdicts) if is_close else None
        if support:
            return Repaired(text, support, (sentence,), "recited")
    return None


def _replaced(text: str, near: Sequence[EvidenceSentence]) -> Repaired | None:
    """The closest sentence of the sources, if any is close; questions are excluded."""
    closest = max(near, key=lambda sentence: _shared(text, sentence.text))
    quote = _line(closest)
    if _shared(text, quote) < _CLOSE or len(quote.split()) < _LEAST_WORDS or "?" in quote:
        return None
    return Repaired(quote, "quoted", (closest,), "replaced")


def _shared(text: str, sentence: str) -> float:
    """The share of the content words of `text` that are in `sentence`."""
    words = {stem(word) for word in split_words(text) if is_content(word)}
    return len(words & {stem(word) for word in split_words(sentence)}) / max(1, len(words))


def _line(sentence: EvidenceSentence) -> str:
    return " ".join(sentence.text.split())
