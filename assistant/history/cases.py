"""Wrong citations as an evaluation dataset: questions and the sentences to cite.

The articles are those of the evidence and of the gold sentences, in their versions at the time. All
cases share them, so that the articles of the others are distractors.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.history.record import Record
from assistant.render.text import render_article
from index.catalog.catalogue import Catalogue
from index.catalog.phrases import find_text
from index.models import Article

_FIELDS = ("id", "title", "text", "source", "url", "authors", "published_at", "section", "language")


@dataclass(frozen=True, slots=True)
class Cases:
    """The ids of the answers written as cases, and the reason for each that was left out."""

    written: tuple[str, ...]
    left_out: dict[str, str]


def write_cases(records: Iterable[Record], catalogue: Catalogue, folder: Path) -> Cases:
    """Write `records` with negative feedback as a dataset, over an earlier one in `folder`."""
    questions: list[dict[str, Any]] = []
    articles: dict[str, Article] = {}
    left_out: dict[str, str] = {}
    for record in records:
        given = articles_given(record, catalogue)
        gold, why = _gold(record, given, catalogue)
        if not gold:
            left_out[record.id] = why
            continue
        questions.append(_question(record, gold))
        for article in [*given, *(article for article, _ in gold)]:
            known = articles.setdefault(article.id, article)
            if known.version < article.version:
                articles[article.id] = article
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "articles.jsonl", map(_line, articles.values()))
    _write(folder / "questions.jsonl", questions)
    return Cases(tuple(question["id"] for question in questions), left_out)


def _gold(
    record: Record, given: Sequence[Article], catalogue: Catalogue
) -> tuple[list[tuple[Article, str]], str]:
    """The sentences to cite, each with its article; if there are none, the reason."""
    within = record.within
    if within.sources or within.since or within.until:
        return [], "it was asked with --source, --since or --until, which a dataset cannot express"
    named = [said.sentence for said in record.feedback if said.sentence]
    found = [(find_article(sentence, given, catalogue), sentence) for sentence in named]
    gold = [(article, sentence) for article, sentence in found if article]
    if named and not gold:
        return [], "the sentence in the feedback is in no article of the archive"
    gold += list(_unblamed(record, catalogue))
    return gold, "no feedback names the sentence to cite; run `assistant feedback` with --sentence"


def _unblamed(record: Record, catalogue: Catalogue) -> Iterator[tuple[Article, str]]:
    """The citations that no feedback calls wrong, if feedback is about single citations."""
    blamed = {said.citation for said in record.feedback if said.verdict == "wrong-citation"}
    if not blamed or None in blamed or any(s.verdict == "wrong" for s in record.feedback):
        return
    for citation in record.answer.citations:
        article = catalogue.article(citation.article.id, citation.article.version)
        if citation.number not in blamed and article:
            yield article, citation.quote


def articles_given(record: Record, catalogue: Catalogue) -> list[Article]:
    """The articles of the evidence that are still in the archive."""
    named = dict.fromkeys((given.article, given.version) for given in record.evidence)
    found = (catalogue.article(article, version) for article, version in named)
    return [article for article in found if article]


def find_article(sentence: str, given: Sequence[Article], catalogue: Catalogue) -> Article | None:
    """The article that contains `sentence`, white space aside; those `given` go first."""
    words = re.compile(r"\s+".join(map(re.escape, sentence.split())))
    known = next((article for article in given if words.search(article.text)), None)
    return known or find_text(catalogue, sentence)


def _question(record: Record, gold: Sequence[tuple[Article, str]]) -> dict[str, Any]:
    asked_at = record.answer.as_of or record.asked_at
    verdicts = [said.verdict for said in record.feedback if said.verdict != "right"]
    return {
        "id": record.id,
        "question": record.answer.resolved or record.answer.question,
        "answerable": True,
        "answers": [],
        "gold": [{"article": article.id, "quote": quote} for article, quote in gold],
        "asked_at": asked_at.isoformat(),
        "tags": list(dict.fromkeys(verdicts)),
    }


def _line(article: Article) -> dict[str, Any]:
    line = render_article(article) | {"text": article.text}
    return {name: line[name] for name in _FIELDS if line[name]}


def _write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
