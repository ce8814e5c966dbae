"""A model's server that fails in every way that servers do, over real HTTP."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from assistant import Answer, Assistant
from assistant.schema.events import Words
from tests.assistant.generation.test_model_writer import QUESTION, citing
from tests.openai_server import (
    OpenAIServer,
    begin_stream,
    chunk,
    send_event,
    send_json,
    send_stream,
)
from tests.scripted_model import ScriptedModel

GOOD = citing("F-35 fighter program", "The US withdrew Turkey from the F-35 program.")
SHOWN = "The US withdrew Turkey from the F-35 program. [1]"
BEGINNING = '{"verdict": "answered", "statements": [{"evidence": ["'


@pytest.fixture
def assistant(user_folder: Path, openai_server: OpenAIServer) -> Iterator[Assistant]:
    with Assistant(user_folder, llm="openai:any", timeout=40.0) as assistant:
        yield assistant


def failing(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return send


def breaking_off(handler: BaseHTTPRequestHandler) -> None:
    """A chunked answer whose end never comes."""
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    event = f"data: {json.dumps(chunk({'content': BEGINNING}))}\n\n".encode()
    handler.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
    handler.wfile.flush()
    handler.close_connection = True


def stalling(until: Flag) -> Callable[[BaseHTTPRequestHandler], None]:
    def send(handler: BaseHTTPRequestHandler) -> None:
        begin_stream(handler)
        send_event(handler, chunk({"content": BEGINNING}))
        until.wait(120)

    return send


def erring(handler: BaseHTTPRequestHandler) -> None:
    begin_stream(handler)
    send_event(handler, {"error": {"message": "out of memory", "type": "server_error"}})


def erring_at_once(handler: BaseHTTPRequestHandler) -> None:
    send_json(handler, 200, {"error": {"message": "out of memory", "type": "server_error"}})


def refusing(handler: BaseHTTPRequestHandler) -> None:
    begin_stream(handler)
    send_event(handler, chunk({"role": "assistant", "refusal": "I cannot help with that."}))
    send_event(handler, chunk({}, "stop"))
    handler.wfile.write(b"data: [DONE]\n\n")


def refusing_in_prose(handler: BaseHTTPRequestHandler) -> None:
    send_stream(handler, iter(["I'm sorry, ", "I can't help with that."]))


def saying_nothing(handler: BaseHTTPRequestHandler) -> None:
    send_stream(handler, iter(()))


def filtered(handler: BaseHTTPRequestHandler) -> None:
    begin_stream(handler)
    send_event(handler, chunk({}, "content_filter"))
    handler.wfile.write(b"data: [DONE]\n\n")


def out_of_length(handler: BaseHTTPRequestHandler) -> None:
    begin_stream(handler)
    send_event(handler, chunk({"content": BEGINNING}))
    send_event(handler, chunk({}, "length"))
    handler.wfile.write(b"data: [DONE]\n\n")


def quoted(answer: Answer) -> bool:
    return answer.model == "quotations" and "Quoting the sources" in answer.usage["note"]


def test_a_busy_server_is_asked_again_when_it_says(
    assistant: Assistant, openai_server: OpenAIServer
):
    openai_server.sends.append(failing(429, Retry_After="1"))
    openai_server.enqueue(GOOD)
    started = time.monotonic()
    assert assistant.ask(QUESTION).text == SHOWN
    assert time.monotonic() - started >= 1


def test_a_server_that_fails_twice_is_asked_a_third_time(
    assistant: Assistant, openai_server: OpenAIServer
):
    openai_server.sends.extend([failing(500), failing(500)])
    openai_server.enqueue(GOOD)
    assert assistant.ask(QUESTION).text == SHOWN


@pytest.mark.untraced
@pytest.mark.parametrize("broken", [breaking_off, refusing, saying_nothing, out_of_length])
def test_a_useless_reply_is_requested_once_more(
    broken: Callable[[BaseHTTPRequestHandler], None],
    assistant: Assistant,
    openai_server: OpenAIServer,
):
    openai_server.sends.append(broken)
    openai_server.enqueue(GOOD)
    assert assistant.ask(QUESTION).text == SHOWN
    openai_server.sends.extend([broken, broken])
    assert quoted(assistant.ask(QUESTION))


@pytest.mark.parametrize(
    ("useless", "why"),
    [
        (filtered, "filter withheld"),
        (out_of_length, "broke off"),
        (saying_nothing, "is empty"),
        (refusing, "declined"),
        (refusing_in_prose, "in prose instead of the form"),
    ],
)
def test_the_note_says_why_a_reply_is_of_no_use(
    useless: Callable[[BaseHTTPRequestHandler], None],
    why: str,
    assistant: Assistant,
    openai_server: OpenAIServer,
):
    openai_server.sends.extend([useless, useless])
    answer = assistant.ask(QUESTION)
    assert quoted(answer) and why in answer.usage["note"]


class Declining(ScriptedModel):
    """Refuses in a block of its own, as OpenAI's API for responses does."""

    def _stream(self, *_: Any, **options: Any) -> Iterator[ChatGenerationChunk]:
        block = {"type": "refusal", "refusal": "I cannot help with that."}
        yield ChatGenerationChunk(message=AIMessageChunk(content=[block]))
        ended = {"status": "completed", "finish_reason": "stop"}
        yield ChatGenerationChunk(message=AIMessageChunk(content=[], response_metadata=ended))


