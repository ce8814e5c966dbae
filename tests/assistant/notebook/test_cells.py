"""`ask`, `aask` and the magics in the cells of a real kernel, without and with a model."""

import json
import os
import signal
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event, Thread

import pytest

from assistant.notebook.magics import keep_question_marks, read
from tests.assistant.notebook.kernel import Kernel, shown, started
from tests.openai_server import (
    Evidence,
    OpenAIServer,
    begin_stream,
    chunk,
    evidence_of,
    pieces,
    send_event,
)

QUESTION = "Which fighter program was Turkey withdrawn from?"
TRUE = "The United States withdrew Turkey from its F-35 program."
QUOTED = "It also withdrew NATO ally Turkey from its F-35 fighter program."
FALSE = "Turkey paid 5 billion dollars to Washington."


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    server = OpenAIServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def kernel(user_folder: Path, server: OpenAIServer) -> Iterator[Kernel]:
    """A kernel that has asked its first question."""
    settings = {"OPENAI_API_KEY": "test", "OPENAI_BASE_URL": server.url, "ASSISTANT_LLM": "none"}
    with started(user_folder, **settings) as kernel:
        kernel.run(f"from assistant import aask, ask\nQ = {QUESTION!r}\n_ = ask(Q)")
        kernel.run("%load_ext assistant")
        yield kernel


@pytest.fixture
def quoting(kernel: Kernel) -> Kernel:
    """The kernel without a model."""
    kernel.run("%env ASSISTANT_LLM=none")
    return kernel


@pytest.fixture
def writing(kernel: Kernel) -> Kernel:
    """The kernel with a model that says what a test tells it to."""
    kernel.run("%env ASSISTANT_LLM=openai:scripted")
    kernel.run("%env ASSISTANT_JUDGE=none")
    return kernel


def written(evidence: Evidence) -> str:
    """A reply of two statements, the first of which nothing bears out."""
    ids = [name for name, text in evidence.items() if "NATO ally" in text]
    said = [{"evidence": ids, "text": text} for text in (FALSE, TRUE)]
    return json.dumps({"verdict": "answered", "statements": said})


class Slow:
    """Sends a reply piece by piece until the client hangs up, or ten seconds have gone."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.begun, self.hung_up = Event(), Event()

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        evidence = evidence_of({"messages": [{"content": self.prompt}]})
        begin_stream(handler)
        try:
            for piece in pieces(written(evidence)):
                send_event(handler, chunk({"role": "assistant", "content": piece}))
                self.begun.set()
                time.sleep(self.pause)
            send_event(handler, chunk({}, "stop"))
            handler.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.hung_up.set()

    prompt = ""


def slowly(server: OpenAIServer, pause: float) -> Slow:
    """The server's next reply, sent slowly."""
    slow = Slow(pause)

    def send(handler: BaseHTTPRequestHandler) -> None:
        slow.prompt = server.requests[-1]["messages"][-1]["content"]
        slow(handler)

    server.sends.append(send)
    return slow


def test_an_answer_is_the_one_thing_that_its_cell_shows(quoting: Kernel):
    cell = quoting.run("ask(Q)")
    (output,) = cell.outputs
    assert output.output_type == "execute_result"
    assert "F-35 fighter program" in output.data["text/html"]
    assert output.data["text/markdown"].replace("**", "").startswith(f"{QUOTED}[^1]")
    assert output.data["text/plain"].replace("**", "").startswith(f"{QUOTED}[^1]")


def test_it_works_in_a_running_loop_which_nothing_has_patched(quoting: Kernel):
    cell = quoting.run(
        "import asyncio\n"
        "asyncio.get_running_loop()\n"
        "assert asyncio.run.__module__ == 'asyncio.runners', asyncio.run\n"
        "async def inside():\n    return ask(Q).text\n"
        "(await inside()) == ask(Q).text == (await aask(Q)).text"
    )
    assert cell.outputs[0].data["text/plain"] == "True"


def test_it_works_from_threads(quoting: Kernel):
    cell = quoting.run(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor() as pool:\n"
        "    found = {answer.text for answer in pool.map(ask, [Q] * 8)}\n"
        "len(found)"
    )
    assert cell.outputs[0].data["text/plain"] == "1"


def test_many_questions_can_be_awaited_at_once(quoting: Kernel):
    cell = quoting.run("len({a.text for a in await asyncio.gather(*map(aask, [Q] * 4))})")
    assert cell.outputs[0].data["text/plain"] == "1"


@pytest.mark.parametrize("source", [f"%ask {QUESTION}", f"%%ask\n{QUESTION}", f'%ask "{QUESTION}"'])
def test_a_magic_asks(quoting: Kernel, source: str):
    (html,) = shown(quoting.run(source))
    assert "F-35 fighter program" in html


