"""The reader: which sentences of a passage answer a question, and which words of them do.

A small cross-encoder, trained by tests/training/reader.py (data/README.md), with MiniLM's graph. It
reads question and passage together, once, and scores each sentence in its surroundings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.llm.cross_encoders import CrossEncoder
from index.embedders.encoder import Encoder, States, checked, load_tokenizer

MODEL = Path(__file__).parent / "data/reader-int8.onnx"
MODEL_SHA256 = "1db4d0dc2c0ecbcd0c41babc86eb1f3ff479d007a14122fe5d1c64d589cc5b16"
HEADS = MODEL.with_name("reader-heads.npz")
HEADS_SHA256 = "22c22ccc875ba4a52b038338709ba71910702fca753eb29c80c7b5fbc8782cde"
# Word pieces: what one reading holds, and of it at most question, title and one sentence.
MOST, MOST_OF_QUESTION, MOST_OF_HEAD, MOST_OF_SENTENCE = 224, 64, 40, 120
_REPEATED = 80  # the sentence before a cut is read again after it, unless longer
CLS, SEP = 101, 102  # the word pieces that begin and divide what is read
_LONGEST_ANSWER = 24  # word pieces

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of an article; `head` is its title, source and day."""

    head: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as read: the log odds that it answers, and the words that do.

    The words are the characters from `start` to `end`; `sure` is the log odds of these. `none` is
    the log odds that no sentence read together with it answers.
    """

    odds: float
    start: int = 0
    end: int = 0
    sure: float = 0.0
    none: float = 0.0


class Reader(Protocol):
    """Reads passages for a question."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Reading]]:
        """A reading of each sentence of each passage."""
        ...


@dataclass(frozen=True, slots=True)
class _Window:
    """Word pieces that are read at once: of which passage, and where its sentences lie in them."""

    passage: int
    pieces: list[int]
    spans: list[tuple[int, int, int]]  # the sentence's place in the passage, first and last piece


class LearnedReader:
    """The reader that comes with the package."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Reading]]:
        """A reading of each sentence of each passage; one read twice keeps the better."""
        encoded = [self._encode(passage.sentences) for passage in passages]
        windows = list(self._windows(question, passages, encoded))
        readings = [[Reading(-np.inf)] * len(passage.sentences) for passage in passages]
        pieces = [window.pieces for window in windows]
        for batch, states in self._encoder.over_batches(pieces, lambda _, states: states):
            for place, of_window in zip(batch, states, strict=True):
                window = windows[place]
                sentences = encoded[window.passage]
                for number, reading in self._read(window, sentences, of_window):
                    known = readings[window.passage]
                    known[number] = max(known[number], reading, key=lambda one: one.odds)
        return readings

    def _windows(
        self, question: str, passages: Sequence[Passage], encoded: Sequence[Sequence[Any]]
    ) -> Iterator[_Window]:
        asked = self._encode([question])[0].ids[:MOST_OF_QUESTION]
        heads = self._encode([passage.head for passage in passages])
        for number, (head, sentences) in enumerate(zip(heads, encoded, strict=True)):
            of_head = [*head.ids[:MOST_OF_HEAD], SEP] if head.ids else []
            lead = [CLS, *asked, SEP, *of_head]
            window = _Window(number, [*lead], [])
            for place, sentence in enumerate(sentences):
                ids = sentence.ids[:MOST_OF_SENTENCE]
                if window.spans and len(window.pieces) + len(ids) >= MOST:
                    yield _Window(number, [*window.pieces, SEP], window.spans)
                    _, first, last = window.spans[-1]
                    again = window.pieces[first:last] if last - first <= _REPEATED else []
                    window = _Window(number, [*lead, *again], [])
                first = len(window.pieces)
                window.spans.append((place, first, first + len(ids)))
                window.pieces.extend(ids)
            if window.spans:
                yield _Window(number, [*window.pieces, SEP], window.spans)

    def _read(
        self, window: _Window, sentences: Sequence[Any], states: States
    ) -> Iterator[tuple[int, Reading]]:
        heads = self._heads
        words = states[: len(window.pieces)] @ heads["span"].T + heads["span_bias"]
        means = np.array(
            [
                states[first:last].mean(axis=0) if last > first else states[0]
                for _, first, last in window.spans
            ]
        )
        whole = np.broadcast_to(states[0], means.shape)
        hidden = np.concatenate([means, whole], axis=1) @ heads["hidden"].T + heads["hidden_bias"]
        odds = _gelu(hidden) @ heads["out"] + heads["out_bias"]
        none = float(states[0] @ heads["null"] + heads["null_bias"][0])
        for (place, first, last), odd in zip(window.spans, odds, strict=True):
            offsets = sentences[place].offsets[: last - first]
            yield place, Reading(float(odd), *_words(words[first:last], offsets), none)

    def _encode(self, texts: Sequence[str]) -> list[Any]:
        encodings: list[Any] = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return encodings

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer(None)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(MODEL, MODEL_SHA256)

    @cached_property
    def _heads(self) -> dict[str, Floats]:
        return dict(np.load(checked(HEADS, HEADS_SHA256)))


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


def _words(scores: Floats, offsets: Sequence[tuple[int, int]]) -> tuple[int, int, float]:
    """Start, end and score of the likeliest stretch of words; `scores` are those of its ends."""
    best = (0, 0, -np.inf)
    for first in range(len(scores)):
        ends = scores[first : first + _LONGEST_ANSWER, 1]
        last = first + int(np.argmax(ends))
        score = float(scores[first, 0] + scores[last, 1])
        if score > best[2]:
            best = (offsets[first][0], offsets[last][1], score)
    return best


def _gelu(values: Floats) -> Floats:
    inner = np.sqrt(2 / np.pi) * (values + 0.044715 * values**3)
    half: Floats = values * (1 + np.tanh(inner)) / 2
    return half
