"""The chain: its stages by name, what each makes, and the plan that an answer carries."""

import asyncio
import pickle

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from assistant import Answer, Assistant
from assistant.schema.query_plan import QueryPlan
from assistant.schema.question import Question
from index.errors import ArchiveError
from tests.scripted_model import ScriptedModel

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


@pytest.mark.untraced
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
    kinds = [[intent.kind for intent in plan.intents][:1] for plan in plans]
    assert kinds[:6] == [[], ["timeline"], ["count"], ["coverage"], ["comparison"], []]
    assert plans[2].sources == ("Northern Ledger",)
    assert plans[6].latest


def test_the_runnable_answers_in_an_event_loop(seeds: Assistant):
    assert asyncio.run(seeds.chain.ainvoke(QUESTIONS[0])).text == seeds.ask(QUESTIONS[0]).text


def test_a_retriever_of_ones_own_takes_the_place(seeds: Assistant):
    plan, _, generate, verify, finish = seeds.chain.steps
    bridge = seeds.retriever.invoke("Halden Narrows Bridge repair")[:2]

    def retrieve(made: dict) -> dict:
        return made | {"evidence": seeds.evidence(made["question"].text, bridge)}

    own = plan | RunnableLambda(retrieve) | generate | verify | finish
    answer = own.invoke(QUESTIONS[0])
    articles = {document.metadata["article"] for document in bridge}
    assert answer.answered and {one.article.id for one in answer.citations} <= articles


def test_documents_of_no_article_are_told_of(seeds: Assistant):
    with pytest.raises(ArchiveError, match="article, version, start and end"):
        seeds.evidence("Who?", [Document("It rained.")])
    nowhere = {"article": "none", "version": 1, "start": 0, "end": 5}
    with pytest.raises(ArchiveError, match="no version 1"):
        seeds.evidence("Who?", [Document("It rained.", metadata=nowhere)])


class Names(BaseCallbackHandler):
    """Keeps the names of the runs that it is told of."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def on_chain_start(self, *args: object, **options: object) -> None:
        self.names.append(str(options.get("name")))

    def on_chat_model_start(self, *args: object, **options: object) -> None:
        self.names.append("model")


def test_a_model_of_ones_own_writes_and_is_traced(seeds_folder):
    reply = '{"verdict": "not-in-evidence", "statements": []}'
    model = ScriptedModel(replies=[[reply], [reply]])
    names = Names()
    with Assistant(seeds_folder, llm=model) as assistant:
        answer = assistant.chain.invoke("Who stole the crown?", config={"callbacks": [names]})
    assert not answer.answered and answer.model.startswith("langchain:ScriptedModel")
    assert {"plan", "retrieve", "generate", "verify", "model"} <= set(names.names)
