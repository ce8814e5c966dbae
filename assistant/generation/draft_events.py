"""Turns growing drafts into events; each statement is checked as soon as it is complete."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.schema.draft import Draft
from assistant.schema.events import Begun, Checked, Cited, Event, Withdrawn, Words
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.conclusion import Conclusion, conclude
from assistant.verification.judge import VerdictCache


class DraftEvents:
    """The events of one answer.

    A statement is checked once, when it is complete: later statements do not change its result.
    """

    def __init__(
        self, evidence: Sequence[EvidenceSentence], verdicts: VerdictCache | None = None
    ) -> None:
        self._evidence, self._judging = evidence, verdicts
        self._begun = 0  # statements begun in this stream
        self._start_over()

    def tell(self, draft: Draft) -> Iterator[Event]:
        """The events for what `draft` adds to the previous draft."""
        for place in range(self._complete, draft.complete):
            yield from self._write(draft.statements[place].line)
            yield from self._check(draft, place)
        for written in draft.statements[draft.complete :]:
            yield from self._write(written.line)

    def unchecked(self, draft: Draft) -> Draft | None:
        """The part of `draft` that `tell` would check; None if all of it has been checked."""
        if draft.complete <= self._complete:
            return None
        return replace(draft, statements=draft.statements[: draft.complete], open=False)

    def give_up(self) -> Iterator[Event]:
        """Withdraws everything shown, because the reply cannot be used; another may follow."""
        yield from map(Withdrawn, self._shown)
        if self._words is not None:
            yield Withdrawn(self._begun)
        self._start_over()

    def _start_over(self) -> None:
        self._conclusion = Conclusion()
        self._complete = 0  # statements of this draft
        self._shown: list[int] = []  # numbers of those that passed the check
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
        before = self._conclusion
        so_far = replace(draft, statements=draft.statements[: place + 1], open=False)
        self._conclusion = conclude(so_far, self._evidence, self._judging)
        self._complete, self._words = place + 1, None
        if len(self._conclusion.statements) == len(before.statements):
            yield Withdrawn(self._begun)
            return
        self._shown.append(self._begun)
        yield from map(Cited, self._conclusion.citations[len(before.citations) :])
        yield Checked(self._begun, self._conclusion.statements[-1])
