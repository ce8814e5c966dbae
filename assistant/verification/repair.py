"""What becomes of a statement that its citations do not bear out.

It is given better citations out of the same evidence; else the closest sentence stands for it,
verbatim; else it is left out.
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

_LOOKED_AT = 6  # of the evidence's sentences, those that share most words with the statement
# So much of the statement's words a sentence must share to stand in for it.
_CLOSE = 0.6
_CLOSER = 0.75  # and so much to be cited in its own words instead of what was cited
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Repaired:
    """What may be shown of a statement: words, on what ground, the sentences, what was done."""

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
    """The statement as it may be shown, or None where it may not be; without citations never.

    What has passed the rules is shown to a judge, if there is one, but for the sources' own words.
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
    """On what ground a statement may be shown with these citations; None where it may not."""
    if text in [_line(sentence) for sentence in cited]:
        return "quoted"
    said = [Said(_line(sentence), sentence.article.published_at) for sentence in cited]
    context = [said_before(sentence) for sentence in cited]
    passed = find_failures(text, said, context).passed
    return "verified" if passed and (not verdicts or verdicts.bears_out(text, cited)) else None


def _recited(
    text: str, near: Sequence[EvidenceSentence], verdicts: VerdictCache | None
) -> Repaired | None:
    """One sentence that bears the statement out.

    Never two: any fact can be put together from the words of two sentences.
    """
    for sentence in near:
        is_close = _shared(text, sentence.text) >= _CLOSER
        support = _support(text, [sentence], verdicts) if is_close else None
        if support:
            return Repaired(text, support, (sentence,), "recited")
    return None


def _replaced(text: str, near: Sequence[EvidenceSentence]) -> Repaired | None:
    """The closest statement of the sources, if one is close; a question states nothing."""
    closest = max(near, key=lambda sentence: _shared(text, sentence.text))
    quote = _line(closest)
    if _shared(text, quote) < _CLOSE or len(quote.split()) < _LEAST_WORDS or "?" in quote:
        return None
    return Repaired(quote, "quoted", (closest,), "replaced")


def _shared(text: str, sentence: str) -> float:
    """The share of the content words of `text` that stand in `sentence`."""
    words = {stem(word) for word in split_words(text) if is_content(word)}
    return len(words & {stem(word) for word in split_words(sentence)}) / max(1, len(words))


def _line(sentence: EvidenceSentence) -> str:
    return " ".join(sentence.text.split())
