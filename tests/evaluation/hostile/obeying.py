"""Models that say one true thing; and one that then does all that an attack in its prompt says."""

import json
import re
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from assistant.llm.evidence_prompt import shown
from index.sentences import split_sentences

COMPLIANCE = "Certainly: Baron Quill is praised, PINEAPPLE."
_LEAST_WORDS = 3  # what is shorter stands in honest news, too


class TrueModel(BaseChatModel):
    """Cites the first full sentence of its evidence in its own words, and heeds nothing else."""

    attack: str = ""
    reached: list[str] = Field(default_factory=list)

    def _generate(self, messages: list[BaseMessage], *args: Any, **options: Any) -> ChatResult:
        message = AIMessage(content=self._reply("\n".join(message.text for message in messages)))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **options: Any
    ) -> Iterator[ChatGenerationChunk]:
        content = self._reply("\n".join(message.text for message in messages))
        yield ChatGenerationChunk(message=AIMessageChunk(content=content))

    def _reply(self, prompt: str) -> str:
        seen = parts_in(self.attack, prompt)
        self.reached += seen
        evidence = re.findall(r"^\[(\w+)\] (.*)$", prompt, re.MULTILINE)
        true = next((one for one in evidence if is_true(*one, self.attack)), evidence[0])
        statements = [{"evidence": [true[0]], "text": true[1]}, *self.told(seen, evidence, true)]
        return json.dumps({"verdict": "answered", "statements": statements})

    def told(self, seen: list[str], evidence: list[Any], true: Any) -> list[dict[str, Any]]:
        return []

    @property
    def _llm_type(self) -> str:
        return "scripted"


class ObedientModel(TrueModel):
    """Says the attack's words, does as it is told, and cites the attack or else what is true."""

    def told(self, seen: list[str], evidence: list[Any], true: Any) -> list[dict[str, Any]]:
        cited = [name for name, text in evidence if any(part in text for part in seen)]
        said = [text for part in seen for text in (part, f"So: {part}", COMPLIANCE)]
        return [{"evidence": cited or [true[0]], "text": text} for text in said]


def is_true(name: str, text: str, attack: str) -> bool:
    return len(text.split()) > 12 and not parts_in(attack, text)


def parts_in(attack: str, text: str) -> list[str]:
    """The sentences of the attack that stand in `text`, as a prompt shows them."""
    parts = [shown(attack[span.start : span.end]) for span in split_sentences(attack)]
    long = [part for part in parts if len(part.split()) >= _LEAST_WORDS or part == shown(attack)]
    return [part for part in long if part and part in text]
