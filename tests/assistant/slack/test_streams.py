"""Answers of a model that is still writing: shown as they grow, whatever happens meanwhile."""

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from assistant import Assistant
from tests.assistant.slack.serving import eventually, finished, serving
from tests.openai_server import OpenAIServer, begin_stream, chunk, entry, send_event
from tests.slack_server import SlackServer, shown

QUESTION = "Which fighter program was Turkey withdrawn from?"
FIRST = "Turkey was withdrawn from the F-35 fighter program."
SECOND = "NATO ally Turkey was withdrawn from that program."
NOT_BORNE_OUT = "Turkey was withdrawn from the F-99 program in 1871."


@pytest.fixture(scope="module")
def model(
    slack_server: SlackServer, seeds_to_copy: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenAIServer]:
    """A model, and a bot that asks it."""
    server = OpenAIServer()
    folder = shutil.copytree(seeds_to_copy, tmp_path_factory.mktemp("slack-model") / "archive")
    given = {"api": slack_server.api}
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OPENAI_API_KEY", "test")
        llm = Assistant(folder, llm="openai:gpt-5-mini", base_url=server.url, slack=given)
        with llm as assistant:
            server.enqueue('{"verdict": "not-in-evidence", "statements": []}')
            assistant.ask(QUESTION)  # loads the model while there is a key
            with serving(assistant):
                yield server
    server.close()


class Writing:
    """A reply that stops after its first part until it may go on."""

    def __init__(self, model: OpenAIServer, *parts: str) -> None:
        self._model, self._parts = model, parts
        self.goes_on = threading.Event()
        model.sends.append(self)

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        (name, *_) = [n for n, text in self._model.evidence[-1].items() if "F-35 fighter" in text]
        begin_stream(handler)
        for number, part in enumerate(self._parts):
            if number:
                self.goes_on.wait(20)
            send_event(handler, chunk({"role": "assistant", "content": part.replace("ID", name)}))
        send_event(handler, chunk({}, "stop"))
        handler.wfile.write(b"data: [DONE]\n\n")


def statement(text: str) -> str:
    return json.dumps({"evidence": ["ID"], "text": text})


BEGINNING = '{"verdict": "answered", "statements": [' + statement(FIRST) + ","
END = statement(SECOND) + "]}"


def growing(slack: SlackServer, ts: str) -> str:
    """What is seen as soon as something is."""
    return eventually(lambda: "".join(map(shown, slack.replies(ts))))


def test_a_statement_is_shown_while_the_next_is_written(slack: SlackServer, model: OpenAIServer):
    writing = Writing(model, BEGINNING, END)
    ts = slack.say(QUESTION)
    assert growing(slack, ts) == f"{FIRST} [1]°"  # no judge has seen it yet
    writing.goes_on.set()
    whole = f"{FIRST} [1]{SECOND} [1]Sources"  # in place of the stream, when they are judged
    eventually(lambda: all(shown(reply).startswith(whole) for reply in finished(slack, ts)))
    assert len(slack.called("chat.startStream")) == 1


@pytest.mark.parametrize(
    "failure", ["429", "500", "500 after", "message_not_in_streaming_state", "internal_error"]
)
@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
def test_a_stream_that_breaks_ends_as_one_whole_message(
    slack: SlackServer, model: OpenAIServer, failure: str, method: str
):
    left, slack.retry_after = [failure], "0"
    slack.fail = lambda name, _: left.pop() if name == method and left else None
    writing = Writing(model, BEGINNING, statement(SECOND), "]}")
    ts = slack.say(QUESTION)
    growing(slack, ts)
    writing.goes_on.set()
    eventually(lambda: all("Sources" in shown(reply) for reply in finished(slack, ts)))
    (reply,) = slack.replies(ts)
    assert shown(reply).startswith(f"{FIRST} [1]{SECOND} [1]Sources")
    assert shown(reply).count(SECOND) == 1


def test_a_statement_of_a_broken_reply_does_not_stay(slack: SlackServer, model: OpenAIServer):
    broken = Writing(model, BEGINNING, "nothing more]}")
    ts = slack.say(QUESTION)
    growing(slack, ts)
    model.enqueue(_only(SECOND))
    broken.goes_on.set()
    (reply,) = finished(slack, ts)
    eventually(lambda: "Sources" in shown(slack.replies(ts)[0]))
    (reply,) = slack.replies(ts)
    assert FIRST not in shown(reply)
    assert shown(reply).startswith(f"{SECOND} [1]Sources")


def test_an_unsupported_statement_is_never_shown(slack: SlackServer, model: OpenAIServer):
    end = statement(NOT_BORNE_OUT) + "]}"
    Writing(model, BEGINNING, end).goes_on.set()
    model.judgements.append([entry(1), entry(2, "unsupported", reason="No F-99 is named.")])
    ts = slack.say(QUESTION)
    (reply,) = finished(slack, ts)
    assert "F-99" not in str(slack.calls)
    assert shown(reply).startswith(f"{FIRST} [1]")


def test_a_question_deleted_meanwhile_leaves_nothing(slack: SlackServer, model: OpenAIServer):
    writing = Writing(model, BEGINNING, END)
    ts = slack.say(QUESTION)
    growing(slack, ts)
    slack.delete(ts)
    eventually(slack.is_quiet)
    writing.goes_on.set()
    eventually(lambda: not slack.replies(ts))
    assert slack.called("chat.delete")


def test_a_question_edited_meanwhile_is_answered_in_the_same_message(
    slack: SlackServer, model: OpenAIServer
):
    writing = Writing(model, BEGINNING, END)
    ts = slack.say(QUESTION)
    growing(slack, ts)
    model.enqueue(_only(SECOND))
    slack.edit(ts, f"{QUESTION} Which ally?")
    eventually(slack.is_quiet)
    writing.goes_on.set()
    eventually(lambda: shown(slack.replies(ts)[0]).startswith(f"{SECOND} [1]Sources"))
    assert len(slack.replies(ts)) == 1


def _only(text: str):
    def reply(evidence: dict[str, str]) -> str:
        (name, *_) = [n for n, said in evidence.items() if "F-35 fighter" in said]
        said = [{"evidence": [name], "text": text}]
        return json.dumps({"verdict": "answered", "statements": said})

    return reply
