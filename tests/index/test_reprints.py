"""Reprints are grouped, independent stories are not; measured over pairs made from seeds/."""

import itertools
import random
import re
from datetime import UTC, datetime

import pytest

from index.article import Article
from index.readers import read
from index.reprints import are_alike, group, groups, shingles
from index.store import Archive
from tests.conftest import SEEDS
from tests.making import add

STORY = (
    "The night ferry from Olm to Varn ran onto a sandbank on Monday with ninety people on board."
    " Two tugs pulled it free before dawn and nobody was hurt, the harbour office said."
    " The captain told the coastguard that the buoy at the northern entrance had gone out."
    " A spokeswoman for the line said that sailings would begin again on Thursday morning."
    " Freight will go by road until then, with a detour of forty kilometres around the bay."
)


def trimmed(text: str) -> str:
    sentences = re.split(r"(?<=[.!?]) ", text)
    return " ".join(sentences[: max(3, len(sentences) * 6 // 10)])


def corrected(text: str) -> str:
    return re.sub(r"\d+", lambda number: str(int(number.group()[:9]) + 3), text, count=1)


def with_a_new_lead(text: str) -> str:
    return "What is known so far about the events of the week. " + text.partition(". ")[2]


REPRINTS = {
    "verbatim": str, "trimmed": trimmed, "corrected": corrected, "a new lead": with_a_new_lead,
}  # fmt: skip


def dated(name: str, text: str, day: int) -> Article:
    return Article(id=name, text=text, published_at=datetime(2024, 3, day, tzinfo=UTC))


def test_reprints_are_told_from_independent_stories_with_precision_and_recall_of_095():
    articles = [a for a in read([SEEDS]) if isinstance(a, Article)]
    # What seeds/ itself reprints: one wire story in two outlets, one story updated.
    known = {
        frozenset((a.id, b.id))
        for a, b in itertools.combinations(articles, 2)
        if are_alike(shingles(a.text), shingles(b.text))
    }
    assert len(known) < 8
    texts = [a.text for a in articles]
    alike = [(text, make(text)) for text in texts for make in REPRINTS.values()]
    # Two articles on one event, and a follow-up that quotes a paragraph of another.
    dice = random.Random(1)
    apart = [
        (a.text, b.text)
        for a, b in itertools.combinations(articles, 2)
        if frozenset((a.id, b.id)) not in known
    ]
    apart += [
        (one, f"{other}\n\n{max(one.split(chr(10)), key=len)}")
        for one, other in (dice.sample(texts, 2) for _ in range(60))
        if one[:50] != other[:50]
    ]
    found = sum(are_alike(shingles(one), shingles(other)) for one, other in alike)
    wrong = sum(are_alike(shingles(one), shingles(other)) for one, other in apart)
    assert len(alike) + len(apart) > 150
    assert found / len(alike) >= 0.95
    assert found / (found + wrong) >= 0.95


@pytest.mark.parametrize("name", REPRINTS)
def test_a_reprint_is_found_in_an_archive(archive: Archive, name: str):
    others = [a for a in read([SEEDS / "bridge"]) if isinstance(a, Article)]
    add(archive, dated("a", STORY, 2), dated("b", REPRINTS[name](STORY), 3), *others)
    assert group(archive.catalogue, "b") == ("a", "b")


def test_the_earliest_is_the_original_in_whatever_order_they_come(archive: Archive):
    articles = [
        dated("late", corrected(STORY), 9),
        dated("first", STORY, 1),
        dated("cut", trimmed(STORY), 5),
    ]
    for order in itertools.permutations(articles):
        for article in articles:
            if archive.catalogue.article(article.id):
                archive.remove(article.id)
        add(archive, *order)
        assert list(groups(archive.catalogue)) == [("first", "cut", "late")]


def test_an_article_that_is_rewritten_or_removed_leaves_its_group(archive: Archive):
    add(archive, dated("a", STORY, 1), dated("b", STORY, 2), dated("c", STORY, 3))
    archive.remove("c")
    assert group(archive.catalogue, "a") == ("a", "b")
    add(archive, dated("b", "Something else entirely was said. " * 9, 2))
    assert group(archive.catalogue, "a") == ("a",)
    assert list(groups(archive.catalogue)) == []
    assert group(archive.catalogue, "nothing") == ()
