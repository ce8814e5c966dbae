"""The archive that answers the questions of a channel."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.conversation import Conversation
from assistant.history.answers import UnknownAnswerError
from assistant.history.record import Verdict
from assistant.schema.answer import Answer
from assistant.schema.events import Event
from assistant.service_settings import SlackOptions
from assistant.slack.queue_database import Rules
from index.errors import ArchiveError


class Archives:
    """The bot's own archive and the others in the settings, opened when first used."""

    def __init__(self, own: Assistant, options: SlackOptions) -> None:
        self._paths = dict(options.archives)
        self._open: dict[str | None, Assistant] = {None: own}
        self._opening = threading.Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the other archives."""
        return tuple(self._paths)

    def __getitem__(self, name: str | None) -> Assistant:
        with self._opening:
            if name not in self._open:
                self._open[name] = self._open_archive(name)
            return self._open[name]

    async def events(
        self, question: str, rules: Rules, before: str | None
    ) -> AsyncGenerator[Event]:
        """The events of an answer, within the settings of the channel.

        `before` is the id of an answer whose conversation continues.
        """
        conversation = await asyncio.to_thread(self._conversation, rules.archive, before)
        scope: dict[str, Any] = {"sources": list(rules.sources) or None, "since": rules.since}
        scope["confined"] = bool(rules.sources or rules.since)  # its members see nothing else
        async with aclosing(conversation.astream(question, **scope)) as events:
            async for event in events:
                yield event

    def answer(self, answer_id: str) -> Answer:
        """The answer with that id, from any archive; raises `UnknownAnswerError`."""
        return self._archive_of(answer_id).answers[answer_id]

    def record_feedback(self, answer_id: str, verdict: Verdict, **given: Any) -> None:
        self._archive_of(answer_id).answers.feedback(answer_id, verdict, **given)

    def sources(self, name: str | None) -> list[str]:
        return self[name].archive.catalogue.sources()

    def _archive_of(self, answer_id: str) -> Assistant:
        for name in (None, *self._paths):
            with suppress(UnknownAnswerError):
                self[name].answers.record(answer_id)
                return self[name]
        raise UnknownAnswerError(
            f"there is no answer {answer_id!r}; `assistant answers` lists the ids"
        )

    def close(self) -> None:
        """Close the other archives; the bot's own is closed by its owner."""
        for name, assistant in list(self._open.items()):
            if name is not None:
                assistant.close()

    def _conversation(self, archive: str | None, before: str | None) -> Conversation:
        assistant = self[archive]
        try:
            return assistant.conversation(resume=before)
        except UnknownAnswerError:  # removed, or from the archive that the channel used before
            return assistant.conversation()

    def _open_archive(self, name: str | None) -> Assistant:
        path: Path | None = self._paths.get(name or "")
        if path is None:
            raise ArchiveError(
                f"the archive {name!r} of this channel is no longer configured; an admin can choose"
                " another one with /ask settings"
            )
        own = self._open[None]
        # The address of `assistant serve` and the database are of the first one.
        other = Assistant(path.expanduser(), llm=own.settings.llm, web_url="", database="")
        other.observers = own.observers
        return other
