"""Asks the model whether the evidence answers the question, yes or no, before it writes.

A model that is asked to write will write; asked first, a small model abstains correctly in three of
four cases. If the server returns them, the probabilities of the two words decide.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langsmith import tracing_context

from assistant.generation.model_stream import Request
from assistant.llm import explain
from assistant.llm.evidence_prompt import answer_prompt
from assistant.llm.model_parameters import Family, family_of
from assistant.llm.tokens import counted, estimated
from assistant.schema.evidence import EvidenceSentence

# The least probability of the two words together; below it the model did not understand the
# question. A model of 135 million parameters has half, and gives every question the same reply.
_UNDERSTOOD = 0.8
_LEAST = 1e-4  # the probability of a word that is not among the most likely
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`odds` are the natural log odds that the evidence answers; None for neither yes nor no.

    `said` is the reply, `usage` its token usage.
    """

    odds: float | None
    said: str = ""
    usage: Mapping[str, Any] = field(default_factory=dict)


PROMPT = "answers_at_all"


def words_for(question: str, evidence: Sequence[EvidenceSentence]) -> str:
    """The prompt."""
    return answer_prompt(question, evidence, PROMPT)


def ask(model: BaseChatModel, name: str, words: str) -> Verdict:
    """The model's verdict; raises `ModelError` if the request fails."""
    family = family_of(name)
    try:
        with tracing_context(enabled=False):
            return _verdict(words, _request(model, family).invoke(words), family)
    except Exception as error:  # each provider's client has errors of its own
        raise explain(error, name) from error


async def aask(model: BaseChatModel, name: str, words: str) -> Verdict:
    """`ask` for an event loop."""
    family = family_of(name)
    try:
        with tracing_context(enabled=False):
            return _verdict(words, await _request(model, family).ainvoke(words), family)
    except Exception as error:
        raise explain(error, name) from error


def _request(model: BaseChatModel, family: Family) -> Request:
    return model.bind(logprobs=True, top_logprobs=5) if family.logprobs else model


def _verdict(words: str, message: AIMessage, family: Family) -> Verdict:
    usage = counted(message) or estimated(words, message.text)
    tokens = (message.response_metadata.get("logprobs") or {}).get("content") or []
    odds = _by_probability(tokens) if tokens else _by_word(message.text, family.certainty)
    return Verdict(odds, message.text, usage)


def _by_probability(tokens: Sequence[Mapping[str, Any]]) -> float | None:
    """Log odds from the first word of the reply, or from the last yes or no after reasoning."""
    words = [token for token in tokens if any(map(str.isalpha, token["token"]))]
    for token in (*words[:1], *reversed(words)):
        yes, no = (_probability(token, word) for word in ("yes", "no"))
        if yes + no >= _UNDERSTOOD:
            return math.log(max(yes, _LEAST) / max(no, _LEAST))
    return None


def _by_word(said: str, certainty: float) -> float | None:
    """Log odds from the words alone."""
    words = re.findall(r"\w+", _THOUGHT.sub("", said).lower())
    for word in (*words[:1], *words[-1:]):
        if word in ("yes", "no"):
            return certainty if word == "yes" else -certainty
    return None


def _probability(token: Mapping[str, Any], word: str) -> float:
    """The probability of `word`, in any spelling, in place of `token`."""
    alternatives = token.get("top_logprobs") or [token]
    meant = [a["logprob"] for a in alternatives if a["token"].strip(" \n\t*\"'.").lower() == word]
    return sum(map(math.exp, meant))
