"""Questions of several reports of one source: where each begins, and which day is whose."""

from datetime import date

import pytest

from assistant.planning.english.subquestions import accounts
from assistant.planning.english.times import read_times

TODAY = date(2024, 11, 20)


def told(question: str) -> list[tuple[str, date | None]]:
    found = accounts(question, read_times(question, TODAY))
    return [(one.text, one.time and one.time.days.first) for one in found]


def test_each_report_has_its_topic_and_its_day():
    question = (
        "Did the tone change between the report on the mill published on 2 May 2023, and the"
        " article about the weir published on 9 June 2024?"
    )
    assert told(question) == [
        ("the report on the mill published on 2 May 2023", date(2023, 5, 2)),
        ("the article about the weir published on 9 June 2024?", date(2024, 6, 9)),
    ]


def test_two_days_on_which_something_was_reported_are_two_reports():
    question = (
        "After it reported on the mill on 2 May 2023, and then reported on the weir on 9 June 2024,"
        " was the tone the same?"
    )
    assert told(question) == [
        ("After it reported on the mill on 2 May 2023", date(2023, 5, 2)),
        ("and then reported on the weir on 9 June 2024", date(2024, 6, 9)),
    ]


def test_what_follows_the_last_day_is_still_of_its_report():
    question = "It reported on 2 May 2023 on ice, and again on 9 June 2024, about eels, but why?"
    assert [text for text, _ in told(question)] == [
        "It reported on 2 May 2023 on ice",
        "and again on 9 June 2024, about eels",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "What does the report on the mill say?",
        "What was reported on 2 May 2023 about the mill?",
        "What happened on 2 May 2023 and on 9 June 2024?",
        "Which articles name the mill?",
        "Was it reported on 2 May 2023, 3 May 2023?",
    ],
)
def test_a_question_with_one_report_or_none_is_not_split(question: str):
    assert told(question) == []


def test_a_day_that_is_ruled_out_is_no_time():
    assert not read_times("What was published on a date other than 2 May 2023?", TODAY)
