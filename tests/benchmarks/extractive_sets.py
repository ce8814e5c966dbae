"""The sets of the extractive benchmark that need work: halves kept apart, and nine languages."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.evaluation.dataset import Dataset, Question, load_dataset
from index.sentences import split_sentences
from tests.conftest import ROOT

TRAINING = ROOT.parent / "shared" / "training" / "sentences.jsonl"
KEPT_APART = {"normans", "steam_engine", "1973_oil_crisis", "harvard_university"}  # of squad2


def unseen(dataset: Dataset) -> Dataset:
    """The part of squad2 or clapnq that is not trained on; any other dataset as it is."""
    if dataset.name == "squad2":
        about = _articles_of_squad(dataset.articles)
        kept = [q for q in dataset.questions if _articles(q, about) & KEPT_APART]
    elif dataset.name == "clapnq":
        kept = [q for q in dataset.questions if not _digest(q.question) % 2]
    else:
        return dataset
    return dataset.model_copy(update={"questions": kept})


def _digest(text: str) -> int:
    return int(sha256(text.encode()).hexdigest(), 16)


def _articles(question: Question, about: dict[str, set[str]]) -> set[str]:
    return {gold.article for gold in question.gold} or about[question.question]


def _articles_of_squad(articles: Path) -> dict[str, set[str]]:
    """By question: the articles with the passage that it was asked of."""
    texts = {article["id"]: _plain(article["text"]) for article in _lines(articles)}
    found: dict[str, set[str]] = {}
    for entry in _lines(TRAINING):
        if entry["source"] == "squad":
            longest = _plain(max(entry["sentences"], key=len))
            named = {name for name, text in texts.items() if longest in text}
            found.setdefault(entry["question"], set()).update(named)
    return found


def load_languages(path: Path, folder: Path) -> Iterator[Dataset]:
    """Questions in nine languages: each text alone, then all of them among the articles of seeds/.

    Gold is the sentence that holds what the answer must hold; the kind is the language. The
    datasets are written to `folder`.
    """
    cases = list(_lines(path))
    for case in cases:
        yield _dataset(folder / case["language"] / "languages", [case], [])
    seeds = list(_lines(ROOT / "tests" / "evaluation" / "seeds" / "articles.jsonl"))
    yield _dataset(folder / "languages-among-seeds", cases, seeds)


def _dataset(folder: Path, cases: list[Any], others: list[Any]) -> Dataset:
    texts = [{"id": case["language"], "text": case["text"]} for case in cases]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "articles.jsonl", [*others, *texts])
    _write(folder / "questions.jsonl", [q for case in cases for q in _questions(case)])
    return load_dataset(folder)


def _questions(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    text, language = case["text"], case["language"]
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    for number, entry in enumerate(case["questions"]):
        holds = entry["answer_has"]
        yield {
            "id": f"{language}-{number}",
            "question": entry["question"],
            "answerable": True,
            "answers": [holds],
            "gold": [{"article": language, "quote": s} for s in sentences if holds in s],
            "asked_at": None,
            "tags": [language],
        }


def _lines(path: Path) -> Iterator[Any]:
    return map(json.loads, path.read_text("utf-8").strip().split("\n"))


def _write(path: Path, entries: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")


def _plain(text: str) -> str:
    return " ".join(text.split())
