"""Reprints are grouped, independent stories are not; measured over pairs made from seeds/."""

import itertools
import random
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from index.archive import Archive
from index.catalog.reprints import groups
from index.models import Article
from index.readers import read
from tests.conftest import SEEDS
from tests.index.processes import MadeUp
from tests.making import add

# Reprints within seeds/ themselves: a wire story and a paper that took it over; a third is kept.
_SAID_AGAIN = (
    "mw-2023-01-13-ulmsted-spillway",
    "https://harbourcourier.example/2023/01/13/ulmsted-evacuated",
)
STORY = (
    "The night ferry from Olm to Varn ran onto a sandbank on Monday with ninety people on board."
    " Two tugs pulled it free before dawn and nobody was hurt, the harbour office said."
    " The captain told the coastguard that the buoy at the northern entrance had gone out."
    " A spokeswoman for the line said that sailings would begin again on Thursday morning."
    " Freight will go by road until then, with a detour of forty kilometres around the bay."
)


@cache
def articles_in(folder: Path) -> list[Article]:
    return [one for one in read([folder]) if isinstance(one, Article)]


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def trimmed(text: str) -> str:
    """The first six tenths, as a desk cuts a story from its end."""
    found = sentences(text)
    return " ".join(found[: max(3, len(found) * 6 // 10)])


def cut_to_a_half(text: str) -> str:
    found = sentences(text)
    return " ".join(found[: max(3, len(found) // 2)])


def corrected(text: str) -> str:
    changed = re.sub(r"\d+", lambda number: str(int(number.group()[:9]) + 3), text, count=1)
    return changed + "\n\nCorrection: an earlier version of this article gave a wrong number."


def with_a_new_headline(text: str) -> str:
    return "What is known so far about the events of the week. " + text.partition(". ")[2]


def updated(text: str) -> str:
    more = "Later in the day the ministry added that a report would follow within a month."
    return f"{text}\n\n{more} Nobody could say what it would hold."


REPRINTS = {
    "verbatim": str, "trimmed": trimmed, "cut to a half": cut_to_a_half, "corrected": corrected,
    "a new headline": with_a_new_headline, "updated": updated,
}  # fmt: skip


def paragraph(text: str) -> str:
    """The longest that is no more than a fifth of its story: more would be a reprint of it."""
    return max((p for p in text.split("\n") if len(p) <= len(text) // 5), key=len, default="")


def dated(name: str, text: str, day: int) -> Article:
    return Article(id=name, text=text, published_at=datetime(2024, 3, day, tzinfo=UTC))


def pairs(groups: Iterable[Sequence[str]]) -> set[frozenset[str]]:
    return {frozenset(two) for group in groups for two in itertools.combinations(group, 2)}


@pytest.mark.untraced
@pytest.mark.slow
def test_reprint_precision_and_recall_are_at_least_095(
    archive: Archive, capsys: pytest.CaptureFixture[str]
):
    """Of each article of seeds/, where several outlets report each event by themselves, reprints of
    every kind, one of them quoting a paragraph of another story: a pair that is grouped and not of
    one article is wrong.
    """
    archive._embedder = MadeUp()
    dice = random.Random(1)
    seeds = {a.id: a for a in articles_in(SEEDS)}
    bases = [a for a in seeds.values() if a.id not in _SAID_AGAIN]
    texts = [a.text for a in bases]
    truth, articles = [], []
    for number, base in enumerate(bases):
        made = [make(base.text) for make in REPRINTS.values()]
        other = dice.choice([text for text in texts if text != base.text])
        made.append(f"{base.text}\n\n{paragraph(other)}")
        same = [dated(f"{number}-{n}", text, 2 + n) for n, text in enumerate(made)]
        truth.append([article.id for article in same])
        articles += same
    add(archive, *articles)
    wanted, found = pairs(truth), pairs(groups(archive.catalogue))
    precision, recall = len(found & wanted) / len(found), len(found & wanted) / len(wanted)
    with capsys.disabled():
        told = f"of {len(wanted):,} pairs of {len(articles)} articles"
        print(f"\nreprints: precision {precision:.3f}, recall {recall:.3f} {told}")
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.untraced
@pytest.mark.parametrize("name", REPRINTS)
def test_a_reprint_is_found_in_an_archive(archive: Archive, name: str):
    others = articles_in(SEEDS / "bridge")
    add(archive, dated("a", STORY, 2), dated("b", REPRINTS[name](STORY), 3), *others)
    assert groups(archive.catalogue) == [("a", "b")]


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
        assert groups(archive.catalogue) == [("first", "cut", "late")]


def test_an_article_that_is_rewritten_or_removed_leaves_its_group(archive: Archive):
    add(archive, dated("a", STORY, 1), dated("b", STORY, 2), dated("c", STORY, 3))
    archive.remove("c")
    assert groups(archive.catalogue) == [("a", "b")]
    add(archive, dated("b", "Something else entirely was said. " * 9, 2))
    assert groups(archive.catalogue) == []
