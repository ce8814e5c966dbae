"""Comparisons of things and of years without a model: what is told of each, side by side."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest

from assistant import Assistant
from index.models import Article
from tests.making import add

SOLD = "The Marrow violin was sold at auction in Orrin on Friday for {} crowns."


def made(id: str, day: str, title: str, text: str) -> Article:
    published_at = datetime.fromisoformat(f"{day}T09:00+00:00")
    return Article(id=id, text=text, title=title, source="Vale Times", published_at=published_at)


@pytest.fixture(scope="module")
def vale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(tmp_path_factory.mktemp("vale"), llm="none") as assistant:
        assistant.index([])
        add(
            assistant.archive,
            made("a", "2019-10-25", "Violin auction", SOLD.format("40,000")),
            made("b", "2023-11-20", "Violin auction", SOLD.format("75,000")),
            made(
                "c",
                "2022-05-02",
                "Kestrel ferry",
                "The Kestrel ferry carries 400 passengers across the strait in an hour.",
            ),
            made(
                "d",
                "2022-08-09",
                "Plover ferry",
                "The Plover ferry carries 900 passengers and was built in the yard of Pell.",
            ),
            made("e", "2022-09-01", "Market", "The market of Pell was moved to the harbour."),
        )
        yield assistant


@pytest.mark.parametrize(
    "question",
    [
        "compare the 2019 and the 2023 violin auctions",
        "Compare the violin auctions of 2019 and 2023",
        "could you please compare the 2019 violin auction with the 2023 violin auction?",
        "violin auctions 2019 vs 2023",
    ],
)
def test_years_are_compared_by_what_was_published_in_each(vale: Assistant, question: str):
    answer = vale.ask(question)
    assert answer.shape == "comparison"
    assert [one.text for one in answer.statements] == [
        f"2019: {SOLD.format('40,000')}",
        f"2023: {SOLD.format('75,000')}",
    ]
    assert {one.support for one in answer.statements} == {"quoted"}


@pytest.mark.parametrize(
    "question",
    [
        "compare the Kestrel and Plover ferries",
        "Kestrel ferry vs Plover ferry",
        "What is the difference between the Kestrel and the Plover?",
        "How does the Kestrel compare to the Plover?",
        "which is bigger, the Kestrel or the Plover, and by how much?",
    ],
)
def test_things_are_told_apart_with_their_days(vale: Assistant, question: str):
    answer = vale.ask(question)
    heads = [re.split(r"[ (]+", one.text.split(")")[0]) for one in answer.statements]
    assert [(head[0], head[-3:]) for head in heads] == [
        ("Kestrel", ["2", "May", "2022"]),
        ("Plover", ["9", "August", "2022"]),
    ]


def test_a_side_that_the_archive_lacks_is_told(vale: Assistant):
    answer = vale.ask("Compare the Kestrel and the Dunlin")
    assert [one.article.id for one in answer.citations] == ["c"]
    assert answer.unanswered and answer.unanswered.part == "Dunlin"
    assert "“Dunlin”" in answer.usage["note"]


def test_without_any_side_there_is_no_comparison(vale: Assistant):
    answer = vale.ask("Compare the Dunlin and the Sanderling")
    assert answer.abstention and answer.abstention.reason == "not-in-archive"
    assert answer.text == "No comparison: the archive has nothing about Dunlin and Sanderling."


def test_a_summary_of_nothing_is_refused(vale: Assistant):
    answer = vale.ask("Can you give me a summary of the Dunlin trial?")
    assert not answer.answered and answer.text.startswith("No summary")


def test_a_timeline_without_events_is_a_brief_or_refused(vale: Assistant):
    assert vale.ask("Timeline of the Plover ferry").plan.intent == "timeline"
    assert "900 passengers" in vale.ask("Timeline of the Plover ferry").text
    answer = vale.ask("I'd like a timeline of the Dunlin trial, please")
    assert not answer.answered and answer.text.startswith("No timeline")


def test_german_is_searched_as_it_is(vale: Assistant):
    plan = vale.ask("Vergleiche die Kestrel und die Plover!").plan
    assert plan and plan.intents == ()


def test_a_side_is_told_in_order_of_day(seeds: Assistant):
    answer = seeds.ask("Compare the Halden Narrows Bridge and Corvane Savings")
    for side in ("Halden Narrows Bridge", "Corvane Savings"):
        told = [one for one in answer.statements if one.text.startswith(side)]
        first = [answer.citations[one.citations[0] - 1].article for one in told]
        days = [article.published_at for article in first]
        assert len(set(days)) > 1 and days == sorted(days)
