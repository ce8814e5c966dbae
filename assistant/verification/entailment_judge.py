"""An NLI cross-encoder as judge: do the sentences entail the statement?"""

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from assistant.llm.cross_encoders import CrossEncoder, load_cross_encoder
from assistant.llm.structured_request import Form
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.judge import Case, Verdict
from index.errors import ArchiveError

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

    is_local = True

    def __init__(self, encoder: CrossEncoder, name: str = "the cross-encoder") -> None:
        labels = [label.lower() for label in encoder.labels]
        if "entailment" not in labels:
            raise ArchiveError(
                f"{name} is not an NLI model: none of its outputs is named entailment"
                " (config.json, id2label)"
            )
        self._encoder = encoder
        self._entails = labels.index("entailment")

    def judge(self, cases: Sequence[Case]) -> Generator[Form, Any, Sequence[Verdict | None]]:
        """Supported where entailment is more likely than not; it asks nobody."""
        yield from ()
        scores = self._encoder.score([(_premise(case.cited), case.text) for case in cases])
        return [self._verdict(row) for row in scores]

    def _verdict(self, scores: "np.typing.NDArray[Any]") -> Verdict:
        likely = np.exp(scores - scores.max())
        if likely[self._entails] / likely.sum() > _EVEN:
            return Verdict("supported")
        return Verdict("unsupported", "the sentences do not entail it")


def _premise(cited: Sequence[EvidenceSentence]) -> str:
    """The sentences with the headers of their articles and the sentence before each."""
    headers = dict.fromkeys(one.article.embedding_header for one in cited)
    texts = [one.article.text[max(0, one.span.start - 200) : one.span.end] for one in cited]
    return " ".join(" ".join(text.split()) for text in (*headers, *texts))
