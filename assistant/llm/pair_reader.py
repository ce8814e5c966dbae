"""Any cross-encoder as a reader: it scores pairs of a question and a sentence."""

from collections.abc import Sequence

from assistant.llm.cross_encoders import CrossEncoder
from assistant.llm.reader import Passage, Reading


class PairReader:
    """Reads each sentence after its head and the sentence before it; knows no words in it."""

    def __init__(self, encoder: CrossEncoder) -> None:
        self._encoder = encoder

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Reading]]:
        """A reading of each sentence of each passage; the last of the encoder's outputs counts."""
        pairs = [
            (question, " ".join(filter(None, (passage.head, before, sentence))))
            for passage in passages
            for before, sentence in zip(("", *passage.sentences), passage.sentences, strict=False)
        ]
        scores = iter(self._encoder.score(pairs)[:, -1] if pairs else ())
        return [[Reading(float(next(scores))) for _ in one.sentences] for one in passages]
