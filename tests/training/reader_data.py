"""What the reader learns from: questions over passages, and the sentences that answer them.

Public sets are read from ../shared/training and, for titles and short answers, ../shared/eval;
those of our own are tests/training/passages. What is kept apart is never trained on.
"""

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.llm.extractive_reader import (
    CLS,
    MOST,
    MOST_OF_HEAD,
    MOST_OF_QUESTION,
    MOST_OF_SENTENCE,
    SEP,
)
from index.embedders.encoder import load_tokenizer

SHARED = Path("../shared")
OURS = Path(__file__).parent / "passages"
# Of squad2, kept apart to report on; of clapnq half of the questions, of ours a tenth of passages.
APART = frozenset({"normans", "steam_engine", "1973_oil_crisis", "harvard_university"})
NO_TITLE, NO_SOURCE = 0.1, 0.25  # how often a passage is read without its head, or without a part

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A question over a passage; `answers` are 1 for sentences that answer, `short` their words.

    `group` is the article, `language` that of our passages; `near` is a sentence that a near miss
    stands beside.
    """

    source: str
    question: str
    head: str
    sentences: tuple[str, ...]
    answers: tuple[int, ...]
    short: str = ""
    group: str = ""
    is_apart: bool = False
    near: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces to read at once; where sentences and answer lie in them."""

    pieces: list[int]
    spans: list[Span]
    answers: list[int]
    words: Span | None


def public() -> Iterator[Example]:
    """The public sets' questions."""
    articles = {one["id"]: (one["title"], _plain(one["text"])) for one in _eval("squad2/articles")}
    short = {_plain(one["question"]): one["answers"] for one in _eval("squad2/questions")}
    titles = {_plain(one["text"])[:80]: one["title"] for one in _eval("clapnq/articles")}
    for row in _lines(SHARED / "training/sentences.jsonl"):
        found = Example(
            row["source"], row["question"], "", tuple(row["sentences"]), tuple(row["answers"])
        )
        if row["source"] == "squad":
            begins = _plain(found.sentences[0])
            group = next((name for name, (_, text) in articles.items() if begins in text), "xquad")
            title = articles[group][0] if group in articles else ""
            words = (w for w in short.get(_plain(found.question), []) if _says(found, w))
            found = replace(found, head=title, group=group, short=next(words, ""))
            yield replace(found, is_apart=group in APART)
        elif row["source"] == "clapnq":
            title = titles.get(_plain(" ".join(found.sentences))[:80], "")
            yield replace(found, head=title, is_apart=_is_apart(found.question, 2))
        else:
            yield found


def ours() -> Iterator[Example]:
    """Our own questions, each followed by its near miss, which no sentence answers."""
    for path in sorted(OURS.glob("*.jsonl")):
        for row in _lines(path):
            head = " · ".join((row["title"], row["source"], row["date"]))
            sentences = tuple(row["sentences"])
            passage = Example(
                "ours", "", head, sentences, (0,) * len(sentences), group=row["id"],
                is_apart=_is_apart(row["id"], 10), language=row["language"],
            )  # fmt: skip
            for one in row["questions"]:
                answers = tuple(int(place in one["answers"]) for place in range(len(sentences)))
                asked = replace(passage, question=one["question"], answers=answers)
                yield replace(asked, short=one["short"])
                yield replace(passage, question=one["twin"], near=one["answers"][0])


def _is_apart(key: str, share: int) -> bool:
    """Whether it is of the one in `share` that is not trained on."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % share == 0


def stranger(example: Example, others: Sequence[Example], chance: random.Random) -> Example | None:
    """The same question over another passage, which does not answer it."""
    other = chance.choice(others)
    if other.group == example.group and other.sentences == example.sentences:
        return None
    none = (0,) * len(other.sentences)
    return replace(other, question=example.question, answers=none, short="", near=None)


def erased(example: Example) -> Example | None:
    """The same question over its passage without the sentences that answer; none if none do."""
    kept = [s for s, answers in zip(example.sentences, example.answers, strict=True) if not answers]
    if not any(example.answers) or not kept:
        return None
    near = min(example.answers.index(1), len(kept) - 1)
    none = (0,) * len(kept)
    return replace(example, sentences=tuple(kept), answers=none, short="", near=near)


def window(example: Example, chance: random.Random) -> Window:
    """As many sentences as fit, by chance, around one that answers or, for a near miss, might."""
    question, head, *sentences = _TOKENIZER.encode_batch(
        [example.question, _head(example, chance), *example.sentences], add_special_tokens=False
    )
    pieces = [CLS, *question.ids[:MOST_OF_QUESTION], SEP]
    pieces += [*head.ids[:MOST_OF_HEAD], SEP] if head.ids else []
    cut = [one.ids[:MOST_OF_SENTENCE] for one in sentences]
    spans, answers, words = [], [], None
    for place in _around(example, [len(one) for one in cut], MOST - len(pieces) - 1, chance):
        first = len(pieces)
        pieces += cut[place]
        spans.append((first, len(pieces)))
        answers.append(example.answers[place])
        if words is None and example.answers[place]:
            words = _words(example, place, sentences[place].offsets[: len(cut[place])], first)
    return Window([*pieces, SEP], spans, answers, words)


def _head(example: Example, chance: random.Random) -> str:
    drawn = chance.random()
    if drawn < NO_TITLE:
        return ""
    return example.head.split(" · ")[0] if drawn < NO_SOURCE else example.head


def _around(example: Example, sizes: Sequence[int], room: int, chance: random.Random) -> range:
    answering = [place for place, answers in enumerate(example.answers) if answers]
    if answering:
        first = chance.choice(answering)
    else:
        first = chance.randrange(len(sizes)) if example.near is None else example.near
    last, room = first, room - sizes[first]
    while True:
        places = [p for p in (first - 1, last + 1) if 0 <= p < len(sizes) and sizes[p] <= room]
        if not places:
            return range(first, last + 1)
        place = chance.choice(places)
        room -= sizes[place]
        first, last = min(first, place), max(last, place)


def _words(example: Example, place: int, offsets: Sequence[Span], first: int) -> Span | None:
    start = example.sentences[place].find(example.short)
    if start < 0 or not example.short:
        return None
    end = start + len(example.short)
    inside = [number for number, (a, b) in enumerate(offsets) if b > start and a < end]
    return (first + inside[0], first + inside[-1]) if inside else None


def _says(example: Example, words: str) -> bool:
    pairs = zip(example.sentences, example.answers, strict=True)
    return any(answers and words in sentence for sentence, answers in pairs)


def _eval(name: str) -> Iterator[dict[str, Any]]:
    return _lines(SHARED / f"eval/{name}.jsonl")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


_TOKENIZER = load_tokenizer(None)
