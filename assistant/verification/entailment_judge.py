"""An NLI cross-encoder as judge: do the sentences entail the statement?"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import numpy as np

from assistant.llm.cross_encoders import CrossEncoder, load_cross_encoder
from index.errors import ArchiveError

if TYPE_CHECKING:
    from assistant.llm.meter import Meter

_EVEN = 0.5  # the probability above which an NLI model decides for entailment


def load_judge(name: str) -> "NliJudge":
    """The judge of that name; raises `ArchiveError` if it cannot be loaded."""
    if name == "llm":
        raise ArchiveError(
            "ASSISTANT_JUDGE=llm needs a language model: set OPENAI_API_KEY or ASSISTANT_LLM"
        )
    return NliJudge(load_cross_encoder(name), name)


class NliJudge:
    """Judges with a local cross-encoder; costs nothing and sends no requests."""

    def __init__(self, encoder: CrossEncoder, name: str = "the cross-encoder") -> None:
        labels = [label.lower() for label in encoder.labels]
        if "entailment" not in labels:
            raise ArchiveError(
                f"{name} is no NLI model: no output of it is named entailment"
                " (config.json, id2label)"
            )
        self._encoder = encoder
        self._entails = labels.index("entailment")

    def paid_by(self, meter: "Meter") -> Self:
        """This judge, since it costs nothing."""
        return self

    def judge(self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()) -> bool:
        """Whether entailment is more likely than not."""
        premise = " ".join(" ".join(text.split()) for text in (*context, *sentences))
        scores = self._encoder.score([(premise, statement)])[0]
        likely = np.exp(scores - scores.max())
        return bool(likely[self._entails] / likely.sum() > _EVEN)

    async def ajudge(
        self, statement: str, sentences: Sequence[str], context: Sequence[str] = ()
    ) -> bool:
        """`judge` in a thread, so that the event loop does not block."""
        return await asyncio.to_thread(self.judge, statement, sentences, context)