def test_a_magic_can_assign_its_answer_and_still_has_help(quoting: Kernel):
    quoting.run(f"named = %ask {QUESTION}")
    assert QUOTED in quoting.run("named.text").outputs[0].data["text/plain"]
    for other in ("%ask?", "x = 1  # why?", "ask('Who?')", "%askew who is it?"):
        assert keep_question_marks([f"{other}\n"]) == [f"{other}\n"]


def test_a_magic_has_the_options_of_the_command_line(quoting: Kernel):
    (html,) = shown(quoting.run(f'%%ask --source "No Such Paper"\n{QUESTION}'))
    assert "no-such-source" in html
    assert shown(quoting.run(f"%ask {QUESTION} --as-of 2001-01-01"))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("%ask Who resigned? --since yesterweek", "yesterweek"),
        ("%ask Who resigned? --sinse 2024-01-01", "--sinse"),
        ("%ask", "the question is empty"),
    ],
)
def test_a_mistake_in_a_magic_is_one_line(quoting: Kernel, source: str, told: str):
    cell = quoting.run(source)
    (line,) = [output.text for output in cell.outputs if output.output_type == "stream"]
    assert told in line
    assert line.startswith("UsageError: ") and line.count("\n") == 1
    assert not [output for output in cell.outputs if output.get("traceback")]


def test_words_of_a_question_are_left_as_they_are():
    question = """Who said "no deal" to the minister's '24 plan?"""
    assert read(question)[0] == question
    assert read(f"--source 'Northern Ledger' --source=\"The Lantern\" {question}") == (
        question,
        {
            "sources": ("Northern Ledger", "The Lantern"),
            "since": None,
            "until": None,
            "as_of": None,
        },
    )


def test_a_written_answer_streams_and_is_then_shown_once(writing: Kernel, server: OpenAIServer):
    slowly(server, 0.03)
    cell = writing.run("ask(Q)")
    drafts = [message["data"]["text/plain"] for message in writing.messages]
    assert "Searching the archive…" in drafts[0]
    assert any(draft.startswith("Turkey paid") for draft in drafts)
    assert any(draft.startswith("The United States withdrew") for draft in drafts[:-3])
    (html,) = shown(cell)
    assert "The United States withdrew Turkey" in html and "aria-busy" not in html
    assert "5 billion" not in html.partition("withheld")[0]
    assert cell.outputs[-1].output_type == "execute_result"


def test_an_assigned_answer_stays_where_it_was_streamed(writing: Kernel, server: OpenAIServer):
    server.enqueue(written)
    (html,) = shown(writing.run("answer = ask(Q)"))
    assert "The United States withdrew Turkey" in html and "aria-busy" not in html
    (again,) = shown(writing.run("answer"))
    assert again == html


def test_an_awaited_answer_streams_and_is_then_shown_once(writing: Kernel, server: OpenAIServer):
    slowly(server, 0.03)
    cell = writing.run("await aask(Q)")
    assert len(writing.messages) > 5
    (html,) = shown(cell)
    assert "The United States withdrew Turkey" in html and "aria-busy" not in html


def test_a_thread_shows_no_draft_and_returns_the_answer(writing: Kernel, server: OpenAIServer):
    server.enqueue(written)
    cell = writing.run("print(await asyncio.to_thread(ask, Q))".join(["import asyncio\n", ""]))
    assert [output.output_type for output in cell.outputs] == ["stream"]
    assert cell.outputs[0].text.startswith(TRUE)


@pytest.mark.parametrize(
    "source", ["ask(Q)", pytest.param("await aask(Q)", marks=pytest.mark.slow)]
)
def test_an_interrupted_cell_leaves_nothing_running(
    writing: Kernel, server: OpenAIServer, source: str
):
    slow = slowly(server, 0.5)

    def interrupt() -> None:
        slow.begun.wait(30)
        time.sleep(0.3)  # OpenAI's client cannot be interrupted well between header and first byte
        os.kill(writing.pid, signal.SIGINT)

    Thread(target=interrupt).start()
    cell = writing.run(source)
    assert slow.hung_up.wait(30)
    assert cell.outputs[-1].ename in ("KeyboardInterrupt", "CancelledError")
    assert shown(cell, "text/plain") == ["Stopped."]
    left = writing.run(
        "import asyncio, threading\n"
        "tasks = [t for t in asyncio.all_tasks() if 'assistant' in repr(t)]\n"
        "threads = [t for t in threading.enumerate() if 'assistant' in t.name.lower()]\n"
        "tasks + threads"
    )
    assert left.outputs[0].data["text/plain"] == "[]"
    server.enqueue(written)
    assert "The United States withdrew" in shown(writing.run("ask(Q)"))[0]


def test_a_refused_key_leads_to_quotations_with_a_note(writing: Kernel, server: OpenAIServer):
    server.enqueue(401)
    told = shown(writing.run("ask(Q)"))[-1]
    assert "F-35 fighter program" in told and "set OPENAI_API_KEY" in told
