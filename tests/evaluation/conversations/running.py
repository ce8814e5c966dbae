"""Asks the conversations, and counts which were understood."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.planning.query_rewriter import Rewriter
from assistant.schema.answer import Answer
from tests.scripted_model import ScriptedModel

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Outcome:
    """A follow-up asked: as what it was understood, and what was wrong with it (or nothing)."""

    conversation: str
    question: str
    understood: str
    wrong: tuple[str, ...]


def load(name: str) -> list[dict[str, Any]]:
    lines = (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def talk(assistant: Assistant, case: dict[str, Any], *, model: bool) -> list[Outcome]:
    """The follow-ups of a conversation, the answers quoted; with `model`, it completes them."""
    conversation = assistant.conversation()
    script = ScriptedModel(replies=[])
    if model:
        conversation._rewriter = Rewriter(script, "openai:scripted")
    first, *following = case["turns"]
    conversation.ask(first["question"])
    outcomes = []
    for turn in following:
        script.replies[:] = [[turn.get("reply") or turn["rewritten"]]]
        answer = conversation.ask(turn["question"])
        understood = answer.resolved or answer.question
        wrong = tuple(faults(turn, answer, evidence_of(assistant, answer)))
        outcomes.append(Outcome(case["id"], turn["question"], understood, wrong))
    return outcomes


def talk_without(assistant: Assistant, case: dict[str, Any]) -> list[Outcome]:
    """The same with nothing carried: the evidence that each question finds by itself."""
    outcomes = []
    for turn in case["turns"][1:]:
        answer = assistant.ask(turn["question"])
        found = [] if turn.get("alone") else missing(turn, evidence_of(assistant, answer))
        outcomes.append(Outcome(case["id"], turn["question"], answer.question, tuple(found)))
    return outcomes


def faults(turn: dict[str, Any], answer: Answer, evidence: Sequence[str]) -> Iterator[str]:
    if turn.get("alone"):
        if answer.resolved is not None:
            yield "changed"
        return
    said = plain(answer.resolved or answer.question)
    for word in turn["words"]:
        if not any(plain(either) in said for either in word.split("|")):
            yield f"without {word!r}"
    yield from (f"with {word!r}" for word in turn.get("without", ()) if plain(word) in said)
    yield from missing(turn, evidence)


def missing(turn: dict[str, Any], evidence: Sequence[str]) -> list[str]:
    found = any(gold in sentence for gold in turn["gold"] for sentence in evidence)
    return [] if found else ["no gold sentence"]


def evidence_of(assistant: Assistant, answer: Answer) -> list[str]:
    """The sentences that the answer was made of, as the record has them."""
    catalogue = assistant.archive.catalogue
    sentences = []
    for given in assistant.answers.record(answer.id).evidence:
        article = catalogue.article(given.article, given.version)
        assert article
        sentences.append(article.text[given.start : given.end])
    return sentences


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.casefold().replace("’", "'"))