def test_a_block_with_a_refusal_is_noted_as_one(user_folder: Path):
    with Assistant(user_folder, llm=Declining(replies=[])) as assistant:
        answer = assistant.ask(QUESTION)
    assert quoted(answer) and "the model declined to answer" in answer.usage["note"]


def test_an_answer_without_its_end_says_so(assistant: Assistant, openai_server: OpenAIServer):
    openai_server.enqueue(lambda evidence: GOOD(evidence).partition("}")[0] + '}, {"evidence": [')
    answer = assistant.ask(QUESTION)
    assert answer.text == SHOWN and "broke off" in answer.usage["note"]
    openai_server.enqueue(GOOD)
    assert "note" not in assistant.ask(QUESTION).usage


@pytest.mark.parametrize("error", [erring, erring_at_once])
def test_an_error_inside_a_good_status_is_never_an_answer(
    error: Callable[[BaseHTTPRequestHandler], None],
    assistant: Assistant,
    openai_server: OpenAIServer,
):
    openai_server.sends.extend([error] * 2)
    answer = assistant.ask(QUESTION)
    assert quoted(answer) and "\n" not in answer.usage["note"]


def test_a_server_that_stalls_is_given_up_in_time(user_folder: Path, openai_server: OpenAIServer):
    done = Flag()  # set only after the model was given up
    openai_server.sends.append(stalling(done))
    try:
        with Assistant(user_folder, llm="openai:any", timeout=2.0) as assistant:
            answer = assistant.ask(QUESTION)
        assert quoted(answer) and "did not answer in time" in answer.usage["note"]
    finally:
        done.set()


def test_of_an_endless_reply_only_the_beginning_is_read(
    assistant: Assistant, openai_server: OpenAIServer
):
    read = 0

    def talking(handler: BaseHTTPRequestHandler) -> None:
        nonlocal read
        begin_stream(handler)
        for _ in range(10_000):  # 20 MB, more than the system keeps between the two
            send_event(handler, chunk({"content": "blah " * 400}))
            read += 1

    openai_server.sends.extend([talking, talking])
    assert quoted(assistant.ask(QUESTION))
    assert read < 9_000


def test_a_stream_that_is_closed_hangs_up(assistant: Assistant, openai_server: OpenAIServer):
    hung_up = Flag()
    openai_server.sends.append(watching(hung_up))
    stream = assistant.stream(QUESTION)
    next(event for event in stream if isinstance(event, Words))
    stream.close()
    assert hung_up.wait(30)


def test_a_cancelled_task_hangs_up(assistant: Assistant, openai_server: OpenAIServer):
    hung_up = Flag()
    openai_server.sends.append(watching(hung_up))

    async def cell() -> None:
        task = asyncio.create_task(assistant.aask(QUESTION))
        while not openai_server.requests:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(cell())
    assert hung_up.wait(30)


