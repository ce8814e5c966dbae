"""Conversations over seeds/ without a model: what is searched, cited again and never shown."""

import asyncio

import pytest

from assistant import Assistant
from assistant.render.text import render_answer
from assistant.schema.events import Done, Resolved
from index.errors import ArchiveError

WHO = "Who chaired the board of Corvane Savings Bank from 2017?"


def test_without_a_model_nothing_is_shown_that_was_not_typed(seeds: Assistant):
    conversation = seeds.conversation()
    first = conversation.ask(WHO)
    answer = conversation.ask("When did she resign?")
    assert (answer.question, answer.resolved) == ("When did she resign?", None)
    assert "Understood as" not in render_answer(answer)
    assert conversation.turns == (first, answer)


def test_the_topic_before_is_added_to_the_search_alone(seeds: Assistant):
    conversation = seeds.conversation()
    conversation.ask(WHO)
    plan = conversation.ask("When did she resign?").plan
    assert plan and plan.question == "When did she resign?"
    assert plan.queries == ("Corvane Savings Bank When did she resign?",)


def test_a_question_with_a_name_adds_no_topic(seeds: Assistant):
    conversation = seeds.conversation()
    conversation.ask(WHO)
    plan = conversation.ask("Who scored the winner in the Crown Cup final?").plan
    assert plan and plan.queries == () and not plan.follows


@pytest.mark.parametrize(
    ("question", "is_another"),
    [("Summarise the ferry queues", True), ("tell me more", False), ("latest news", False)],
)
def test_a_brief_on_another_topic_adds_none(seeds: Assistant, question: str, is_another: bool):
    conversation = seeds.conversation()
    conversation.ask(WHO)
    answer = conversation.ask(question)
    assert answer.plan and (answer.plan.queries == ()) == is_another
    titles = {one.article.title for one in answer.citations}
    assert ("Ferry queues put a price on the Narrows" in titles) == is_another


def test_the_topic_lasts_until_another_is_named(seeds: Assistant):
    conversation = seeds.conversation()
    for question in (WHO, "When did she resign?", "And why?"):
        answer = conversation.ask(question)
    assert answer.plan and answer.plan.queries == ("Corvane Savings Bank And why?",)


def test_in_an_event_loop_it_is_the_same(seeds: Assistant):
    conversation = seeds.conversation()

    async def talk() -> list[object]:
        await conversation.aask(WHO)
        return [event async for event in conversation.astream("When did she resign?")]

    events = asyncio.run(talk())
    assert not any(isinstance(event, Resolved) for event in events)
    done = events[-1]
    assert isinstance(done, Done) and done.answer.plan and done.answer.plan.follows


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
    plan = conversation.ask("When did she resign?").plan
    assert plan and plan.queries == ()


def test_it_goes_on_from_any_of_its_answers(seeds: Assistant):
    conversation = seeds.conversation()
    first = conversation.ask(WHO)
    conversation.ask("Who won the Crown Cup in 2024?")
    resumed = seeds.conversation(resume=first.id)
    assert resumed.id == conversation.id and resumed.turns == (first,)
    plan = resumed.ask("When did she resign?").plan
    assert plan and plan.queries == ("Corvane Savings Bank When did she resign?",)
    with pytest.raises(ArchiveError, match="nothing-like-it"):
        seeds.conversation(resume="nothing-like-it")
