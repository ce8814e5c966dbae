"""Streaming: the same answer however a reply is cut into pieces, and events that add up to it."""

import asyncio
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Answer, Assistant
from assistant.chain import Chain
from assistant.generation.extractive import QuotingWriter
from assistant.generation.model_writer import ModelWriter
from assistant.schema.answer import Statement
from assistant.schema.events import (
    Begun,
    Checked,
    Cited,
    Done,
    Event,
    Retrieved,
    Used,
    Withdrawn,
    Words,
)
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.question import Question
from tests.conftest import examples
from tests.scripted_model import ScriptedModel

QUESTION = "Which fighter program was Turkey withdrawn from?"
TRUE = "The United States withdrew Turkey from its F-35 program."
QUOTED = "It also withdrew NATO ally Turkey from its F-35 fighter program."
FALSE = "Turkey paid 5 billion dollars to Washington."


@pytest.fixture(scope="module")
def quoting(user_folder: Path) -> Chain:
    """A chain over the user's article, to which a test adds its model."""
    return Chain(Assistant(user_folder).archive, [QuotingWriter()], 1_500)


@pytest.fixture(scope="module")
def retrieved(quoting: Chain) -> Sequence[EvidenceSentence]:
    question = Question(QUESTION)
    return quoting.retrieve(question, quoting.plan(question)).sentences


def answering(chain: Chain, *replies: Sequence[str]) -> Chain:
    """`chain` with a model that says `replies`, each in its pieces."""
    model = ScriptedModel(replies=[list(reply) for reply in replies])
    writer = ModelWriter(model, "openai:scripted")
    return Chain(chain.archive, [writer, *chain.writers], chain.evidence_tokens)


def told(events: Sequence[Event]) -> dict[int, Statement]:
    """The statements that a face shows in the end, which also sees that no event is out of turn."""
    words: dict[int, str] = {}
    shown: dict[int, Statement] = {}
    cited: set[int] = set()
    for event in events:
        match event:
            case Begun(number):
                assert number == len(words) + 1
                words[number] = ""
            case Words(number, text):
                assert number not in shown and text
                words[number] += text
            case Cited(citation):
                cited.add(citation.number)
            case Checked(number, result):
                assert set(result.citations) <= cited
                shown[number] = result
            case Withdrawn(number):
                assert number in words
                shown.pop(number, None)
    return shown


def same(one: Answer, other: Answer) -> bool:
    apart = {"id", "seconds"}
    return one.model_dump(exclude=apart) == other.model_dump(exclude=apart)


def ids_in(evidence: Sequence[EvidenceSentence], needle: str) -> list[str]:
    return [sentence.id for sentence in evidence if needle in sentence.text]


@st.composite
def _texts(draw: st.DrawFn) -> str:
    return draw(st.sampled_from([TRUE, QUOTED, FALSE, 'Ünïcödé “😀” \\ "x" [1].', ""]))


_PIECES = st.lists(st.integers(0, 600), max_size=12)


def cut(reply: str, places: Sequence[int]) -> list[str]:
    edges = [0, *sorted(min(place, len(reply)) for place in places), len(reply)]
    return [reply[a:b] for a, b in pairwise(edges)]


@pytest.mark.untraced
@settings(max_examples=examples(80), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(_texts(), max_size=5),
    form=st.sampled_from(
        ["json", "escaped", "fenced", "prose", "cut", "refusal", "thoughts", "loose"]
    ),
    places=_PIECES,
)
def test_any_split_of_a_reply_gives_the_same_answer(
    texts: list[str],
    form: str,
    places: list[int],
    quoting: Chain,
    retrieved: Sequence[EvidenceSentence],
):
    evidence = retrieved
    ids = ids_in(evidence, "F-35")
    written = [{"evidence": ids, "text": text} for text in texts]
    reply = json.dumps(
        {"verdict": "answered", "statements": written}, ensure_ascii=form == "escaped"
    )
    if form == "fenced":
        reply = f"```json\n{reply}\n```"
    elif form == "thoughts":
        reply = f"{reply[:70]}</think>Well: {reply}<think>{reply}"
    elif form == "loose":
        reply = reply.replace("}]", "},]").replace('"answered"', '"Answerable"')
    elif form == "prose":
        reply = " ".join(f"{text} [{', '.join(ids)}]" for text in texts)
    elif form == "cut":
        reply = reply[:-3]
    elif form == "refusal":
        reply = "another-date"
    whole = answering(quoting, [reply], [reply]).answer(Question(QUESTION))
    pieces = cut(reply, places)
    events = list(answering(quoting, pieces, pieces).stream(Question(QUESTION)))
    assert isinstance(events[-1], Done) and isinstance(events[-2], Used)
    assert same(events[-1].answer, whole)
    assert events[-2].usage == events[-1].answer.usage
    assert list(told(events).values()) == whole.statements or whole.model == "quotations"
    if whole.model == "quotations":
        assert [s.text for s in told(events).values()] == [s.text for s in whole.statements]


