"""The stages as LangChain runnables: plan | retrieve | generate | verify | finish.

Each step takes a dict and adds to it: `question`, `run`, `plan`, `evidence`, `draft`, `conclusion`.
The last one makes the `Answer`. Callbacks and tracing that a user switches on see the steps and the
requests to models within them.
"""

import asyncio
from collections.abc import Callable
from contextlib import closing
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.chain import Chain, resolve
from assistant.run import Run
from assistant.schema.answer import Answer
from assistant.schema.draft import Draft
from assistant.schema.question import Question

Made = dict[str, Any]
Begin = Callable[[str], tuple[Question, Run]]


def runnable_of(stages: Chain, begin: Begin) -> Runnable[str, Answer]:
    """From a question to an `Answer`; `begin` makes the `Question` and the `Run` of a text."""
    steps = _Steps(stages, begin)
    return (
        RunnableLambda(steps.plan, afunc=steps.aplan, name="plan")
        | RunnableLambda(steps.retrieve, name="retrieve")
        | RunnableLambda(steps.generate, afunc=steps.agenerate, name="generate")
        | RunnableLambda(steps.verify, afunc=steps.averify, name="verify")
        | RunnableLambda(lambda made: stages.finish(**made), name="finish")
    )


class _Steps:
    """The steps, each for threads and, where a model may be asked, for event loops."""

    def __init__(self, stages: Chain, begin: Begin) -> None:
        self._stages, self._begin = stages, begin

    def plan(self, text: str) -> Made:
        question, run = self._begin(text)
        with run.timed("plan"):
            plan = self._stages.plan(question, run)
        return {"question": resolve(question, plan), "run": run, "plan": plan}

    async def aplan(self, text: str) -> Made:
        question, run = await asyncio.to_thread(self._begin, text)
        with run.timed("plan"):
            plan = await self._stages.aplan(question, run)
        return {"question": resolve(question, plan), "run": run, "plan": plan}

    def retrieve(self, made: Made) -> Made:
        with made["run"].timed("retrieve"):
            evidence = self._stages.retrieve(made["question"], made["plan"], made["run"])
        return made | {"evidence": evidence}

    def generate(self, made: Made) -> Made:
        draft = self._stages.generate(made["plan"], made["evidence"], made["run"])
        return made | {"draft": draft}

    async def agenerate(self, made: Made) -> Made:
        draft: Draft = await self._stages.agenerate(made["plan"], made["evidence"], made["run"])
        return made | {"draft": draft}

    def verify(self, made: Made) -> Made:
        with closing(made["run"].meter):
            conclusion = self._stages.verify(made["evidence"], made["draft"], made["run"])
        return made | {"conclusion": conclusion}

    async def averify(self, made: Made) -> Made:
        with closing(made["run"].meter):
            conclusion = await self._stages.averify(made["evidence"], made["draft"], made["run"])
        return made | {"conclusion": conclusion}