def watching(hung_up: Flag) -> Callable[[BaseHTTPRequestHandler], None]:
    """Says one statement on and on, and sees when nobody listens any more."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        begin_stream(handler)
        send_event(handler, chunk({"content": BEGINNING + 'x"], "text": "On and'}))
        try:
            for _ in range(4_000):
                send_event(handler, chunk({"content": " on"}))
                time.sleep(0.01)
        except OSError:
            hung_up.set()

    return send


def test_an_unsupported_schema_falls_back_to_a_tool_then_prose(
    assistant: Assistant, openai_server: OpenAIServer
):
    def unknown(word: str) -> Callable[[BaseHTTPRequestHandler], None]:
        error = {"message": f"{word} is not supported", "type": "invalid_request_error"}
        return lambda handler: send_json(handler, 400, {"error": error})

    openai_server.sends.extend([unknown("response_format"), unknown("tools")])
    openai_server.enqueue(lambda found: f"Turkey left the F-35 program. [{_f35(found)}]")
    assert assistant.ask(QUESTION).text == "Turkey left the F-35 program. [1]"
    schema, tool, prose = openai_server.requests
    assert "response_format" in schema and "tools" in tool
    assert not {"response_format", "tools"} & set(prose)
    openai_server.enqueue(lambda found: f"Turkey left the F-35 program. [{_f35(found)}]")
    assistant.ask(QUESTION)
    assert not {"response_format", "tools"} & set(openai_server.requests[-1])


def _f35(evidence: dict[str, str]) -> str:
    return next(name for name, text in evidence.items() if "F-35 fighter program" in text)


def test_a_tools_arguments_are_read_as_they_stream(
    assistant: Assistant, openai_server: OpenAIServer
):
    error = {"message": "json_schema is unknown", "type": "invalid_request_error"}

    def calling(handler: BaseHTTPRequestHandler) -> None:
        begin_stream(handler)
        arguments = GOOD(openai_server.evidence[-1])
        for i in range(0, len(arguments), 9):
            call = {"index": 0, "function": {"arguments": arguments[i : i + 9]}}
            if i == 0:
                call |= {"id": "call_1", "type": "function"}
                call["function"] |= {"name": "answer"}  # type: ignore[operator]
            send_event(handler, chunk({"tool_calls": [call]}))
        send_event(handler, chunk({}, "tool_calls"))
        handler.wfile.write(b"data: [DONE]\n\n")

    openai_server.sends.extend([lambda h: send_json(h, 400, {"error": error}), calling])
    events = list(assistant.stream(QUESTION))
    assert sum(isinstance(event, Words) for event in events) > 1
    assert events[-1].answer.text == SHOWN  # type: ignore[union-attr]


def test_another_model_is_asked_where_the_first_cannot_be_had(
    user_folder: Path, openai_server: OpenAIServer
):
    openai_server.sends.append(failing(401))
    openai_server.enqueue(GOOD)
    with Assistant(user_folder, llm="openai:first", fallback="openai:second") as assistant:
        answer = assistant.ask(QUESTION)
    assert (answer.text, answer.model) == (SHOWN, "openai:second")
    assert "refuses the API key" in answer.usage["note"]
    assert "Asking openai:second instead." in answer.usage["note"]


def test_each_model_family_gets_the_parameters_it_accepts(
    user_folder: Path, openai_server: OpenAIServer
):
    for name in ("openai:gpt-5-mini", "openai:local"):
        openai_server.enqueue(GOOD)
        with Assistant(user_folder, llm=name) as assistant:
            assistant.ask(QUESTION)
    reasoning, plain = openai_server.requests
    assert "temperature" not in reasoning and reasoning["reasoning_effort"] == "low"
    assert plain["temperature"] == 0 and "reasoning_effort" not in plain
    assert plain["max_completion_tokens"] < reasoning["max_completion_tokens"]


def test_an_answer_has_its_cost_where_the_price_is_known(
    user_folder: Path, openai_server: OpenAIServer
):
    spent = {}
    for name in ("openai:gpt-5-mini", "openai:gpt-5-mini-2025-08-07", "openai:unheard-of"):
        openai_server.enqueue(GOOD)
        with Assistant(user_folder, llm=name, judge="none") as assistant:
            spent[name] = assistant.ask(QUESTION).usage.get("dollars")
    # 100 tokens given at 0.25 dollars a million, 20 taken at 2 dollars.
    assert list(spent.values()) == [0.000065, 0.000065, None]
    openai_server.enqueue(GOOD)
    own = {"llm": "openai:gpt-5-mini", "base_url": openai_server.url, "judge": "none"}
    with Assistant(user_folder, **own) as assistant:
        assert "dollars" not in assistant.ask(QUESTION).usage


def test_uncounted_tokens_are_estimated_and_marked(
    assistant: Assistant, openai_server: OpenAIServer
):
    openai_server.counts = False
    openai_server.enqueue(GOOD)
    usage = assistant.ask(QUESTION).usage
    assert usage["estimated"] is True
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert usage["input_tokens"] > 500 and usage["output_tokens"] > 10
