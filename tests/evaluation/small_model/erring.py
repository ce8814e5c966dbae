"""A model that errs at stated rates: as a model of 1.5 billion parameters was seen to.

Asked whether numbered sentences answer, that one said yes to 16 of 16 answerable questions and to 2
of 8 near misses, answered 16 of 16 rightly and cited the right sentence for 15 of 16.
"""

import json
import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from tests.evaluation.small_model.cases import Case


@dataclass(frozen=True, slots=True)
class Rates:
    """Log odds of yes, mean and deviation, where the evidence answers and where not.

    `cites` is how often the sentence that answers, whose words are said, is the one that is named.
    """

    answers: tuple[float, float] = (3.0, 1.5)  # .977 above 0
    misses: tuple[float, float] = (-1.0, 1.5)  # .252 above 0
    cites: float = 15 / 16


class ErringModel(BaseChatModel):
    """For one question: `odds` of its yes, the sentences that it may say, and what it names."""

    odds: float
    right: list[str]
    cites_right: bool

    def _generate(self, messages: list[BaseMessage], *args: Any, **options: Any) -> ChatResult:
        yes = 1 / (1 + math.exp(-self.odds))
        likely = [("Yes", yes), ("No", 1 - yes)]
        alternatives = [{"token": w, "logprob": math.log(max(p, 1e-9))} for w, p in likely]
        token = {"token": "Yes" if yes >= 0.5 else "No", "top_logprobs": alternatives}
        told = {"logprobs": {"content": [token]}}
        message = AIMessage(content=str(token["token"]), response_metadata=told)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **options: Any
    ) -> Iterator[ChatGenerationChunk]:
        evidence = re.findall(r"^\[(\w+)\] (.*)$", messages[0].text, re.MULTILINE)
        name, text = next((one for one in evidence if one[1] in self.right), evidence[0])
        if not self.cites_right:
            name = next((other for other, said in evidence if said not in self.right), name)
        statements = [{"evidence": [name], "text": text}]
        reply = json.dumps({"verdict": "answerable", "statements": statements})
        yield ChatGenerationChunk(message=AIMessageChunk(content=reply))

    @property
    def _llm_type(self) -> str:
        return "erring"


class Erring:
    """Makes the model for each case in turn, by a seed of its own."""

    def __init__(self, rates: Rates, seed: int = 3) -> None:
        self._rates, self._chance = rates, random.Random(seed)

    def __call__(self, case: Case, gold: Sequence[str]) -> BaseChatModel:
        mean, deviation = self._rates.answers if gold else self._rates.misses
        return ErringModel(
            cites_right=self._chance.random() < self._rates.cites,
            odds=self._chance.gauss(mean, deviation),
            right=[" ".join(text.split()) for text in gold],
        )
