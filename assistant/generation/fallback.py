"""Tries writers in order until one abstains or writes a statement."""

import time
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import replace

from assistant.generation.draft_events import DraftEvents
from assistant.generation.writer import Writer, Written
from assistant.llm.chat_models import ModelError
from assistant.llm.meter import BudgetError, Meter
from assistant.schema.draft import Draft, DraftError
from assistant.schema.events import Event
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import QueryPlan
from assistant.verification.answer_language import languages_asked
from assistant.verification.conclusion import Conclusion


def _writers_for(evidence: Evidence, writers: Sequence[Writer]) -> list[Writer]:
    """Those to try, in order: none where there is nothing to answer from."""
    if not evidence.is_open:
        return []
    return [Written(evidence.draft, evidence.author)] if evidence.draft else [*writers]


class WriterFallback:
    """Writes one answer; `draft` is available after the last event.

    `note` is shown to the user in any case; `seconds` is the time that writing took. If a judge
    will read it (`is_judged`), what is doubtful is shown only then.
    """

    def __init__(
        self,
        plan: QueryPlan,
        evidence: Evidence,
        writers: Sequence[Writer],
        meter: Meter,
        note: str | None = None,
        *,
        is_judged: bool = False,
    ) -> None:
        self.seconds: float | None = None
        self._plan, self._evidence, self._meter = plan, evidence.sentences, meter
        self._writers = _writers_for(evidence, writers)
        self._events = DraftEvents(evidence.sentences, is_judged=is_judged)
        self._note = note
        self._draft: Draft | None = None
        self._failed = ""
        none = evidence.draft if evidence.draft and evidence.draft.reason else Draft()
        self._settled = replace(none, model="" if evidence.is_open else evidence.author)
        self._started = time.perf_counter()

    @property
    def draft(self) -> Draft:
        """The draft of the last writer; if there was none, the reason."""
        return replace(self._settled, note=self._note, failed=self._failed)

    def events(self) -> Generator[Event]:
        """Writes and yields events; closing the generator cancels the running request."""
        while self._writers:
            written = self._writers[0].drafts(self._plan, self._evidence, self._meter)
            try:
                with closing(written) as drafts:
                    for draft in drafts:
                        yield from self._tell(draft)
                yield from self._settle()
            except (BudgetError, DraftError, ModelError) as error:
                yield from self._events.give_up()
                self._fail(error)

    async def aevents(self) -> AsyncGenerator[Event]:
        """`events` for an event loop."""
        while self._writers:
            written = self._writers[0].adrafts(self._plan, self._evidence, self._meter)
            try:
                async with aclosing(written) as drafts:
                    async for draft in drafts:
                        for event in self._tell(draft):
                            yield event
                for event in self._settle():
                    yield event
            except (BudgetError, DraftError, ModelError) as error:
                for event in self._events.give_up():
                    yield event
                self._fail(error)

    def settle(self, conclusion: Conclusion) -> Iterator[Event]:
        """The events for what verification changed of what was shown."""
        return self._events.settle(conclusion)

    def _tell(self, draft: Draft | None) -> Iterator[Event]:
        self._draft = draft
        return self._events.give_up() if draft is None else self._events.tell(draft)

    def _settle(self) -> Iterator[Event]:
        """Accepts the draft if it says anything; else continues with the next writer."""
        assert self._draft is not None
        writer = self._writers.pop(0)
        self.seconds = round(time.perf_counter() - self._started, 4)
        self._failed = "" if writer.is_model else self._failed
        languages = self._languages() if writer.is_model else ()
        self._settled = replace(self._draft, model=writer.name, languages=languages)
        if self._draft.reason or self._draft.statements:
            self._writers.clear()
        elif self._writers:
            yield from self._events.give_up()
            self._go_on(f"{writer.name}: it wrote nothing.")

    def _languages(self) -> tuple[str, ...]:
        plan = self._plan
        return languages_asked(plan.question, plan.language if plan.by_model else "")

    def _fail(self, error: BudgetError | DraftError | ModelError) -> None:
        """Continues with the next writer; raises if a budget forbids it and no model is left."""
        writer = self._writers.pop(0)
        may_go_on = not isinstance(error, BudgetError) or error.quotes
        if not self._writers or not (may_go_on or any(w.is_model for w in self._writers)):
            raise error
        told = f"{writer.name}: {error}" if isinstance(error, DraftError) else str(error)
        if not isinstance(error, BudgetError):
            self._failed = told
        self._go_on(f"{told}.")

    def _go_on(self, why: str) -> None:
        then = (
            f"Asking {self._writers[0].name}"
            if self._writers[0].is_model
            else "Quoting the sources"
        )
        self._note = f"{why} {then} instead."
