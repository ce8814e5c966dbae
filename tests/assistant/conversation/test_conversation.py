"""Conversations over seeds/: what is understood, what is cited again, what goes on."""

import asyncio

import pytest

from assistant import Assistant
from assistant.render.text import render_answer
from assistant.schema.events import Done, Resolved
from index.errors import ArchiveError

WHO = "Who chaired the board of Corvane Savings Bank from 2017?"


def test_a_follow_up_is_asked_as_it_was_understood(seeds: Assistant):
    conversation = seeds.conversation()
    first = conversation.ask(WHO)
    answer = conversation.ask("When did she resign?")
    assert first.resolved is None
    assert answer.question == "When did she resign?"
    assert answer.resolved == "When did Beatrix Nordahl resign?"
    assert "8 October" in answer.text
    assert "Understood as: When did Beatrix Nordahl resign?" in render_answer(answer)
    assert conversation.turns == (first, answer)


def test_what_was_understood_is_the_first_event(seeds: Assistant):
    conversation = seeds.conversation()
    assert not any(isinstance(event, Resolved) for event in conversation.stream(WHO))
    events = list(conversation.stream("When did she resign?"))
    assert events[0] == Resolved("When did Beatrix Nordahl resign?")
    assert isinstance(events[-1], Done)


def test_in_an_event_loop_it_understands_the_same(seeds: Assistant):
    conversation = seeds.conversation()

    async def talk() -> tuple[str | None, list[object]]:
        await conversation.aask(WHO)
        answer = await conversation.aask("When did she resign?")
        return answer.resolved, [event async for event in conversation.astream("And why?")]

    resolved, events = asyncio.run(talk())
    assert resolved == "When did Beatrix Nordahl resign?"
    assert events[0] == Resolved("Why did Beatrix Nordahl resign?")


def test_a_self_contained_question_is_asked_unchanged(seeds: Assistant):
    conversation = seeds.conversation()
    conversation.ask(WHO)
    answer = conversation.ask("Who scored the winner in the Crown Cup final?")
    assert answer.resolved is None
    assert "Understood as" not in render_answer(answer)


def test_what_was_cited_before_may_be_cited_again(seeds: Assistant):
    conversation = seeds.conversation()
    first = conversation.ask(WHO)
    before = {citation.quote for citation in first.citations}
    assert before
    stages, seen = seeds.stages, []
    original = stages.retrieve

    def retrieve(*asked):  # looks on, changes nothing
        seen.append(original(*asked))
        return seen[-1]

    stages.retrieve = retrieve  # type: ignore[method-assign]
    conversation.ask("Who said that?")
    conversation.ask("Who won the Crown Cup in 2024?")
    follow_up, alone = seen
    assert before <= {sentence.text for sentence in follow_up.sentences}
    assert not before & {sentence.text for sentence in alone.sentences}


def test_cleared_it_knows_nothing_of_what_was_before(seeds: Assistant):
    conversation = seeds.conversation()
    conversation.ask(WHO)
    old = conversation.id
    conversation.clear()
    assert conversation.turns == () and conversation.id != old
    assert conversation.ask("When did she resign?").resolved is None


def test_it_goes_on_from_any_of_its_answers(seeds: Assistant):
    conversation = seeds.conversation()
    first = conversation.ask(WHO)
    conversation.ask("Who won the Crown Cup in 2024?")
    resumed = seeds.conversation(resume=first.id)
    assert resumed.id == conversation.id and resumed.turns == (first,)
    assert resumed.ask("When did she resign?").resolved == "When did Beatrix Nordahl resign?"
    with pytest.raises(ArchiveError, match="nothing-like-it"):
        seeds.conversation(resume="nothing-like-it")
