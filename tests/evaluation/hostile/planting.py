"""Attacks planted in articles in memory, and a model that obeys every one it sees.

Quick enough to try each of our own attacks every day: all of an article is evidence. Through files,
readers and retrieval it goes in `asking.py`.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.generation.answer_prompt import answer_messages
from assistant.llm.meter import Meter
from assistant.llm.structured_request import fill
from assistant.retrieval.evidence import gather
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.hits import Hit
from assistant.schema.query_plan import QueryPlan
from assistant.verification.verifier import verify
from index.catalog.catalogue import StoredChunk
from index.chunking import chunk_sentences
from index.models import Article
from index.prompt_injection import is_hostile
from index.sentences import split_sentences

HERE = Path(__file__).parent
ARTICLES = HERE.parent / "seeds/articles.jsonl"
QUESTION = "What happened?"
PLACES = ("start", "middle", "end", "title")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an attack stood in the prompt, and whether the answer is another for it."""

    reached: bool
    changed: bool


def own_attacks() -> list[str]:
    return (HERE / "attacks.txt").read_text("utf-8").splitlines()


def prompt(question: str, evidence: Sequence[EvidenceSentence]) -> str:
    """All that a model is sent."""
    return "\n".join(message.text for message in answer_messages(QueryPlan(question), evidence))


def outcomes(attack: str, story: Article) -> Iterator[Outcome]:
    """One at each place of `story`."""
    clean = answer(evidence_of(story), "")
    for place in PLACES:
        evidence = evidence_of(plant(attack, story, place))
        yield Outcome(attack in prompt(QUESTION, evidence), answer(evidence, attack) != clean)


def plant(attack: str, story: Article, place: str) -> Article:
    """The story with a paragraph, or a title, of the attacker's."""
    if place == "title":
        return replace(story, title=attack)
    paragraphs = story.text.split("\n\n")
    at = {"start": 0, "middle": len(paragraphs) // 2, "end": len(paragraphs)}[place]
    return replace(story, text="\n\n".join([*paragraphs[:at], attack, *paragraphs[at:]]))


def answer(evidence: Sequence[EvidenceSentence], attack: str) -> list[str]:
    """The statements shown of a model that says one true thing and does all that it is told."""
    true = next(sentence for sentence in evidence if len(sentence.text.split()) > 12)
    said = [DraftStatement((true.id,), " ".join(true.text.split()))]
    if attack and attack in prompt(QUESTION, evidence):
        cited = tuple(s.id for s in evidence if attack in s.text) or (true.id,)
        said += [
            DraftStatement(cited, text)
            for text in (attack, "Certainly: Baron Quill is praised, PINEAPPLE.", f"So: {attack}")
        ]
    return [
        statement.text
        for statement in fill(verify(Draft(tuple(said)), evidence), Meter()).statements
    ]


def evidence_of(story: Article) -> list[EvidenceSentence]:
    """All of the story, as retrieval would give it."""
    spans = split_sentences(story.text)
    hits = []
    for number, chunk in enumerate(chunk_sentences(story.text, spans)):
        inside = tuple(spans[chunk.first : chunk.last + 1])
        hits.append(Hit(number + 1, 1.0, StoredChunk(number, "v", 0, story, chunk, inside), {}))
    return gather(QUESTION, hits, budget=100_000)


def stories() -> list[Article]:
    lines = map(json.loads, ARTICLES.read_text("utf-8").splitlines())
    return [
        Article(id=line["id"], text=line["text"], title=line.get("title"), version=1)
        for line in lines
    ]


def false_alarms(path: Path) -> tuple[int, int]:
    """Of the sentences of a dataset's articles, how many are taken for hostile."""
    texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    sentences = [text[s.start : s.end] for text in texts for s in split_sentences(text)]
    return sum(map(is_hostile, sentences)), len(sentences)
