"""An answer while it is written by a model: shown, taken back, stopped, and laid out anew."""

import json
import select
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from threading import Event

import pytest

from tests.assistant.chat.conftest import Chat
from tests.assistant.chat.terminal import SECONDS, Terminal
from tests.openai_server import OpenAIServer, begin_stream, chunk, send_event

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),  # several waits of up to 60 s in a terminal
]

QUESTION = "Who said Pier 10 was corroded?"
TRUE = "Ms. Brock said Pier 10 was corroded."
FALSE = "Divers were paid 77 million crowns for it."
LAST = "Pier 10 was found corroded in April."


class Reply:
    """A model's reply that a test lets go on, piece by piece."""

    def __init__(self, server: OpenAIServer, *statements: str) -> None:
        self._server = server
        self._statements = statements
        self._may = [Event() for _ in statements]
        self.hung_up = Event()
        server.sends.append(self._send)

    def go_on(self, place: int) -> None:
        """Lets the second half of a statement come, and the first half of the next."""
        self._may[place].set()

    def _send(self, handler: BaseHTTPRequestHandler) -> None:
        begin_stream(handler)
        for place, piece in enumerate(self._pieces()):
            send_event(handler, chunk({"role": "assistant", "content": piece}))
            if place < len(self._may) and not self._wait(handler, self._may[place]):
                self.hung_up.set()
                return
        send_event(handler, chunk({}, "stop"))
        handler.wfile.write(b"data: [DONE]\n\n")

    def _pieces(self) -> Iterator[str]:
        evidence = self._server.evidence[-1]
        ids = [name for name, sentence in evidence.items() if "Pier 10 was corroded" in sentence]
        statements = [{"evidence": ids, "text": text} for text in self._statements]
        whole = json.dumps({"verdict": "answered", "statements": statements})
        start = 0
        for text in self._statements:
            middle = whole.index(text) + len(text) // 2
            yield whole[start:middle]
            start = middle
        yield whole[start:]

    def _wait(self, handler: BaseHTTPRequestHandler, may: Event) -> bool:
        """Until it may go on; False where the client hangs up."""
        for _ in range(int(SECONDS * 50)):
            if may.wait(0.02):
                return True
            readable, _, _ = select.select([handler.connection], [], [], 0)
            if readable and not handler.connection.recv(1):
                return False
        return False


@pytest.fixture
def model_chat(chat: Chat, openai_server: OpenAIServer) -> Chat:
    """A chat that asks the scripted model."""

    def start(*arguments: str, **options: object) -> Terminal:
        given = {"ASSISTANT_LLM": "openai:scripted", "ASSISTANT_ASK_FIRST": "false"}
        return chat(*arguments, **given, **options)

    return start


def test_drafts_are_withdrawn_and_ctrl_c_stops_only_the_request(
    model_chat: Chat, openai_server: OpenAIServer
):
    with model_chat() as terminal:
        reply = Reply(openai_server, FALSE, TRUE)
        terminal.say(QUESTION).wait("Divers were paid 77 m…")
        reply.go_on(0)
        terminal.wait_gone("Divers were paid").wait("Ms. Brock said Pie…")
        reply.go_on(1)
        terminal.wait_prompt()
        assert terminal.text.split("\n", 2)[2].startswith(f"> {QUESTION}\n{TRUE} [1]°\n\n° ")
        assert "[1] “Divers had found between 9 and 11 April" in terminal.text
        stopped = Reply(openai_server, TRUE, LAST)
        terminal.say(QUESTION)
        stopped.go_on(0)
        terminal.wait("Pier 10 was found…").press("typed meanwhile\x03")
        assert stopped.hung_up.wait(SECONDS)
        terminal.wait("Stopped: this is not the whole answer.")
        assert terminal.text.count(f"{TRUE} [1]") == 2
        assert "Pier 10 was found" not in terminal.text
        terminal.press("\x15").wait_prompt()
        again = Reply(openai_server, LAST)
        again.go_on(0)
        terminal.ask(QUESTION).wait(f"{LAST} [1]")
        assert terminal.leave() == 0


@pytest.mark.parametrize("size", [(44, 20), (100, 30)])
def test_an_answer_is_wrapped_again_when_the_terminal_is_resized(
    model_chat: Chat, openai_server: OpenAIServer, size: tuple[int, int]
):
    reply = Reply(openai_server, TRUE, LAST)
    with model_chat(columns=70) as terminal:
        terminal.say(QUESTION)
        reply.go_on(0)
        terminal.wait("Pier 10 was found…")
        terminal.resize(*size)
        terminal.wait(f"> {QUESTION}\n{TRUE} [1]")
        reply.go_on(1)
        terminal.wait_prompt()
        seen = " ".join(terminal.text.replace("°", "").split())
        assert seen.startswith(
            "Ask the archive; /help lists the commands, Ctrl-D leaves. > Who said"
        )
        assert seen.count(f"{TRUE} [1] {LAST} [1]") == 1
        assert seen.count(TRUE) == seen.count("Divers had found") == 1
