"""From a question to an answer, stage by stage: retrieve, write (and check), conclude.

`stream` runs the stages and tells what happens; `answer` is its last event. `Assistant.chain` makes
the same stages a LangChain Runnable, whose machinery takes half a second to import.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import replace
from typing import Protocol

from assistant.abstention import Abstaining
from assistant.generation.fallback import Writing
from assistant.generation.intents import shape
from assistant.generation.intents.base import Means
from assistant.generation.writer import Writer
from assistant.planning.cited_before import recall
from assistant.retrieval.evidence import gather
from assistant.retrieval.fusion import fuse, ranked
from assistant.retrieval.relaxation import tell_hidden
from assistant.retrieval.reranker import Reranker
from assistant.retrieval.search import Finder
from assistant.schema.answer import Answer, Disagreement, Unanswered
from assistant.schema.draft import Draft
from assistant.schema.events import Done, Event, Resolved, Retrieved, Used
from assistant.schema.evidence import CitedSentence
from assistant.schema.hits import Hit
from assistant.schema.question import Asking
from assistant.verification.disagreement import find_disagreements
from assistant.verification.judge import Judge
from assistant.verification.verdicts import Judging
from index.archive import Archive

_NOTHING_LEFT = "No sentence of the nearest coverage bears out an answer."
UNWRITTEN = ("timeline", "count", "coverage")  # shapes that no model is asked for
LISTS = ("timeline", "coverage", "comparison")  # shapes of which a statement is a line
_MOST_CITED = 4  # articles in which a follow-up is looked for once more
_CITED, _PREFERENCE = 0.5, 10  # what that counts, as in finding.py
CHUNKS = 8  # of the best chunks at most so many give evidence, within its budget of tokens


class Keeper(Protocol):
    """Where answers are kept."""

    def keep(self, asking: Asking, answer: Answer) -> Answer:
        """The answer as it goes out; it does not fail where nothing can be kept."""
        ...


class Chain:
    """The stages over one archive: `writers` are tried in order, `note` goes with each answer.

    The last of them needs no model. A `keeper` is given each answer before anybody else is; a
    `judge` is shown what has passed the check.
    """

    def __init__(
        self,
        archive: Archive,
        writers: Sequence[Writer],
        evidence_tokens: int,
        note: str | None = None,
        reranker: Reranker | None = None,
        keeper: Keeper | None = None,
        judge: Judge | None = None,
    ) -> None:
        self.archive = archive
        self.note = note
        self.finder = Finder(archive, reranker)
        self.writers = writers
        self.evidence_tokens = evidence_tokens
        self.keeper = keeper
        self.judge = judge
        self._abstaining = Abstaining(archive, self.finder, writers[-1], evidence_tokens)

    @property
    def means(self) -> Means:
        """What the stages of other shapes work with."""
        return Means(self.archive, self.finder, self.writers, self.evidence_tokens)

    def answer(self, asking: Asking) -> Answer:
        """All stages."""
        with closing(asking.meter):
            return self.finish(self.write(self.retrieve(asking)))

    def retrieve(self, asking: Asking) -> Asking:
        """Fills in the evidence."""
        if asking.draft.reason:
            return asking  # there is nothing to look for
        started = time.perf_counter()
        shaped = shape(asking, self.means)
        if shaped is not None:
            seconds = asking.seconds | {"retrieve": round(time.perf_counter() - started, 4)}
            return replace(shaped, seconds=seconds, hints=tell_hidden(self.archive, asking.scope))
        finder = self.finder.paid_by(asking.meter)
        found = finder.find(asking.question, CHUNKS, asking.scope)
        earlier = recall(asking.earlier, asking.scope, found.understanding)
        hits = found.hits if found.reason else self._with_cited(asking, found.hits, earlier)
        return replace(
            asking,
            evidence=gather(
                asking.question, hits, self.evidence_tokens, earlier, found.understanding
            ),
            draft=Draft(reason=found.reason, detail=found.nothing),
            understood=tuple(found.understanding.in_words()),
            relaxed=found.relaxed,
            hints=found.hints,
            seconds=asking.seconds | {"retrieve": round(time.perf_counter() - started, 4)},
        )

    def _with_cited(
        self, asking: Asking, hits: Sequence[Hit], earlier: Sequence[CitedSentence]
    ) -> Sequence[Hit]:
        """A follow-up is looked for once more in the articles that the last answers cited."""
        articles = tuple(dict.fromkeys(cited.article.id for cited in earlier))[:_MOST_CITED]
        if not articles:
            return hits
        scope = replace(asking.scope, articles=articles)
        near = self.finder.find(asking.question, CHUNKS, scope)
        return ranked(fuse([(1.0, hits), (_CITED, near.hits)], _PREFERENCE)[:CHUNKS])

    def write(self, asking: Asking) -> Asking:
        """Fills in the first draft that abstains or of which something stands the check."""
        writing = self._writing(asking)
        with closing(asking.meter):
            for _ in writing.events():
                pass
        return writing.asking

    def stream(self, asking: Asking) -> Generator[Event]:
        """All stages, and what happens in them; closing it ends what goes on."""
        with closing(asking.meter):
            yield from _resolved(asking)
            asking = self.retrieve(asking)
            yield _retrieved(asking)
            writing = self._writing(asking)
            yield from writing.events()
            yield from self._end(writing.asking)

    async def astream(self, asking: Asking) -> AsyncGenerator[Event]:
        """The same in an event loop, which goes on while this computes."""
        with closing(asking.meter):
            for event in _resolved(asking):
                yield event
            asking = await asyncio.to_thread(self.retrieve, asking)
            yield _retrieved(asking)
            writing = self._writing(asking)
            async with aclosing(writing.aevents()) as events:
                async for event in events:
                    yield event
            for event in await asyncio.to_thread(list, self._end(writing.asking)):
                yield event

    def _writing(self, asking: Asking) -> Writing:
        note = None if asking.shape in UNWRITTEN else self.note
        judging = Judging(self.judge.paid_by(asking.meter)) if self.judge else None
        return Writing(asking, asking.writers or self.writers, note, judging)

    def _end(self, asking: Asking) -> Iterator[Event]:
        answer = self.finish(asking)
        yield Used(answer.usage)
        yield Done(answer)

    def finish(self, asking: Asking) -> Answer:
        """The answer that the stages have come to, paid and kept."""
        asking.meter.close()
        answer = self._answer(asking)
        return self.keeper.keep(asking, answer) if self.keeper else answer

    def _answer(self, asking: Asking) -> Answer:
        conclusion, draft = asking.conclusion, asking.draft
        abstention = None
        if not conclusion.statements:
            draft = draft if draft.reason else self._unfound(asking)
            assert draft.reason is not None
            abstention = self._abstaining.abstain(asking, draft.reason, draft.detail)
        return Answer(
            question=asking.said or asking.question,
            answered=abstention is None,
            text=abstention.detail if abstention else _text(asking),
            statements=list(conclusion.statements),
            citations=list(conclusion.citations),
            abstention=abstention,
            as_of=asking.scope.as_of,
            model=asking.model,
            usage=_usage(asking),
            seconds=asking.seconds,
            id=asking.id,
            disagreements=_disagreements(asking),
            resolved=asking.question if asking.said else None,
            shape=asking.shape,
            unanswered=_unanswered(asking),
        )

    def _unfound(self, asking: Asking) -> Draft:
        """Why there was nothing to write from."""
        if asking.evidence:
            return Draft(reason="insufficient-evidence", detail=_NOTHING_LEFT)
        if next(self.archive.catalogue.articles(), None) is None:
            detail = "The archive is empty; run `assistant index PATH`."
            return Draft(reason="empty-archive", detail=detail)
        return Draft(
            reason="not-in-archive", detail="The archive has nothing within what was asked."
        )


def _text(asking: Asking) -> str:
    """In a row; where the shape is a list, one under the other."""
    is_list = asking.shape in LISTS and len(asking.conclusion.statements) > 1
    return asking.conclusion.bullets if is_list else asking.conclusion.text


def _disagreements(asking: Asking) -> list[Disagreement]:
    """Where the evidence gives another value than what is cited; not of things as they went on."""
    if asking.shape in UNWRITTEN:
        return []
    cited = {(c.article.id, c.start): c.number for c in asking.conclusion.citations}
    numbered = [
        (sentence, cited[sentence.article.id, sentence.span.start])
        for sentence in asking.evidence
        if (sentence.article.id, sentence.span.start) in cited
    ]
    if asking.shape != "comparison":
        return find_disagreements(asking.question, asking.evidence, numbered)
    # Of each source what is nearest to the topic: its other sentences count other things.
    first = {sentence.article.source: sentence for sentence, _ in reversed(numbered)}
    return find_disagreements(asking.matter, list(first.values()), numbered)


def _unanswered(asking: Asking) -> Unanswered | None:
    """The first part of the question of which nothing is shown, where something is of another."""
    if not asking.conclusion.statements:
        return None
    known = (*asking.unanswered, *asking.draft.unanswered)
    dropped = (
        Unanswered(part=part, reason="insufficient-evidence", detail=_NOTHING_LEFT)
        for part in asking.parts
        if not _has_any(asking, part)
    )
    return next(iter((*known, *dropped)), None)


def _has_any(asking: Asking, part: str) -> bool:
    """Whether a statement of that part stood the check."""
    written = zip(asking.draft.statements, asking.conclusion.judged, strict=True)
    return any(one.part == part and judged.fate != "dropped" for one, judged in written)


def _usage(asking: Asking) -> dict[str, object]:
    """Tokens as the model's server counts them, statements by fate, and what to tell the user."""
    supports = [statement.support for statement in asking.conclusion.statements]
    fates = {"verified": supports.count("verified"), "quoted": supports.count("quoted")}
    conclusion = asking.conclusion
    fates |= {name: getattr(conclusion, name) for name in ("dropped", "recited", "replaced")}
    fates |= {} if conclusion.refused is None else {"refused": conclusion.refused}
    usage = {**asking.meter.usage, **asking.draft.usage, "statements": fates}
    usage |= {"understood": list(asking.understood)} if asking.understood else {}
    usage |= {"relaxed": list(asking.relaxed)} if asking.relaxed else {}
    unanswered = _unanswered(asking)
    told = str(unanswered) if unanswered else None
    note = " ".join(filter(None, (asking.note, *asking.relaxed, told, *asking.hints)))
    return usage | ({"note": note} if note else {})


def _resolved(asking: Asking) -> Iterator[Event]:
    if asking.said:
        yield Resolved(asking.question)


def _retrieved(asking: Asking) -> Retrieved:
    articles = dict.fromkeys(
        sentence.article.title or sentence.article.id for sentence in asking.evidence
    )
    return Retrieved(len(asking.evidence), tuple(articles), asking.shape)
