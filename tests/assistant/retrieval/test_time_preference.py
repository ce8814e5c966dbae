"""The time that a question is about: what was published near it comes first."""

from datetime import UTC, datetime, timedelta

import pytest

from index.archive import Archive
from index.catalog.scope import Scope
from index.models import Article
from tests.making import PlannedSearch, add

NOW = datetime(2024, 11, 20, 12, tzinfo=UTC)
YEAR = timedelta(365)


@pytest.fixture
def finder(archive: Archive) -> PlannedSearch:
    """Five reports of one council's votes, alike but for the day, and one without."""
    for days in (1, 12, 60, 400, 1500):
        add(archive, vote(f"{days} days", NOW - timedelta(days)))
    add(archive, vote("undated", None))
    return PlannedSearch(archive)


def vote(name: str, published: datetime | None) -> Article:
    return Article(id=name, text="The council of Orrel voted on tolls.", published_at=published)


def found(finder: PlannedSearch, question: str, now: datetime = NOW) -> list[str]:
    return [hit.chunk.article.id for hit in finder.find(question, 6, now=now).hits]


@pytest.mark.parametrize(
    "question",
    [
        "How did the council of Orrel vote on tolls?",
        "How did the council of Orrel vote on tolls this week?",
        "What is the latest on the council's vote on tolls?",
        "Wie hat der Rat von Orrel über tolls gestimmt?",
    ],
)
def test_of_equal_articles_the_newest_comes_first(finder: PlannedSearch, question: str):
    assert found(finder, question)[:3] == ["1 days", "12 days", "60 days"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How did the council of Orrel vote on tolls in September 2024?", "60 days"),
        ("How did the council of Orrel vote on tolls last year?", "400 days"),
        ("How did the council of Orrel vote on tolls in October 2020?", "1500 days"),
        ("How did the council of Orrel vote on tolls two weeks ago?", "12 days"),
    ],
)
def test_a_time_named_comes_first_and_others_follow(
    finder: PlannedSearch, question: str, first: str
):
    order = found(finder, question)
    assert order[0] == first
    assert set(order) == {"1 days", "12 days", "60 days", "400 days", "1500 days", "undated"}


def test_later_reports_of_an_event_come_before_other_years(finder: PlannedSearch):
    order = found(finder, "How did the council of Orrel vote on tolls in October 2020?")
    assert order[:2] == ["1500 days", "1 days"]


def test_a_year_before_the_archive_changes_nothing(finder: PlannedSearch):
    order = found(finder, "How did the council of Orrel, founded in 1803, vote on tolls?")
    assert order[0] == "1 days"


def test_the_day_of_asking_is_that_of_the_question(finder: PlannedSearch):
    then = NOW - timedelta(395)
    assert found(finder, "How did the council vote on tolls this month?", then)[0] == "400 days"


def test_in_an_old_archive_words_count_and_days_do_not(archive: Archive):
    told = "Seven of the council of Orrel voted for tolls on bridges."
    add(archive, vote("newer", NOW), Article(id="older", text=told, published_at=NOW - YEAR))
    asked = "How many of the council of Orrel voted for tolls on bridges?"
    assert found(PlannedSearch(archive), asked, NOW + 10 * YEAR) == ["older", "newer"]


def test_the_users_last_day_is_the_one_before_which(finder: PlannedSearch):
    until = Scope(until=NOW - timedelta(50))
    hits = finder.find("How did the council vote on tolls?", 6, until, NOW).hits
    assert hits[0].chunk.article.id == "60 days"