def test_words_stream_early_and_false_statements_are_withdrawn(
    quoting: Chain, retrieved: Sequence[EvidenceSentence]
):
    ids = ids_in(retrieved, "NATO ally")
    written = [{"evidence": ids, "text": text} for text in (FALSE, TRUE)]
    reply = json.dumps({"verdict": "answered", "statements": written})
    events = list(answering(quoting, list(reply)).stream(Question(QUESTION)))
    kinds = [type(event).__name__ for event in events if not isinstance(event, Words)]
    assert kinds == [
        "Retrieved", "Begun", "Withdrawn", "Begun", "Cited", "Checked", "Used", "Done",
    ]  # fmt: skip
    assert "".join(e.text for e in events if isinstance(e, Words)) == FALSE + TRUE
    assert [s.text for s in told(events).values()] == [TRUE]


def test_a_broken_reply_is_withdrawn_and_requested_again(
    quoting: Chain, retrieved: Sequence[EvidenceSentence]
):
    ids = ids_in(retrieved, "F-35")
    reply = json.dumps({"verdict": "answered", "statements": [{"evidence": ids, "text": TRUE}]})
    chain = answering(quoting, list(reply[:-6]), [reply])
    events = list(chain.stream(Question(QUESTION)))
    assert Withdrawn(1) in events
    assert list(told(events)) == [2]
    model = chain.writers[0]._model  # type: ignore[attr-defined]
    first, again = model.asked
    assert [message.type for message in first] == ["system", "human"]
    assert [message.type for message in again] == ["system", "human", "ai", "human"]
    assert "could not be used" in again[-1].text


def test_a_model_without_schema_and_tools_is_remembered_as_such(
    quoting: Chain, retrieved: Sequence[EvidenceSentence]
):
    ids = ids_in(retrieved, "F-35")
    for _ in range(2):
        model = ScriptedModel(replies=[[f"{TRUE} [{ids[0]}]"]])
        writer = ModelWriter(model, "nobody:tool-less")
        answer = Chain(quoting.archive, [writer], 1_500).answer(Question(QUESTION))
        assert [s.text for s in answer.statements] == [TRUE]
        assert answer.citations[0].quote == QUOTED
        assert "End each with the ids" in model.asked[0][0].text
    assert writer._memory.modes() == ("prose",)


def test_a_model_that_finds_nothing_is_asked_once(quoting: Chain):
    model = ScriptedModel(replies=[["Not-in-evidence."]])
    chain = Chain(quoting.archive, [ModelWriter(model, "openai:scripted")], 1_500)
    answer = chain.answer(Question(QUESTION))
    assert answer.abstention is not None
    assert answer.abstention.reason == "insufficient-evidence"
    assert len(model.asked) == 1
    assert answer.usage["estimated"] is True and answer.usage["input_tokens"] > 100


def test_an_event_loop_goes_on_while_an_answer_is_streamed(user_folder: Path):
    ticks: list[float] = []

    async def tick() -> None:
        while True:
            await asyncio.sleep(0.005)
            ticks.append(asyncio.get_running_loop().time())

    async def cell() -> list[Event]:
        ticking = asyncio.create_task(tick())
        events = [event async for event in assistant.astream(QUESTION)]
        ticking.cancel()
        return events

    with Assistant(user_folder, llm="none") as assistant:
        events = asyncio.run(cell())
        direct = assistant.ask(QUESTION)
    assert isinstance(events[-1], Done) and same(events[-1].answer, direct)
    assert len(ticks) > 1


def test_an_unknown_source_is_told_by_the_stream_too(seeds: Assistant):
    *_, done = seeds.stream(QUESTION, sources="The Daily Nobody")
    assert isinstance(done, Done) and done.answer.abstention is not None
    assert done.answer.abstention.reason == "no-such-source"


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("What happened with the Halden Narrows Bridge since 10 April 2024?", "timeline"),
        ("How many articles did the Northern Ledger publish?", "count"),
        ("Who bought Corvane Savings Bank?", "answer"),
    ],
)
def test_the_shape_is_told_before_anything_is_written(seeds: Assistant, question: str, shape: str):
    first, *_, done = seeds.stream(question)
    assert isinstance(first, Retrieved) and first.shape == shape
    assert isinstance(done, Done) and done.answer.shape == shape
