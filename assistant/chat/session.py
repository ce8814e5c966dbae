"""The chat loop: reads a line, answers it or runs its command, reads the next."""

import asyncio
from typing import TYPE_CHECKING

from assistant.chat.command import Call, CommandError, Outcome, parse
from assistant.chat.commands import COMMANDS
from assistant.chat.external_programs import open_link, open_page
from assistant.chat.input import Reader, no_echo
from assistant.chat.loader import AssistantLoader
from assistant.chat.state import State, Turn
from assistant.chat.views import View
from assistant.llm.chat_models import NO_MODEL
from assistant.render.escape import clean
from assistant.render.paragraphs import Unbroken
from assistant.schema.answer import Answer
from assistant.schema.events import aanswer_of
from index.errors import ArchiveError

if TYPE_CHECKING:
    from assistant.conversation import Conversation

WELCOME = "Ask the archive; /help lists the commands, Ctrl-D leaves."
STOPPED = "Stopped: this is not the whole answer."
_LOADING = "Opening the archive …"


class Session:
    """A chat with the archive that `loading` opens."""

    def __init__(self, loading: AssistantLoader, reader: Reader, view: View, state: State) -> None:
        self._loading, self._reader, self._view, self._state = loading, reader, view, state
        self._conversation: Conversation | None = None
        self._is_told = False  # that no model is configured
        self._has_failed = False

    def resume(self, answer_id: str) -> None:
        """Continue from a recorded answer; raises `ArchiveError` if the id is unknown."""
        self._run_command(f"/resume {answer_id}")

    def run(self) -> bool:
        """Run until the end of the input; False if a line from a pipe failed."""
        with asyncio.Runner() as runner:
            while True:
                try:
                    line = self._reader.read(str(self._state.within))
                    self._handle(line, runner)
                except EOFError:
                    return not self._has_failed
                except KeyboardInterrupt:
                    if not self._reader.is_interactive:
                        raise
                except (ArchiveError, OSError) as error:
                    self._has_failed = not self._reader.is_interactive
                    self._view.fail(str(error))

    def _handle(self, line: str, runner: asyncio.Runner) -> None:
        if not line.strip():
            return
        self._view.typed(line)
        if line.startswith("/"):
            self._run_command(line)
        else:
            runner.run(self._answer(line))

    def _run_command(self, line: str) -> None:
        name, argument = parse(line)
        command = next((c for c in COMMANDS if c.name == name), None)
        if command is None:
            raise CommandError(f"there is no command /{clean(name)}; /help lists the commands")
        if argument and not command.takes:
            raise CommandError(f"/{name} takes no argument")
        with_links = not self._view.can_redraw
        call = Call(argument, self._state, self._loading.assistant, with_links)
        self._apply(command.run(call))

    def _apply(self, outcome: Outcome) -> None:
        self._view.print(*outcome.shown)
        if outcome.link and not open_link(outcome.link):
            self._view.print(Unbroken(outcome.link))
        if outcome.page and self._view.can_redraw:
            open_page(outcome.page, self._view.console)
        elif outcome.page:
            self._view.print(outcome.page.text)
        if outcome.state:
            self._state = outcome.state
        if outcome.conversation:
            self._conversation = outcome.conversation
        if outcome.llm:
            self._change_model(outcome.llm)

    def _change_model(self, llm: str) -> None:
        before, self._conversation = self._conversation, None
        self._loading.reload(llm)
        if before is not None:
            conversation = self._get_conversation()
            conversation.id, conversation.turns = before.id, before.turns

    async def _answer(self, question: str) -> None:
        """Ask and show the answer; if cancelled, the checked statements stay."""
        try:
            answer = await self._show(question)
        except asyncio.CancelledError:
            self._view.note(STOPPED)
            raise
        self._note(answer)
        self._state = self._state.after(Turn(answer, self._state.within))

    async def _show(self, question: str) -> Answer:
        self._view.begin("" if self._loading.is_ready else _LOADING)
        refreshing = asyncio.create_task(self._view.refresh())
        try:
            with no_echo():
                conversation = await asyncio.to_thread(self._get_conversation)
                events = conversation.astream(question, **self._state.within.arguments())
                return await aanswer_of(events, self._view.add)
        finally:
            refreshing.cancel()
            self._view.end()

    def _get_conversation(self) -> "Conversation":
        """The current conversation, created for the first question."""
        if self._conversation is None:
            self._conversation = self._loading.assistant.conversation()
        return self._conversation

    def _note(self, answer: Answer) -> None:
        """Show the note of an answer; that no model is configured once in a session."""
        note = answer.usage.get("note", "")
        if self._is_told:
            note = note.removeprefix(NO_MODEL).strip()
        self._is_told |= NO_MODEL in note
        if note:
            self._view.note(note)
