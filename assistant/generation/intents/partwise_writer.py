"""A question of several parts: each is asked of a writer by itself, with its own evidence.

What a writer says of one part follows what it said of the part before, so that a stream of it is
one draft that grows.
"""

from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.generation.writer import Writer
from assistant.schema.answer import Unanswered
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import EvidencePart, EvidenceSentence
from assistant.schema.query_plan import QueryPlan
from assistant.text import refusals

if TYPE_CHECKING:
    from assistant.llm.meter import Meter


class PartwiseWriter:
    """A writer that asks another one part by part."""

    def __init__(self, writer: Writer, parts: Sequence[EvidencePart]) -> None:
        self.name = writer.name
        self.is_model = writer.is_model
        self._writer = writer
        self._parts = parts

    def drafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: "Meter"
    ) -> Generator[Draft | None]:
        """The draft of all parts as it grows; raises what the other one raises."""
        written = Draft()
        for part in self._parts:
            own = None
            drafts = self._writer.drafts(
                replace(plan, question=part.question), part.of(evidence), meter
            )
            with closing(drafts) as pieces:
                for piece in pieces:
                    own = piece
                    yield from _told(written, part, piece)
            written = _added(written, part, own or Draft(), is_whole=True)
        yield _whole(written)

    async def adrafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: "Meter"
    ) -> AsyncGenerator[Draft | None]:
        """The same in an event loop."""
        written = Draft()
        for part in self._parts:
            own = None
            drafts = self._writer.adrafts(
                replace(plan, question=part.question), part.of(evidence), meter
            )
            async with aclosing(drafts) as pieces:
                async for piece in pieces:
                    own = piece
                    for draft in _told(written, part, piece):
                        yield draft
            written = _added(written, part, own or Draft(), is_whole=True)
        yield _whole(written)


def own_statement(part: EvidencePart, written: DraftStatement) -> DraftStatement:
    """A statement as the part's own."""
    heading = part.heading + written.heading
    return replace(written, heading=heading, among=part.among, part=part.called)


def quote_part(
    part: EvidencePart, sentences: Sequence[EvidenceSentence]
) -> tuple[DraftStatement, ...]:
    """Sentences of a part as its statements, verbatim."""
    return tuple(
        own_statement(part, DraftStatement((one.id,), " ".join(one.text.split())))
        for one in sentences
    )


def _told(written: Draft, part: EvidencePart, own: Draft | None) -> Iterator[Draft | None]:
    """What has been written so far; when a part begins again, all that was shown does."""
    if own is None:
        yield None
        yield written
    elif own.statements:
        yield _added(written, part, own)


def _added(written: Draft, part: EvidencePart, own: Draft, *, is_whole: bool = False) -> Draft:
    """The draft with what the part adds to it; `is_whole` where it adds no more."""
    statements = tuple(own_statement(part, one) for one in own.statements)
    unanswered = written.unanswered
    if is_whole and not statements:
        reason = own.reason or "insufficient-evidence"
        detail = own.detail or refusals.NOTHING_WRITTEN
        unanswered += (Unanswered(part=part.called, reason=reason, detail=detail),)
    return Draft(
        (*written.statements, *statements),
        usage=written.usage | own.usage,
        open=own.open,
        unanswered=unanswered,
    )


def _whole(written: Draft) -> Draft:
    """The draft at its end: with a reason where no part is answered."""
    if written.statements or not written.unanswered:
        return written
    first = written.unanswered[0]
    return replace(written, reason=first.reason, detail=first.detail, unanswered=())
