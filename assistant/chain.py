"""The stages from a question to an answer: plan, retrieve, generate, verify.

`stream` runs the stages and yields events; `answer` returns the last one. runnables.py makes the
same stages LangChain runnables, whose import takes half a second.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing, contextmanager
from dataclasses import replace
from typing import Any

from assistant.abstainer import Abstainer
from assistant.answer_composer import UNWRITTEN, compose
from assistant.evidence_finder import EvidenceFinder
from assistant.generation.fallback import WriterFallback
from assistant.generation.intents.article_search import WRITER as CATALOGUE
from assistant.generation.intents.context import IntentContext
from assistant.generation.writer import Writer
from assistant.llm.meter import Meter
from assistant.llm.structured_request import Chat, Form, afill, fill
from assistant.planning.planner import Planner
from assistant.retrieval.reranker import Reranker
from assistant.retrieval.retriever import Retriever
from assistant.run import Keeper, Observer, Run
from assistant.schema.answer import Answer, Citation
from assistant.schema.draft import Draft
from assistant.schema.events import (
    Done,
    Event,
    Resolved,
    Retrieved,
    Used,
    answer_of,
    with_citations,
)
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import QueryPlan
from assistant.schema.question import Question
from assistant.text.links import sentence_path
from assistant.verification.conclusion import Conclusion
from assistant.verification.judge import Judge
from assistant.verification.verifier import verify
from index.archive import Archive


class Chain:
    """The stages for one archive.

    `writers` are tried in order; the last one needs no model. `note` is added to each answer. The
    `keeper` records each answer; the `judge` decides on the statements of a model, and `chats`, by
    name, correct those of theirs that failed.
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
        planner: Planner | None = None,
        chats: Mapping[str, Chat] | None = None,
    ) -> None:
        self.archive = archive
        self.note = note
        self.planner = planner or Planner(archive)
        self.writers = writers
        self.evidence_tokens = evidence_tokens
        self.keeper = keeper
        self.observers: Sequence[Observer] = ()
        self.web_url = ""  # of `assistant serve`, where citations then lead
        self.judge = judge
        self.chats = chats or {}
        has_model = any(writer.is_model for writer in writers)
        self.context = IntentContext(archive, self.planner, evidence_tokens, has_model=has_model)
        self._finder = EvidenceFinder(self.context, Retriever(archive, reranker))
        self._abstainer = Abstainer(archive, writers[-1], evidence_tokens, has_model=has_model)

    def run(self, meter: Meter | None = None, seconds: dict[str, float] | None = None) -> Run:
        """The shared state of one question; without a `meter` there is no budget."""
        return Run(meter or Meter(), dict(seconds or {}))

    def plan(self, question: Question, run: Run | None = None) -> QueryPlan:
        """What the question means and where to search; by a model, if one is needed."""
        return fill(self.planner.stage(question), run.meter if run else Meter())

    async def aplan(self, question: Question, run: Run) -> QueryPlan:
        """`plan` for an event loop, which the archive is not read in."""
        if await asyncio.to_thread(self.planner.is_needed, question):
            return await afill(self.planner.stage(question), run.meter)
        return await asyncio.to_thread(self.planner.plan, question)

    def retrieve(self, question: Question, plan: QueryPlan, run: Run | None = None) -> Evidence:
        """The evidence: sentences to answer the question from."""
        return self._finder.find(question, plan, run.meter if run else None)

    def generate(self, plan: QueryPlan, evidence: Evidence, run: Run) -> Draft:
        """The first draft that abstains or has a statement."""
        writing = self._drafting(plan, evidence, run)
        for _ in writing.events():
            pass
        return self._drafted(writing, run)

    async def agenerate(self, plan: QueryPlan, evidence: Evidence, run: Run) -> Draft:
        """`generate` for an event loop."""
        writing = self._drafting(plan, evidence, run)
        async with aclosing(writing.aevents()) as events:
            async for _ in events:
                pass
        return self._drafted(writing, run)

    def verify(self, evidence: Evidence, draft: Draft, run: Run) -> Conclusion:
        """What may be shown of a draft."""
        with run.timed("verify"):
            return fill(self._verifying(evidence, draft), run.meter)

    async def averify(self, evidence: Evidence, draft: Draft, run: Run) -> Conclusion:
        """`verify` for an event loop."""
        with run.timed("verify"):
            stage = self._verifying(evidence, draft)
            if self.judge and self.judge.is_local:
                return await asyncio.to_thread(fill, stage, run.meter)
            return await afill(stage, run.meter)

    def _verifying(self, evidence: Evidence, draft: Draft) -> Generator[Form, Any, Conclusion]:
        if not evidence.is_open:
            draft = Draft()
        return verify(draft, evidence.sentences, self.judge, self.chats.get(draft.model))

    def finish(
        self,
        question: Question,
        plan: QueryPlan,
        evidence: Evidence,
        draft: Draft,
        conclusion: Conclusion,
        run: Run,
    ) -> Answer:
        """Compose the answer and record it."""
        run.meter.close()
        abstention = None
        if not conclusion.statements:
            withheld = len(conclusion.withheld)
            abstention = self._abstainer.abstain(
                question, plan, evidence, draft, run.meter, withheld
            )
        found = (question, plan, evidence, draft, conclusion, abstention)
        answer = compose(*found, run.meter.usage, run.seconds).with_citations(self.link)
        if self.keeper is None:
            return answer
        return self.keeper.keep(question, answer, evidence, conclusion.judged, run.meter.exchanges)

    def answer(self, question: Question, run: Run | None = None) -> Answer:
        """Run all stages and return the answer."""
        return answer_of(self.stream(question, run))

    def stream(self, question: Question, run: Run | None = None) -> Generator[Event]:
        """Run all stages and yield events; closing it ends the current request."""
        run = run or self.run()
        with self._observed(question), closing(run.meter):
            with run.timed("plan"):
                plan = self.plan(question, run)
            question = resolve(question, plan)
            yield from _resolved(question)
            evidence = self._find(question, plan, run)
            yield _retrieved(evidence)
            writing = self._drafting(plan, evidence, run)
            yield from map(self._linked, writing.events())
            draft = self._drafted(writing, run)
            conclusion = self.verify(evidence, draft, run)
            yield from map(self._linked, writing.settle(conclusion))
            answer = self.finish(question, plan, evidence, draft, conclusion, run)
        yield from self._finished(question, answer)

    async def astream(self, question: Question, run: Run | None = None) -> AsyncGenerator[Event]:
        """`stream` for asynchronous code; does not block the event loop."""
        run = run or self.run()
        with self._observed(question), closing(run.meter):
            with run.timed("plan"):
                plan = await self.aplan(question, run)
            question = resolve(question, plan)
            for event in _resolved(question):
                yield event
            evidence = await asyncio.to_thread(self._find, question, plan, run)
            yield _retrieved(evidence)
            writing = self._drafting(plan, evidence, run)
            async with aclosing(writing.aevents()) as events:
                async for event in events:
                    yield self._linked(event)
            draft = self._drafted(writing, run)
            conclusion = await self.averify(evidence, draft, run)
            for event in writing.settle(conclusion):
                yield self._linked(event)
            found = (question, plan, evidence, draft, conclusion, run)
            answer = await asyncio.to_thread(self.finish, *found)
        for event in self._finished(question, answer):
            yield event

    @contextmanager
    def _observed(self, question: Question) -> Iterator[None]:
        for observer in self.observers:
            observer.begun(question)
        try:
            yield
        except BaseException as error:
            for observer in self.observers:
                observer.failed(question, error)
            raise

    def _finished(self, question: Question, answer: Answer) -> Iterator[Event]:
        for observer in self.observers:
            observer.answered(question, answer)
        yield Used(answer.usage)
        yield Done(answer)

    def link(self, citation: Citation) -> Citation:
        """The citation, leading to its article in `assistant serve` if its address is known."""
        if not self.web_url:
            return citation
        cited = citation.article
        path = sentence_path(cited.id, cited.version, citation.start, citation.end)
        return citation.model_copy(update={"link": self.web_url.rstrip("/") + path})

    def _linked(self, event: Event) -> Event:
        return with_citations(event, self.link)

    def _find(self, question: Question, plan: QueryPlan, run: Run) -> Evidence:
        with run.timed("retrieve"):
            return self.retrieve(question, plan, run)

    def _drafting(self, plan: QueryPlan, evidence: Evidence, run: Run) -> WriterFallback:
        is_counted = evidence.shape in UNWRITTEN or evidence.author == CATALOGUE
        note = None if is_counted else self.note
        is_judged = self.judge is not None
        return WriterFallback(plan, evidence, self.writers, run.meter, note, is_judged=is_judged)

    def _drafted(self, writing: WriterFallback, run: Run) -> Draft:
        if writing.seconds is not None:
            run.seconds["write"] = writing.seconds
        return writing.draft


def resolve(question: Question, plan: QueryPlan) -> Question:
    """The question with its standalone form, where that is not what was typed."""
    return question if plan.question == question.text else replace(question, resolved=plan.question)


def _resolved(question: Question) -> Iterator[Event]:
    if question.resolved is not None:
        yield Resolved(question.resolved)


def _retrieved(evidence: Evidence) -> Retrieved:
    sentences = evidence.sentences
    articles = dict.fromkeys(one.article.title or one.article.id for one in sentences)
    return Retrieved(len(sentences), tuple(articles), evidence.shape)
