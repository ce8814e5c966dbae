"""Writers tried one after the other, until one abstains or writes what stands the check."""

import time
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import replace

from assistant.generation.streaming import Narrator
from assistant.generation.writer import Writer
from assistant.llm import ModelError
from assistant.llm.meter import BudgetError
from assistant.schema.draft import Draft, DraftError
from assistant.schema.events import Event
from assistant.schema.question import Asking
from assistant.verification.conclusion import conclude
from assistant.verification.verdicts import Judging, UnjudgedError


class Writing:
    """The writing of one answer: `asking` holds the draft once the events have come to their end.

    `note` is what to tell the user in any case.
    """

    def __init__(
        self,
        asking: Asking,
        writers: Sequence[Writer],
        note: str | None,
        judging: Judging | None = None,
    ) -> None:
        self.asking = replace(asking, note=note)
        is_open = asking.evidence and not asking.draft.reason
        self._writers = list(writers) if is_open else []
        self._narrator = Narrator(asking.evidence, judging)
        self._judging = judging
        self._draft: Draft | None = None
        self._started = time.perf_counter()

    def events(self) -> Generator[Event]:
        """Writes, and tells what happens; closing it ends the request that is under way."""
        asking = self.asking
        while self._writers:
            written = self._writers[0].drafts(asking.question, asking.evidence, asking.meter)
            try:
                with closing(written) as drafts:
                    for draft in drafts:
                        yield from self._tell(draft)
                yield from self._settle()
            except (BudgetError, DraftError, ModelError) as error:
                yield from self._narrator.give_up()
                self._fail(error)

    async def aevents(self) -> AsyncGenerator[Event]:
        """The same in an event loop."""
        asking = self.asking
        while self._writers:
            written = self._writers[0].adrafts(asking.question, asking.evidence, asking.meter)
            try:
                async with aclosing(written) as drafts:
                    async for draft in drafts:
                        await self._judge_ahead(draft)
                        for event in self._tell(draft):
                            yield event
                for event in self._settle():
                    yield event
            except (BudgetError, DraftError, ModelError) as error:
                for event in self._narrator.give_up():
                    yield event
                self._fail(error)

    async def _judge_ahead(self, draft: Draft | None) -> None:
        """Gets the verdicts that the check of `draft` will want, so that it blocks nothing."""
        unchecked = self._narrator.unchecked(draft) if self._judging and draft else None
        while unchecked and self._judging:
            try:
                conclude(unchecked, self.asking.evidence, self._judging.patient())
                return
            except UnjudgedError as wanted:
                await self._judging.learn(wanted)

    def _tell(self, draft: Draft | None) -> Iterator[Event]:
        self._draft = draft
        return self._narrator.give_up() if draft is None else self._narrator.tell(draft)

    def _settle(self) -> Iterator[Event]:
        """Takes the writer's draft, if anything is left of it; goes on with the next if not."""
        assert self._draft is not None
        conclusion = conclude(self._draft, self.asking.evidence, self._judging)
        writer = self._writers.pop(0)
        seconds = self.asking.seconds | {"write": round(time.perf_counter() - self._started, 4)}
        self.asking = replace(
            self.asking,
            draft=self._draft,
            conclusion=conclusion,
            judged=(*self.asking.judged, *conclusion.judged),
            model=writer.name,
            seconds=seconds,
        )
        if self._draft.reason or conclusion.statements:
            self._writers.clear()
        elif self._writers:
            yield from self._narrator.give_up()
            self._go_on(f"{writer.name}: no statement stood the check.")

    def _fail(self, error: BudgetError | DraftError | ModelError) -> None:
        """Goes on with the next writer. A model that is not to be had is no matter for quoting."""
        writer = self._writers.pop(0)
        may_quote = (
            error.quotes if isinstance(error, BudgetError) else isinstance(error, DraftError)
        )
        if not (may_quote or any(w.is_model for w in self._writers)):
            raise error
        told = f"{writer.name}: {error}." if isinstance(error, DraftError) else f"{error}."
        self._go_on(told)

    def _go_on(self, why: str) -> None:
        then = (
            f"Asking {self._writers[0].name}"
            if self._writers[0].is_model
            else "Quoting the sources"
        )
        self.asking = replace(self.asking, note=f"{why} {then} instead.")
