"""Questions as they come over HTTP, and the events of their answers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Self
from urllib.parse import urlencode

from fastapi import HTTPException, Query, Request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from assistant.assistant import Assistant
from assistant.history.record import Record
from assistant.schema.answer import Answer, Citation
from assistant.schema.events import Event, aanswer_of, with_citations
from assistant.web.problems import mistakes

# JSON can hold halves of characters, which nothing can print.
PRINTABLE = AfterValidator(lambda text: text.encode(errors="replace").decode())
Text = Annotated[str, PRINTABLE]
Number = Annotated[int, Query(alias="page", ge=1, le=100_000)]  # of a page; the first is 1
Sources = Annotated[list[Text], Field(max_length=100, description="names of publishers")]
# A form sends an empty field for none.
Day = Annotated[
    Text | None, BeforeValidator(lambda value: value or None), Field(examples=["2024-03-31"])
]


class Filters(BaseModel, extra="forbid"):
    """Which articles count: sources, days of publication (both included), as of which day."""

    sources: Sources = []
    since: Day = None
    until: Day = None
    as_of: Day = None

    @property
    def scope(self) -> dict[str, Any]:
        """The arguments of `Assistant.ask`, or of its search."""
        return {
            "sources": [source for source in self.sources if source] or None,
            "since": self.since,
            "until": self.until,
            "as_of": self.as_of,
        }


class SearchFilters(Filters):
    """Which articles are searched or listed; authors and languages are as articles state them."""

    authors: Annotated[list[Text], Field(max_length=100)] = []
    languages: Annotated[list[Text], Field(max_length=100)] = []

    @property
    def scope(self) -> dict[str, Any]:
        return super().scope | {"authors": self.authors, "languages": self.languages}


class Asked(Filters):
    """A question; `follows` is the id of the answer that it follows up."""

    question: Text
    follows: Day = None


class OnPage(BaseModel, extra="ignore"):  # mail and Slack add parameters of their own
    """The parameters of a page; one that is not valid is left out and explained in `problem`."""

    _problem: str = PrivateAttr(default="")

    @property
    def problem(self) -> str:
        """What is wrong, in one line; empty if nothing is."""
        return self._problem

    def address(self, path: str, **changed: Any) -> str:
        """The address of `path` with these parameters, some of them changed, from page 1 on."""
        values = self.model_dump(exclude={"number"}) | changed
        return f"{path}?{urlencode({n: v for n, v in values.items() if v}, doseq=True)}"

    @model_validator(mode="wrap")
    @classmethod
    def _tell(cls, given: dict[str, Any], handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(given)
        except ValidationError as error:
            found = [{**mistake, "loc": mistake["loc"][:1]} for mistake in error.errors()]
            wrong = {mistake["loc"][0] for mistake in error.errors()}
            kept = handler({name: value for name, value in given.items() if name not in wrong})
            kept._problem = mistakes(found)
            return kept


def record_of(assistant: Assistant, answer_id: str) -> Record:
    """The recorded answer with exactly that id; raises `HTTPException` (404)."""
    found = assistant.answers.record(answer_id) if answer_id.isalnum() else None
    if found is None or found.id != answer_id:
        raise HTTPException(404, "There is no such answer.")
    return found.model_copy(update={"answer": found.answer.with_citations(without_path)})


def without_path(citation: Citation) -> Citation:
    """The citation without the path of the file on this server."""
    return citation.model_copy(
        update={"article": citation.article.model_copy(update={"path": None})}
    )


async def events_of(assistant: Assistant, asked: Asked) -> AsyncGenerator[Event]:
    """The events of the answer; the last one is `Done`. Closing it ends the request to a model."""
    if asked.follows:
        await asyncio.to_thread(record_of, assistant, asked.follows)
        conversation = await asyncio.to_thread(assistant.conversation, asked.follows)
        events = conversation.astream(asked.question, **asked.scope)
    else:
        events = assistant.astream(asked.question, **asked.scope)
    async with aclosing(events):
        async for event in events:
            yield with_citations(event, without_path)


async def answer_to(request: Request, assistant: Assistant, asked: Asked) -> Answer:
    """The answer for a client that waits; its leaving ends the request to a model."""
    answering = asyncio.create_task(answer_of(assistant, asked))
    leaving = asyncio.create_task(_departure(request))
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise HTTPException(499, "The client has gone.")  # nobody reads it
        return answering.result()
    finally:
        for task in (answering, leaving):
            task.cancel()
        await asyncio.gather(answering, leaving, return_exceptions=True)


async def _departure(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        """The rest of a body."""


async def answer_of(assistant: Assistant, asked: Asked) -> Answer:
    """The answer alone."""
    return await aanswer_of(events_of(assistant, asked))
