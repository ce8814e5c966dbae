"""Writes drafts with a language model, parsed while they are streamed.

The ids of the evidence are an enum in the schema and come before the text of a statement: a model
that names its evidence before it writes cites far better than one that writes first.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from typing import Any, cast

from langchain_core.language_models import BaseChatModel

from assistant.generation.attempt import Attempt
from assistant.llm.meter import Account, Meter
from assistant.llm.structured_output import ModeMemory
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.query_plan import QueryPlan

_PATIENCE = 1.0  # seconds for a cancelled stream to end, before it is cancelled again


class ModelWriter:
    """Writes statements with the ids of their evidence, using a LangChain chat model.

    `base_url` is the address of its server if it is not the provider's. `archive` says in a
    sentence what the archive holds.
    """

    is_model = True

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        base_url: str | None = None,
        archive: Callable[[], str] = str,
    ) -> None:
        self.name = name
        self._model = model
        self._base_url = base_url
        self._archive = archive
        self._memory = ModeMemory(name, base_url)

    def drafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> Generator[Draft | None]:
        """Yields the draft as the model writes it.

        After an unreadable reply it retries once, with the error; if the model does not support a
        mode, it tries the next. Raises `DraftError`, `ModelError` and, before anything is sent,
        `BudgetError`. Closing the iterator closes the connection.
        """
        attempt = self._begin(plan, evidence, meter.account(self.name, self._base_url))
        while attempt.goes_on:
            try:
                stream = cast("Generator[Any]", attempt.request().stream(attempt.messages))
                with attempt, closing(stream) as chunks:
                    for chunk in chunks:
                        yield from attempt.take(chunk)
                        if attempt.is_full:
                            break
                yield from attempt.finish()
            except Exception as error:  # each provider's client has its own errors
                yield from attempt.fail(error)

    async def adrafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> AsyncGenerator[Draft | None]:
        """`drafts` for an event loop; cancelling the task closes the connection."""
        account = meter.account(self.name, self._base_url)
        attempt = await asyncio.to_thread(self._begin, plan, evidence, account)
        while attempt.goes_on:
            try:
                stream = attempt.request().astream(attempt.messages)
                async with cut_off(stream) as chunks:
                    with attempt:
                        async for chunk in chunks:
                            for draft in attempt.take(chunk):
                                yield draft
                            if attempt.is_full:
                                break
                for draft in attempt.finish():
                    yield draft
            except Exception as error:
                for begun_again in attempt.fail(error):
                    yield begun_again

    def _begin(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], account: Account
    ) -> Attempt:
        attempt = Attempt(self._model, self._memory, plan, evidence, account, self._archive())
        account.allow(attempt.first_request)
        return attempt


@asynccontextmanager
async def cut_off(stream: AsyncIterator[Any]) -> AsyncGenerator[AsyncIterator[Any]]:
    """Ends a model's stream with the block, and all that it reads from.

    LangChain's generator closes none of those that it reads: `aclose` would leave them, with the
    connection, to the garbage collector, which may run in another thread. Cancelling ends them all.
    """
    try:
        yield stream
    finally:
        reading = asyncio.create_task(_drain(stream))
        await asyncio.sleep(0)  # until it waits for the server: only then can it be cancelled
        while not reading.done():  # Python 3.11's `wait_for` may overhear the first time
            reading.cancel()
            await asyncio.wait({reading}, timeout=_PATIENCE)


async def _drain(stream: AsyncIterator[Any]) -> None:
    with suppress(Exception):  # nobody waits for what comes now
        async for _ in stream:
            pass
