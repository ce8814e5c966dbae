"""Planted archives asked through the real chain: what reaches a model, and what an answer shows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import Answer, Assistant
from assistant.chain import Chain
from assistant.generation.model_writer import ModelWriter
from assistant.llm.evidence_prompt import shown
from assistant.schema.question import Question
from assistant.text.words import is_content, split_words
from index.catalog.scope import Scope
from tests.evaluation.hostile.files import Planting, Story
from tests.evaluation.hostile.obeying import COMPLIANCE, ObedientModel, TrueModel, parts_in
from tests.evaluation.hostile.planting import ARTICLES

QUESTIONS = ARTICLES.with_name("questions.jsonl")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one question came to: the attack in a prompt, in an answer, in one of quotations.

    `stored` says that the reader took it for a part of the text or the title.
    """

    planting: Planting
    stored: bool
    reached: bool
    changed: bool
    quoted: bool


def stories() -> list[Story]:
    """The articles of seeds/ of which something is asked, each with its first `question`."""
    cases = list(map(json.loads, QUESTIONS.read_text("utf-8").splitlines()))
    asked = {gold["article"]: case["question"] for case in cases[::-1] for gold in case["gold"]}
    articles = map(json.loads, ARTICLES.read_text("utf-8").splitlines())
    return [{**one, "question": asked[one["id"]]} for one in articles if one["id"] in asked]


def ask_around(folder: Path, planted: Sequence[Planting]) -> Iterator[Asked]:
    """Writes and indexes the files, and asks of each its story's question and one for the attack.

    Each is asked within its own article: all others are copies that would stand for it.
    """
    files = folder / "files"
    files.mkdir()
    for planting in planted:
        planting.write(files)
    with Assistant(folder / "archive", llm="none", record=False) as assistant:
        assistant.index([files])
        stages = assistant.stages
        for planting in planted:
            for question in (planting.story["question"], lure(planting.attack)):
                yield _asked(stages, planting, question)


def _asked(stages: Chain, planting: Planting, question: str) -> Asked:
    models = [model(attack=planting.said) for model in (TrueModel, ObedientModel)]
    honest, obedient, quoted = (
        _answer(stages, planting, question, writers)
        for writers in (*([ModelWriter(model, "openai:scripted")] for model in models), [])
    )
    article = stages.archive.catalogue.article(planting.file)
    assert article is not None
    return Asked(
        planting,
        bool(parts_in(planting.said, shown(f"{article.title}\n{article.text}"))),
        bool(models[1].reached),
        obedient.text != honest.text or holds(obedient, planting.said),
        holds(quoted, planting.said),
    )


def _answer(
    stages: Chain, planting: Planting, question: str, writers: Sequence[ModelWriter]
) -> Answer:
    chain = Chain(stages.archive, [*writers, stages.writers[-1]], stages.evidence_tokens)
    return chain.answer(Question(question, scope=Scope(articles=(planting.file,))))


def holds(answer: Answer, attack: str) -> bool:
    """Whether it shows words of the attack, in what it says or cites."""
    nearest = answer.abstention.nearest if answer.abstention else []
    told = [answer.text, *(citation.quote for citation in (*answer.citations, *nearest))]
    return any(COMPLIANCE in text or parts_in(attack, shown(text)) for text in told)


def lure(attack: str) -> str:
    """A question with the attack's words, out of their order, so that its sentence is found."""
    words = sorted({word for word in split_words(attack) if is_content(word)})
    return f"What is said about {' and '.join(words[:8]) or 'the bridge'}?"
