"""The questions that the quoting answerer is fitted to, each with what quick retrieval finds.

A case may be a question with its answer cut out of the evidence, or asked of a foreign archive:
both have to be refused. The stored sets are read where they lie and never copied.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.generation.extractive.selection import Candidate
from assistant.text.word_matching import Floats, read
from index.chunking import chunk_sentences
from index.sentences import split_sentences

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "eval"
OURS = ROOT / "tests" / "evaluation"
FOLDERS = {
    "user-article": OURS / "user-article",
    "seeds": OURS / "seeds",
    "squad2": SHARED / "squad2",
    "clapnq": SHARED / "clapnq",
    "multihop-facts": SHARED / "multihop-facts",
    "user-article-heldout": OURS / "user-article-heldout",
    "user-article-plain": OURS / "user-article-plain",
    "user-article-unseen": OURS / "user-article-unseen",
    "user-article-stranger": OURS / "user-article-stranger",
    "user-article-stranger2": OURS / "user-article-stranger2",
}
# Our own questions about single articles: of seeds/, and of plain_articles.jsonl.
OWN = tuple(
    Path(__file__).with_name(f"{name}.jsonl")
    for name in ("sufficiency_questions", "plain_articles", "plain_questions")
)
HELD_OUT = ("user-article-heldout",)  # never fitted to
HELD_OUT_ARTICLES = ("plain/radar", "plain/strike", "plain/comet")
SQUAD_SAMPLE = 900  # of 2,805: the sets are weighted alike, more would only take longer
CHUNKS, SENTENCES = 7, 40

Embed = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True)
class Case:
    """A question, the evidence, which candidates are gold; `origin` is own, removed or foreign."""

    dataset: str
    group: str
    question: str
    candidates: tuple[Candidate, ...]
    gold: tuple[bool, ...]
    answerable: bool
    origin: str = "own"

    @property
    def teaches(self) -> bool:
        return self.dataset not in HELD_OUT and not self.dataset.endswith("-heldout")


@dataclass(frozen=True)
class _Chunk:
    article: dict[str, Any]
    spans: tuple[tuple[int, int, str, str], ...]  # start, end, context, before


class Shelf:
    """Articles in chunks, found by words (BM25) and vectors, fused by rank."""

    def __init__(self, articles: Sequence[dict[str, Any]], embed: Embed) -> None:
        self._chunks = [chunk for article in articles for chunk in _chunks(article)]
        texts = [_text(chunk) for chunk in self._chunks]
        self._vectors = embed(texts)
        self._words = [Counter(read(text).stems) for text in texts]
        self._held = Counter(word for words in self._words for word in words)
        self._lengths = np.array([max(1, sum(words.values())) for words in self._words])

    def find(
        self, question: str, vector: Floats
    ) -> Iterator[tuple[dict[str, Any], int, int, Candidate]]:
        """Article, start, end and candidate of each sentence of the best chunks."""
        order = 0
        for rank, place in enumerate(self._best(question, vector)):
            chunk = self._chunks[place]
            for start, end, context, before in chunk.spans:
                if order < SENTENCES:
                    text = chunk.article["text"][start:end]
                    yield (
                        chunk.article,
                        start,
                        end,
                        Candidate(text, chunk.article["id"], context, rank, order, before),
                    )
                order += 1

    def _best(self, question: str, vector: Floats) -> list[int]:
        words = np.zeros(len(self._chunks))
        count, mean = len(self._chunks), self._lengths.mean()
        for word in set(read(question).stems):
            rarity = np.log(1 + (count - self._held[word] + 0.5) / (self._held[word] + 0.5))
            times = np.array([found[word] for found in self._words])
            words += rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * self._lengths / mean))
        fused = np.zeros(count)
        for signal in (words, self._vectors @ vector):
            for rank, place in enumerate(np.argsort(-signal, kind="stable")[:50]):
                fused[place] += 1 / (61 + rank)
        return [int(place) for place in np.argsort(-fused, kind="stable")[:CHUNKS]]


def load_cases(embed: Embed) -> list[Case]:
    """All cases: own questions, the same with the answer cut out, and foreign questions."""
    chosen = random.Random(1)
    sets = {name: _load(folder) for name, folder in FOLDERS.items() if folder.exists()}
    shelves = {name: Shelf(articles, embed) for name, (articles, _) in sets.items()}
    cases = list(_single_articles("single", sets["seeds"][0], "sufficiency", embed))
    plain = _lines(Path(__file__).parent / "plain_articles.jsonl")
    cases += _single_articles("plain", plain, "plain", embed)
    for name, (_, questions) in sets.items():
        asked = chosen.sample(questions, SQUAD_SAMPLE) if name == "squad2" else questions
        cases += [_case(name, question, shelves[name], embed) for question in asked]
    own = [case for case in cases if case.teaches]
    return cases + list(_removed(own)) + list(_foreign(sets, shelves, embed, chosen))


def _load(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return _lines(folder / "articles.jsonl"), _lines(folder / "questions.jsonl")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _case(name: str, question: dict[str, Any], shelf: Shelf, embed: Embed) -> Case:
    found = list(shelf.find(question["question"], embed([question["question"]])[0]))
    gold = [_is_gold(question["gold"], article, start, end) for article, start, end, _ in found]
    candidates = tuple(candidate for *_, candidate in found)
    return Case(
        name, question["id"], question["question"], candidates, tuple(gold), question["answerable"]
    )


def _is_gold(gold: Sequence[dict[str, Any]], article: dict[str, Any], start: int, end: int) -> bool:
    for quote in gold:
        at = article["text"].find(quote["quote"]) if quote["article"] == article["id"] else -1
        shorter = min(end - start, len(quote["quote"]))
        if at >= 0 and min(end, at + len(quote["quote"])) - max(start, at) >= shorter / 2:
            return True
    return False


def _single_articles(
    name: str, articles: Sequence[dict[str, Any]], file: str, embed: Embed
) -> Iterator[Case]:
    """Our own questions about single articles, each asked of its article alone."""
    by_id = {article["id"]: article for article in articles}
    shelves: dict[str, Shelf] = {}
    for entry in _lines(Path(__file__).parent / f"{file}_questions.jsonl"):
        key, holds = entry["article"], entry["holds"]
        shelf = shelves.setdefault(key, Shelf([by_id[key]], embed))
        found = [c for *_, c in shelf.find(entry["question"], embed([entry["question"]])[0])]
        gold = tuple(holds is not None and holds in candidate.text for candidate in found)
        dataset = f"{name}-heldout" if key in HELD_OUT_ARTICLES else name
        yield Case(dataset, key, entry["question"], tuple(found), gold, holds is not None)


def _removed(cases: Sequence[Case]) -> Iterator[Case]:
    """The answer cut out: a question about the right things that the evidence leaves open."""
    for case in cases:
        kept = tuple(c for c, gold in zip(case.candidates, case.gold, strict=True) if not gold)
        if any(case.gold) and len(kept) > 3 and case.dataset != "multihop-facts":
            yield replace(
                case, candidates=kept, gold=(False,) * len(kept), answerable=False, origin="removed"
            )


def _foreign(
    sets: dict[str, Any], shelves: dict[str, Shelf], embed: Embed, chosen: random.Random
) -> Iterator[Case]:
    names = [name for name in sets if not name.startswith("user-article-")]
    for name in names:
        others = [n for n in names if n != name and {n, name} != {"user-article", "seeds"}]
        for question in chosen.sample(sets[name][1], min(150, len(sets[name][1]))):
            case = _case(name, question, shelves[chosen.choice(others)], embed)
            gold = (False,) * len(case.candidates)
            yield replace(case, gold=gold, answerable=False, origin="foreign")


def _chunks(article: dict[str, Any]) -> Iterator[_Chunk]:
    text = article["text"]
    sentences = split_sentences(text)
    header = [article.get("title") or "", article.get("source") or "", _day(article)]
    for chunk in chunk_sentences(text, sentences):
        spans = []
        for place in range(chunk.first, chunk.last + 1):
            near = [sentences[i] for i in (place - 1, place + 1) if 0 <= i < len(sentences)]
            around = " ".join([*header, *(text[s.start : s.end] for s in near)])
            here = sentences[place]
            before = text[sentences[place - 1].start : sentences[place - 1].end] if place else ""
            spans.append((here.start, here.end, around, before))
        yield _Chunk(article, tuple(spans))


def _day(article: dict[str, Any]) -> str:
    """The day of publication as news writes it: 5 March 2024."""
    published = article.get("published_at")
    return f"{datetime.fromisoformat(published):%-d %B %Y}" if published else ""


def _text(chunk: _Chunk) -> str:
    start, end = chunk.spans[0][0], chunk.spans[-1][1]
    return f"{chunk.article.get('title') or ''} | {chunk.article['text'][start:end]}"
