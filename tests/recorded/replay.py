"""A chat model that gives the recorded replies, whatever the wording of the prompts.

The stage is known by the name of its form; the question, the sentences and the statements are found
in the prompt's lines. Ids of sentences become those that the same sentences have in the prompt.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field

from tests.recorded.replies import RecordedReplies, load_replies

_STAGES = {"planreply": "plan", "answer": "answer", "judgement": "judge", "corrections": "rewrite"}
_SENTENCE = re.compile(r"^\[(\w+)\] (.*)$", re.MULTILINE)
_STATEMENT = re.compile(r"^(\d+)\. \(cites [^)]*\) (.*)$", re.MULTILINE)
_PIECE = 40  # code points of a reply that is streamed


@dataclass(frozen=True)
class Asked:
    """A request: its stage, its messages, and the form to fill in, a JSON schema."""

    stage: str
    messages: list[BaseMessage]
    form: dict[str, Any]

    @property
    def text(self) -> str:
        """All that the messages say."""
        return "\n".join(message.text for message in self.messages)


class ReplayModel(BaseChatModel):
    """A model that knows the recorded questions alone; `asked` are the requests so far."""

    replies: list[RecordedReplies] = Field(default_factory=load_replies)
    asked: list[Asked] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "replay"

    def bind_tools(self, tools: Sequence[Any], **options: Any) -> Runnable[Any, AIMessage]:
        return self.bind(tools=tools)

    def _generate(self, messages: list[BaseMessage], *args: Any, **options: Any) -> ChatResult:
        message = AIMessage(content=self._reply(messages, options["tools"]))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **options: Any
    ) -> Iterator[ChatGenerationChunk]:
        reply = self._reply(messages, options["tools"])
        for start in range(0, len(reply), _PIECE):
            message = AIMessageChunk(content=reply[start : start + _PIECE])
            yield ChatGenerationChunk(message=message)

    def _reply(self, messages: list[BaseMessage], tools: Sequence[Any]) -> str:
        form = tools[0]["function"]
        asked = Asked(_STAGES[form["name"]], messages, form["parameters"])
        self.asked.append(asked)
        is_early = asked.stage in ("plan", "answer")
        reply = self._by_question if is_early else self._by_statement
        return reply(asked.stage, asked.text)

    def _by_question(self, stage: str, prompt: str) -> str:
        """The reply to the question that the prompt has last; of several there, the longest."""
        field = "question" if stage == "plan" else "resolved"
        places = [(prompt.rfind(text := getattr(r, field)), len(text), r) for r in self.replies]
        start, length, found = max(places, key=lambda place: (place[0], place[1]))
        reply = found.plan if stage == "plan" else found.answer
        if start < 0 or reply is None:
            asked = prompt[start : start + length] if start >= 0 else prompt[-200:]
            raise LookupError(f"no recorded {stage} for: {asked}")
        return json.dumps(_with_ids_of(prompt, found.sentences, reply))

    def _by_statement(self, stage: str, prompt: str) -> str:
        """What was said of each statement; of one that nobody wrote, that it has no support."""
        asked = {int(number): text for number, text in _STATEMENT.findall(prompt)}
        found = max(self.replies, key=lambda one: len({*one.claims} & {*asked.values()}))
        said = found.judgement if stage == "judge" else found.corrections
        known = {one["about"]: one for one in said}
        corrected = {one["text"] for one in found.corrections}
        entries = []
        for number, text in asked.items():
            is_recorded = text in found.claims or text in corrected
            verdict = "supported" if is_recorded else "unsupported"
            other = {"reason": "not recorded", "verdict": verdict} if stage == "judge" else {}
            entries.append(known.get(text, other) | {"statement": number})
        return json.dumps(_with_ids_of(prompt, found.sentences, {"statements": entries}))


def _with_ids_of(prompt: str, sentences: dict[str, str], reply: Any) -> Any:
    """The reply with the ids that its sentences have in the prompt; of others, as recorded."""
    here = dict(_SENTENCE.findall(prompt))
    by_text = {text: name for name, text in here.items()}
    names = {
        name: name if here.get(name) == text else by_text.get(text, name)
        for name, text in sentences.items()
    }

    def translated(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: translated(value) for key, value in node.items()}
        if isinstance(node, list):
            return [translated(one) for one in node]
        return names.get(node, node) if isinstance(node, str) else node

    return translated(reply)
