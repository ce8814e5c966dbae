"""Checks a draft and keeps the statements that the evidence supports, with their citations.

Citations are made only from the evidence. From a draft only the text of statements is used, and
only if it passed the check.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.schema.answer import Citation, Statement
from assistant.schema.draft import Draft, DraftStatement, Judged
from assistant.schema.evidence import EvidenceSentence
from assistant.text.word_matching import holds
from assistant.text.words import analyze_question, is_content, split_words, stem
from assistant.verification.judge import VerdictCache
from assistant.verification.unsupported_statements import Fate, Repaired, settle

NEAREST = 3

_MARK = re.compile(r"\s*\[[\s\w,;]*\d[\s\w,;]*\]")


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Statements with their citations, numbered by first use.

    Also how many were dropped, got other citations, or were replaced by a verbatim sentence, and
    how many the judge refused before that; None if there is no judge.
    """

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    dropped: int = 0
    recited: int = 0
    replaced: int = 0
    judged: tuple[Judged, ...] = ()
    refused: int | None = None

    @property
    def text(self) -> str:
        """The statements in a row, each followed by its citations as `[1]`."""
        return " ".join(map(_with_citations, self.statements))

    @property
    def bullets(self) -> str:
        """The statements as a list, one a line."""
        return "\n".join(f"- {_with_citations(statement)}" for statement in self.statements)


def _with_citations(statement: Statement) -> str:
    marks = "".join(f"[{number}]" for number in statement.citations)
    return f"{statement.text} {marks}" if marks else statement.text


def conclude(
    draft: Draft, evidence: Sequence[EvidenceSentence], verdicts: VerdictCache | None = None
) -> Conclusion:
    """The statements of `draft` that their evidence supports."""
    known = {sentence.id: sentence for sentence in evidence}
    numbers: dict[str, int] = {}
    statements: list[Statement] = []
    judged: list[Judged] = []
    for written in draft.statements:
        within = _within(written, evidence)
        names = dict.fromkeys(written.ids)
        cited = [known[name] for name in names if name in known and known[name] in within]
        shown = _settled(written, cited, within, verdicts)
        refused = verdicts is not None and verdicts.has_refused(_words(written.text, cited), cited)
        if shown is None or any(written.heading + shown.text == s.text for s in statements):
            fate: Fate | Literal["repeated", "dropped"] = "repeated" if shown else "dropped"
            judged.append(Judged(written.text, written.ids, fate, None, refused))
            continue
        for sentence in shown.cited:
            numbers.setdefault(sentence.id, len(numbers) + 1)
        citations = [numbers[sentence.id] for sentence in shown.cited]
        text = written.heading + shown.text
        statements.append(
            Statement(
                text=text,
                support=shown.support,
                citations=citations,
                section=written.section or None,
            )
        )
        judged.append(Judged(written.text, written.ids, shown.fate, shown.text, refused))
    fates = [one.fate for one in judged]
    return Conclusion(
        tuple(statements),
        tuple(known[name].citation(number) for name, number in numbers.items()),
        len(draft.statements) - len(statements),
        fates.count("recited"),
        fates.count("replaced"),
        tuple(judged),
        sum(one.is_refused for one in judged) if verdicts else None,
    )


def _within(
    written: DraftStatement, evidence: Sequence[EvidenceSentence]
) -> Sequence[EvidenceSentence]:
    """The sentences that may support the statement."""
    is_free = written.is_counted or not written.among
    return evidence if is_free else [s for s in evidence if s.id in written.among]


def _settled(
    written: DraftStatement,
    cited: Sequence[EvidenceSentence],
    within: Sequence[EvidenceSentence],
    verdicts: VerdictCache | None,
) -> Repaired | None:
    if written.is_counted:
        return Repaired(written.text, "verified", tuple(cited), "as-cited")
    return settle(_words(written.text, cited), cited, within, verdicts)


def _words(text: str, cited: Sequence[EvidenceSentence]) -> str:
    """A verbatim sentence unchanged; other text without citation marks that a model wrote."""
    if any(text == " ".join(sentence.text.split()) for sentence in cited):
        return text
    return _MARK.sub("", text).strip()


def nearest_of(question: str, evidence: Sequence[EvidenceSentence]) -> list[Citation]:
    """The sentence with most of the question's words, from each of the evidence's first articles.

    If some articles mention a name in the question, the others are left out: an article that only
    shares a verb with the question would be misleading.
    """
    asked = _stems(question)
    best: dict[str, EvidenceSentence] = {}
    for sentence in evidence:
        other = best.setdefault(sentence.article.id, sentence)
        if len(asked & _stems(sentence.text)) > len(asked & _stems(other.text)):
            best[sentence.article.id] = sentence
    naming = _naming(question, evidence)
    nearest = [best[name] for name in best if not naming or name in naming][:NEAREST]
    return [sentence.citation(number) for number, sentence in enumerate(nearest, start=1)]


def _naming(question: str, evidence: Sequence[EvidenceSentence]) -> frozenset[str]:
    """Ids of the articles whose evidence mentions a name of the question."""
    names = [term for term in analyze_question(question).terms if term.role == "name"]
    return frozenset(
        sentence.article.id
        for sentence in evidence
        if any(holds(name, _stems(sentence.text)) for name in names)
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in split_words(text) if is_content(word))
