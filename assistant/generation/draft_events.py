"""Turns growing drafts into events; each statement is checked as soon as it is complete."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.schema.answer import Citation, Statement
from assistant.schema.draft import Draft
from assistant.schema.events import Begun, Checked, Cited, Event, Withdrawn, Words
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.conclusion import Conclusion, conclude
from assistant.verification.trial import Trial, examine


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told of a statement: its number, and how it is shown, if it is."""

    number: int
    statement: Statement | None


class DraftEvents:
    """The events of one answer.

    A statement is shown when it has passed the exact checks; others are withdrawn at once: those
    that may not be shown without a judge and, where there will be a judge (`is_judged`), all that
    have something no cited article says. What a judge clears or changes is reported by `settle`.
    """

    def __init__(self, evidence: Sequence[EvidenceSentence], *, is_judged: bool) -> None:
        self._evidence, self._is_judged = evidence, is_judged
        self._begun = 0  # statements begun in this stream
        self._start_over()

    def tell(self, draft: Draft) -> Iterator[Event]:
        """The events for what `draft` adds to the previous draft."""
        for place in range(len(self._trials), draft.complete):
            yield from self._write(draft.statements[place].line)
            yield from self._check(draft, place)
        for written in draft.statements[draft.complete :]:
            yield from self._write(written.line)

    def settle(self, conclusion: Conclusion) -> Iterator[Event]:
        """The events for what `conclusion` shows differently from the events so far."""
        yield from self._cite(conclusion.citations)
        for told, statement in zip(self._told, conclusion.shown, strict=False):
            number = told.number
            if statement is None:
                yield from (Withdrawn(number),) if told.statement else ()
            elif told.statement is None:
                self._begun += 1
                yield Begun(self._begun)
                yield Checked(self._begun, statement)
            elif statement != told.statement:
                yield Checked(number, statement)

    def give_up(self) -> Iterator[Event]:
        """Withdraws everything shown, because the reply cannot be used; another may follow."""
        yield from (Withdrawn(told.number) for told in self._told if told.statement)
        if self._words is not None:
            yield Withdrawn(self._begun)
        self._start_over()

    def _start_over(self) -> None:
        self._trials: list[Trial] = []  # of the complete statements of this draft
        self._told: list[_Told] = []
        self._cited: dict[int, Citation] = {}
        self._words: str | None = None  # of the statement that is being written

    def _write(self, text: str) -> Iterator[Event]:
        if self._words is None:
            self._begun += 1
            self._words = ""
            yield Begun(self._begun)
        if len(text) > len(self._words) and text.startswith(self._words):
            yield Words(self._begun, text[len(self._words) :])
            self._words = text

    def _check(self, draft: Draft, place: int) -> Iterator[Event]:
        trial = examine(draft.statements[place], self._evidence)
        if trial.is_open and (trial.is_grave or (self._is_judged and trial.is_doubtful)):
            trial.withhold("; ".join(trial.doubts))
        self._trials.append(trial)
        self._words = None
        conclusion = conclude(self._trials)
        statement = conclusion.shown[-1]
        self._told.append(_Told(self._begun, statement))
        if statement is not None:
            yield from self._cite(conclusion.citations)
            yield Checked(self._begun, statement)
        else:
            yield Withdrawn(self._begun)

    def _cite(self, citations: Sequence[Citation]) -> Iterator[Event]:
        for citation in citations:
            if self._cited.get(citation.number) != citation:
                self._cited[citation.number] = citation
                yield Cited(citation)
