"""From a draft to an answer: what its sentences bear out, cited; or nothing, and why.

Everything shown of a citation is looked up here from the evidence. Of a draft only the words of
statements are taken, and those only when the check has passed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.answer import Abstention, Citation, Reason, Statement, Support
from assistant.answering.checking import check
from assistant.answering.draft import Draft, DraftStatement
from assistant.answering.evidence import EvidenceSentence

NEAREST = 3

_PRONOUN = re.compile(
    r"\b(?:it|its|he|him|his|she|her|they|them|their|this|these)\b", re.IGNORECASE
)
_MARK = re.compile(r"\s*\[[\s\w,;]*\d[\s\w,;]*\]")


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Statements with their citations, numbered by first use, and how many were dropped."""

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    dropped: int = 0

    @property
    def text(self) -> str:
        """The statements in a row, each followed by its citations as `[1]`."""
        return " ".join(
            statement.text + " " + "".join(f"[{number}]" for number in statement.citations)
            for statement in self.statements
        )


def conclude(draft: Draft, evidence: Sequence[EvidenceSentence]) -> Conclusion:
    """The statements of `draft` that the evidence they name bears out."""
    known = {sentence.id: sentence for sentence in evidence}
    numbers: dict[str, int] = {}
    statements: list[Statement] = []
    for written in draft.statements:
        cited = [known[name] for name in dict.fromkeys(written.ids) if name in known]
        text, support = _support(written, cited)
        if support is None or any(text == other.text for other in statements):
            continue
        for sentence in cited:
            numbers.setdefault(sentence.id, len(numbers) + 1)
        statements.append(
            Statement(text=text, support=support, citations=[numbers[s.id] for s in cited])
        )
    citations = tuple(known[name].citation(number) for name, number in numbers.items())
    return Conclusion(tuple(statements), citations, len(draft.statements) - len(statements))


def abstain(reason: Reason, detail: str, evidence: Sequence[EvidenceSentence]) -> Abstention:
    """No answer, and why; with the first sentence of each of the nearest chunks."""
    first = {sentence.hit: sentence for sentence in reversed(evidence)}
    nearest = [first[hit].citation(number) for number, hit in enumerate(sorted(first), start=1)]
    return Abstention(reason=reason, detail=detail, nearest=nearest[:NEAREST])


def said_before(sentence: EvidenceSentence) -> str:
    """Where the names of a statement may stand besides the sentence that it cites.

    That is its article's title, source and day and, when the sentence says "it" or "she" of what
    was named before, the text up to it.
    """
    header = sentence.article.embedding_header
    if not _PRONOUN.search(sentence.text):
        return header
    return header + "\n" + sentence.article.text[: sentence.span.start]


def _support(
    written: DraftStatement, cited: Sequence[EvidenceSentence]
) -> tuple[str, Support | None]:
    """What may be shown of a statement, and on what ground; None where it may not be shown."""
    sentences = [" ".join(sentence.text.split()) for sentence in cited]
    if written.text in sentences:
        return written.text, "quoted"
    text = _MARK.sub("", written.text).strip()
    context = [said_before(sentence) for sentence in cited]
    borne_out = bool(cited) and check(text, sentences, context).passed
    return text, "verified" if borne_out else None
