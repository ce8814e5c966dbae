"""A question of several parts: each is asked of a writer by itself, with its own evidence.

What a writer says of one part follows what it said of the part before, so that a stream of it is
one draft that grows.
"""

from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.generation.writer import Writer
from assistant.schema.answer import Unanswered
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import EvidenceSentence

if TYPE_CHECKING:
    from assistant.llm.meter import Meter


@dataclass(frozen=True, slots=True)
class Part:
    """What is asked by itself: in words, over the evidence of those ids, told after `heading`.

    `name` is what the part is called when there is no answer to it.
    """

    question: str
    among: frozenset[str]
    heading: str = ""
    name: str = ""

    @property
    def called(self) -> str:
        """Its name, else its question."""
        return self.name or self.question

    def evidence(self, evidence: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
        """Its own."""
        return [sentence for sentence in evidence if sentence.id in self.among]

    def own(self, written: DraftStatement) -> DraftStatement:
        """A statement as this part's."""
        heading = self.heading + written.heading
        return replace(written, heading=heading, among=self.among, part=self.called)

    def quoted(self, sentences: Sequence[EvidenceSentence]) -> tuple[DraftStatement, ...]:
        """Sentences of its own as its statements, verbatim."""
        return tuple(
            self.own(DraftStatement((one.id,), " ".join(one.text.split()))) for one in sentences
        )


class InParts:
    """A writer that asks another one part by part."""

    def __init__(self, writer: Writer, parts: Sequence[Part]) -> None:
        self.name = writer.name
        self.is_model = writer.is_model
        self._writer = writer
        self._parts = parts

    def drafts(
        self, question: str, evidence: Sequence[EvidenceSentence], meter: "Meter"
    ) -> Generator[Draft | None]:
        """The draft of all parts as it grows; raises what the other one raises."""
        written = Draft()
        for part in self._parts:
            own = None
            drafts = self._writer.drafts(part.question, part.evidence(evidence), meter)
            with closing(drafts) as pieces:
                for piece in pieces:
                    own = piece
                    yield from _told(written, part, piece)
            written = _added(written, part, own or Draft(), is_whole=True)
        yield _whole(written)

    async def adrafts(
        self, question: str, evidence: Sequence[EvidenceSentence], meter: "Meter"
    ) -> AsyncGenerator[Draft | None]:
        """The same in an event loop."""
        written = Draft()
        for part in self._parts:
            own = None
            drafts = self._writer.adrafts(part.question, part.evidence(evidence), meter)
            async with aclosing(drafts) as pieces:
                async for piece in pieces:
                    own = piece
                    for draft in _told(written, part, piece):
                        yield draft
            written = _added(written, part, own or Draft(), is_whole=True)
        yield _whole(written)


def _told(written: Draft, part: Part, own: Draft | None) -> Iterator[Draft | None]:
    """What has been written so far; when a part begins again, all that was shown does."""
    if own is None:
        yield None
        yield written
    elif own.statements:
        yield _added(written, part, own)


def _added(written: Draft, part: Part, own: Draft, *, is_whole: bool = False) -> Draft:
    """The draft with what the part adds to it; `is_whole` where it adds no more."""
    statements = tuple(map(part.own, own.statements))
    unanswered = written.unanswered
    if is_whole and not statements:
        reason = own.reason or "insufficient-evidence"
        detail = own.detail or "Nothing was written of it."
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
