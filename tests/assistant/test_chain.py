"""The chain: its stages by name, what each makes, and the plan that an answer carries."""

import pickle

import pytest

from assistant import Answer, Assistant
from assistant.schema.query_plan import QueryPlan
from assistant.schema.question import Question

QUESTIONS = [
    "Who is repairing the Halden Narrows Bridge?",
    "What happened with the Halden Narrows Bridge since March 2024?",
    "How many articles did the Ledger publish in 2024?",
    "Which sources covered Corvane Savings?",
    "What do the Ledger and the Courier say about Corvane Savings?",
    "Who is the mayor of Ulmsted and when was the dam opened?",
    "What is the latest on the bridge according to the Lantern and Reuters?",
]


def test_the_chain_shows_its_stages_by_name(seeds: Assistant):
    names = [node.name for node in seeds.chain.get_graph().nodes.values()]
    stages = [name for name in names if name in ("plan", "retrieve", "generate", "verify")]
    assert stages == ["plan", "retrieve", "generate", "verify"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_runnable_answers_as_ask_does(seeds: Assistant, question: str):
    apart = {"id": "", "seconds": {}}
    invoked, asked = seeds.chain.invoke(question), seeds.ask(question)
    assert invoked.model_copy(update=apart) == asked.model_copy(update=apart)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_keeps_its_plan_in_json_and_pickles(seeds: Assistant, question: str):
    answer = seeds.ask(question)
    assert isinstance(answer.plan, QueryPlan)
    assert answer.plan.question == question
    assert Answer.model_validate_json(answer.model_dump_json()) == answer
    assert pickle.loads(pickle.dumps(answer)) == answer


def test_an_answer_of_an_earlier_version_has_no_plan(seeds: Assistant):
    earlier = seeds.ask(QUESTIONS[0]).model_dump(mode="json", exclude={"plan"})
    assert Answer.model_validate(earlier).plan is None


def test_a_plan_says_what_the_question_wants(seeds: Assistant):
    plans = [seeds.stages.plan(Question(question)) for question in QUESTIONS]
    kinds = [[intent.kind for intent in plan.intents] for plan in plans]
    assert kinds[:6] == [[], ["timeline"], ["count"], ["coverage"], ["comparison"], ["double"]]
    assert plans[2].sources == ("Northern Ledger",)
    assert plans[6].latest
