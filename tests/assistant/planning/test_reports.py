"""Questions of several reports of one source: where each begins, and which day is whose."""

from datetime import date

import pytest

from assistant.planning.english.subquestions import split
from assistant.planning.english.times import read_times

TODAY = date(2024, 11, 20)


def told(question: str) -> list[tuple[str, date | None]]:
    found = split(question, (), read_times(question, TODAY))
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
