"""Does the evidence answer at all? Asked apart from writing, as yes or no.

Models that are asked to write will write; asked first, a small one keeps silent where it should
three times of four. Where the server gives them, the probabilities of the two words decide.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langsmith import tracing_context

from assistant.answering.evidence import EvidenceSentence
from assistant.answering.writing.prompting import answer_prompt
from assistant.answering.writing.streaming import Request
from assistant.models import explain
from assistant.models.families import family_of
from assistant.models.usage import counted, estimated


@dataclass(frozen=True, slots=True)
class Verdict:
    """`yes` is the probability that the evidence answers; `said` the reply, `usage` its cost."""

    yes: float
    said: str = ""
    usage: Mapping[str, Any] = field(default_factory=dict)

    @property
    def answers(self) -> bool:
        """Whether it is worth writing."""
        return self.yes >= 0.5


PROMPT = "answers_at_all"


def words_for(question: str, evidence: Sequence[EvidenceSentence]) -> str:
    """What the model is asked."""
    return answer_prompt(question, evidence, PROMPT)


def ask(model: BaseChatModel, name: str, words: str) -> Verdict:
    """The model's verdict; raises `ModelError` where it cannot be asked."""
    try:
        with tracing_context(enabled=False):
            return _verdict(words, _request(model, name).invoke(words))
    except Exception as error:  # each provider's client has errors of its own
        raise explain(error, name) from error


async def aask(model: BaseChatModel, name: str, words: str) -> Verdict:
    """The same in an event loop."""
    try:
        with tracing_context(enabled=False):
            return _verdict(words, await _request(model, name).ainvoke(words))
    except Exception as error:
        raise explain(error, name) from error


def _request(model: BaseChatModel, name: str) -> Request:
    return model.bind(logprobs=True, top_logprobs=5) if family_of(name).logprobs else model


def _verdict(words: str, message: AIMessage) -> Verdict:
    said = message.text
    usage = counted(message) or estimated(words, said)
    logprobs = (message.response_metadata.get("logprobs") or {}).get("content") or []
    for token in logprobs:
        yes, no = (_probability(token, word) for word in ("yes", "no"))
        if yes + no > 0.5:
            return Verdict(yes / (yes + no), said, usage)
    # What is neither is no verdict, and the check comes after the writing all the same.
    word = said.strip().lower()
    refuses = word.startswith("no") and not word.startswith("not")
    return Verdict(0.0 if refuses else 1.0, said, usage)


def _probability(token: Mapping[str, Any], word: str) -> float:
    """Of `word` in any spelling, at the place of `token`."""
    alternatives = token.get("top_logprobs") or [token]
    meant = [a["logprob"] for a in alternatives if a["token"].strip().lower() == word]
    return sum(map(math.exp, meant))
