"""Answers a stored question in Slack.

This can restart at any point: earlier progress is found in the queue or in Slack.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from assistant.schema.answer import Answer
from assistant.schema.events import Checked, Done, Event
from assistant.slack.archives import Archives
from assistant.slack.blocks import Block, answer_blocks, escaped, note_blocks, preview
from assistant.slack.client import error_code
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.forms import feedback_blocks, share_button
from assistant.slack.messages import MessagePoster
from assistant.slack.permissions import Admission
from assistant.slack.queue_database import Outcome, QueuedQuestion
from assistant.slack.stream import Stream, batch
from index.errors import ArchiveError

_NO_WORDS = "Ask me a question in words; I cannot read files or emoji."
_STATUS = "is searching the archive…"
_INVITE = "I am not in this channel. Type /invite, choose me, then press Share again."
_NOT_HERE = {"not_in_channel", "channel_not_found"}
_SHORT = 500  # characters of a question that is shown with its answer


@dataclass(frozen=True, slots=True)
class Responder:
    """Answers questions in Slack."""

    poster: MessagePoster
    deliveries: Deliveries
    admission: Admission
    archives: Archives

    async def settle(self, question: QueuedQuestion) -> Outcome | None:
        """Answer or refuse the question; None if it has changed in the meantime."""
        if question.posting:
            found = await self.poster.recover(question)
            question = question.model_copy(update={"message": found})
        if question.deleted:
            return await self._remove(question)
        if question.is_shared:
            return await self._share(question)
        refusal = await self.admission.refusal(question)
        if refusal or not question.text:
            await self.say(question, refusal or _NO_WORDS)
            return "refused"
        try:
            return await self._answer(question)
        except ArchiveError as error:
            await self.say(self.deliveries.get(question.id), f"I cannot answer: {error}")
            return "failed"

    async def say(self, question: QueuedQuestion, words: str) -> None:
        """Show a message of the bot instead of an answer."""
        await self._show(question, escaped(words), note_blocks(words))

    async def _answer(self, question: QueuedQuestion) -> Outcome | None:
        if question.answer:
            answer = Answer.model_validate_json(question.answer)
            await self._show_answer(question, answer)
            return _outcome(answer)
        stream = None
        if question.place == "thread" and not question.message:
            stream = Stream(self.poster, question)
        return await self._ask(question, stream)

    async def _events(self, question: QueuedQuestion) -> AsyncGenerator[Event]:
        if question.place == "thread":
            await self.poster.status(question, _STATUS)
        rules = self.deliveries.rules(question.channel)
        before = self.deliveries.before(question)
        async with aclosing(self.archives.events(question.text, rules, before)) as events:
            async for event in events:
                if not self.deliveries.is_current(question):
                    return
                yield event

    async def _ask(self, question: QueuedQuestion, stream: Stream | None) -> Outcome | None:
        """Ask and show the answer; None if the question was changed in the meantime.

        A stream shows each statement as it passes the exact checks; what a judge changes, at the
        end.
        """
        answer, latest = None, 0
        async with aclosing(batch(self._events(question))) as batches:
            async for events in batches:
                for event in events:
                    if isinstance(event, Done):
                        answer = event.answer
                    elif stream and isinstance(event, Checked) and event.statement > latest:
                        stream.add(event.result)
                        latest = event.statement
                if stream and answer is None:
                    await stream.push()
        if answer is None:
            return None
        self.deliveries.note_answer(question, answer.model_dump_json())
        if not stream or not await stream.end(answer):
            await self._show_answer(self.deliveries.get(question.id), answer)
        return _outcome(answer)

    async def _show_answer(self, question: QueuedQuestion, answer: Answer) -> None:
        below = feedback_blocks(answer)
        if question.place == "private":
            below = [share_button(question), *feedback_blocks(answer, in_private=True)]
        await self._show(question, preview(answer), answer_blocks(answer, below))

    async def _show(self, question: QueuedQuestion, text: str, blocks: Sequence[Block]) -> None:
        """Show the whole message, in place of an earlier one."""
        if question.place == "private":
            await self.poster.say_in_private(question, text, blocks)
        elif question.message:
            await self.poster.stop(question, question.message)
            await self.poster.update(question, question.message, text, blocks)
        else:
            await self.poster.post(question, text, blocks)

    async def _share(self, question: QueuedQuestion) -> Outcome | None:
        """Show a private answer to all."""
        answer = Answer.model_validate_json(question.answer or "")
        asked = note_blocks(f"Asked: {question.text[:_SHORT]}")
        blocks = answer_blocks(answer, feedback_blocks(answer), asked)
        if question.message:
            return _outcome(answer)
        try:
            await self.poster.post(question, preview(answer), blocks)
        except SlackApiError as error:
            if error_code(error) not in _NOT_HERE:
                raise
            await self.poster.say_in_private(question, _INVITE, note_blocks(_INVITE))
            self.deliveries.forget(question)
            return None
        return _outcome(answer)

    async def _remove(self, question: QueuedQuestion) -> Outcome:
        if question.message:
            await self.poster.stop(question, question.message)
            await self.poster.remove(question, question.message)
            self.deliveries.note_message(question, None)
        return "removed"


def _outcome(answer: Answer) -> Outcome:
    return "answered" if answer.answered else "abstained"
