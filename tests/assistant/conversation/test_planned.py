"""Conversations over seeds/ with a model that plans: what is shown, sent, paid for."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from assistant import Assistant
from assistant.render.text import render_answer
from assistant.schema.answer import Answer
from assistant.schema.events import Done, Event, Resolved
from tests.assistant.generation.test_model_writer import citing
from tests.openai_server import OpenAIServer

WHO = "Who is Beatrix Nordahl?"
MEANT = "When did Beatrix Nordahl resign?"
PLAN = json.dumps({"question": MEANT, "language": "en", "queries": ["Beatrix Nordahl resignation"]})


CITE = citing("resigned on 8 October", "Beatrix Nordahl resigned on 8 October.")


def talk(
    folder: Path, server: OpenAIServer, ask: Callable[[Assistant], list[Event]]
) -> list[Event]:
    server.enqueue(CITE, CITE)
    server.plans.append(PLAN)
    with Assistant(folder, llm="openai:gpt-4o") as assistant:
        return ask(assistant)


def answer_in(events: list[Event]) -> Answer:
    assert isinstance(events[-1], Done)
    return events[-1].answer


def test_a_follow_up_is_asked_as_the_model_understood_it(
    seeds_folder: Path, openai_server: OpenAIServer
):
    def ask(assistant: Assistant) -> list[Event]:
        conversation = assistant.conversation()
        assert conversation.ask(WHO).resolved is None
        return list(conversation.stream("When did she resign?"))

    events = talk(seeds_folder, openai_server, ask)
    answer = answer_in(events)
    assert events[0] == Resolved(MEANT) and answer.resolved == MEANT
    assert answer.question == "When did she resign?" and "8 October" in answer.text
    assert f"Understood as: {MEANT}" in render_answer(answer)
    assert "plan" in answer.seconds and "plan" in answer.usage["prompts"]
    (asked,) = openai_server.asked_to_plan
    assert asked["model"] == "gpt-5-nano" and WHO in asked["messages"][-1]["content"]


def test_in_an_event_loop_it_is_understood_the_same(
    seeds_folder: Path, openai_server: OpenAIServer
):
    def ask(assistant: Assistant) -> list[Event]:
        conversation = assistant.conversation()

        async def talk() -> list[Event]:
            await conversation.aask(WHO)
            return [event async for event in conversation.astream("When did she resign?")]

        return asyncio.run(talk())

    events = talk(seeds_folder, openai_server, ask)
    assert events[0] == Resolved(MEANT) and answer_in(events).resolved == MEANT


def test_a_model_names_small_talk_that_no_list_has(seeds_folder: Path, openai_server: OpenAIServer):
    openai_server.plans.append(
        json.dumps({"question": "hey there, my friend", "language": "en", "intent": "greeting"})
    )
    with Assistant(seeds_folder, llm="openai:gpt-4o") as assistant:
        answer = assistant.ask("hey there, my friend")
    assert answer.text.startswith("Hello.") and answer.model == "catalogue"
    assert openai_server.requests == []
