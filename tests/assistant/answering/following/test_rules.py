"""Follow-ups completed without a model, over articles made for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.following import Turn, complete
from assistant.retrieval.names import Names
from assistant.retrieval.understanding import Understanding, read
from index.bylines import Byline

SOURCES = Names.of([Byline("Fenwick Herald", None, None), Byline("The Quay", None, None)])
ARTICLE = (
    "BRACKEN - Harbour Minister Oda Kestrel said on Tuesday that the Bracken Lock would stay shut"
    " until June. Ms. Kestrel blamed a broken gate. “We shall not hurry the divers,” she said."
    " Tam Rowley, 41, a pilot, said he had lost three weeks of work. The Bracken Lock was opened"
    " in 1931. Repairs will cost 3 million crowns. Ships wait at Bracken for two days. The divers"
    " found four cracks."
)
SENTENCE = (
    "Harbour Minister Oda Kestrel said on Tuesday that the Bracken Lock would stay shut until June."
)


def understand(question: str) -> Understanding:
    return read(question, date(2025, 12, 1), lambda: SOURCES)


def follow(before: str, question: str, cited: str = SENTENCE) -> str:
    turn = Turn(before, True, (cited,), (ARTICLE,), (date(2024, 5, 14),))
    return complete(question, [turn], understand)


CASES = """
Who shut the Bracken Lock?       | What did she blame?          | What did Oda Kestrel blame?
When was the Bracken Lock shut?  | And by whom?                 | By whom was the Bracken Lock shut?
Did Kestrel resign?              | why?                         | Why did Kestrel resign?
When was it shut in May 2024?    | and in June?                 | When was it shut in June 2024?
What did it cost in 2024?        | and the year before?         | What did it cost in 2023?
What did the Quay report on it?  | What about Fenwick Herald?   | What did the Fenwick Herald report on it?
Why did Kestrel wait?            | and Tam Rowley?              | Why did Tam Rowley wait?
What did the ships do at Bracken?| How long did they wait there?| How long did the ships wait in Bracken?
Who resigned in May?             | who else?                    | Who else resigned in May?
What did Tam Rowley lose?        | Where does he work?          | Where does Tam Rowley work?
When was the Bracken Lock shut?  | What did the minister say?   | What did the minister Oda Kestrel say?
Who dismissed Tam Rowley?        | why?                         | Why is it that Oda Kestrel dismissed Tam Rowley?
"""  # noqa: E501


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_a_follow_up_is_completed(case: str):
    before, question, understood = (part.strip() for part in case.split("|"))
    assert follow(before, question) == understood


def test_who_said_that_asks_about_the_sentence():
    assert follow("Who spoke?", "Who said that?") == f"Who said “{SENTENCE[:-1]}”?"


@pytest.mark.parametrize(
    "question",
    [
        "Who won the regatta?",
        "How old is the observatory on Mount Tessel?",
        "When did Sorley die, and who survives him?",
        "Is it true that the ferry sank?",
        "Did the villagers say that they would move?",
        "Were there any injuries at the Kelder mine?",
        "And who discovered the comet Halloran?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str):
    assert follow("Who shut the Bracken Lock?", question) == question


def test_without_turns_nothing_is_completed():
    assert complete("And why?", [], understand) == "And why?"


def test_the_turn_before_last_is_looked_at_where_the_last_one_has_nobody():
    first = Turn("Who shut the lock?", True, (SENTENCE,), (ARTICLE,), (date(2024, 5, 14),))
    second = Turn("When was the Bracken Lock opened?")
    assert complete("Why did she?", [first, second], understand) == "Why did Oda Kestrel?"


WORDS = st.sampled_from(
    "and what about the who said that why in March May it she her there Bracken Lock’s is did,"
    " minister year before how much by whom? next “ ” . Kestrel else 2024 this of to".split()
)


@given(st.lists(WORDS, min_size=1, max_size=9).map(" ".join))
def test_whatever_is_asked_a_question_comes_of_it(question: str):
    turn = Turn(
        "When was the Bracken Lock shut?", True, (SENTENCE,), (ARTICLE,), (date(2024, 5, 1),)
    )
    completed = complete(question, [turn], understand)
    assert completed == question or (completed.endswith("?") and len(completed) < 700)
