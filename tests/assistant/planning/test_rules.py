"""Follow-ups completed without a model, over articles made for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.planning.english.follow_ups import Turn, complete
from assistant.planning.english.question_rules import read_question
from assistant.planning.known_names import Names
from assistant.schema.query_plan import QueryPlan
from index.catalog.bylines import Byline

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


def understand(question: str) -> QueryPlan:
    return read_question(question, date(2025, 12, 1), lambda: SOURCES)


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
What did Kestrel cost in 2023?   | and the decade before?       | What did Kestrel cost in the 2010s?
What did Kestrel say in 2023?    | and the following quarter?   | What did Kestrel say in the first quarter of 2024?
What did Kestrel say in May 2024?| What did she say that month? | What did Oda Kestrel say in May 2024?
What did Kestrel say in May 2024?| the month before             | What did Kestrel say in April 2024?
Did Kestrel resign on 3 May 2024?| and the next day?            | Did Kestrel resign on 4 May 2024?
Was Kestrel there on 3 May 2024? | What has she said since then?| What has Oda Kestrel said since 3 May 2024?
Was Kestrel ill on 3 May 2024?   | What did she do a week later?| What did Oda Kestrel do in the week of 6 May 2024?
What did Kestrel say in 2023?    | What did she do at that time?| What did Oda Kestrel do in 2023?
What did Kestrel say?            | and on 4 March?              | What did Kestrel say on 4 March 2024?
What did Kestrel say?            | What did she say last week?  | What did Oda Kestrel say last week?
How many sacks did pilots fill?  | where?                       | Where did pilots fill (sacks)?
How many pilots lost work?       | when?                        | When is it that pilots lost work?
Which bank failed in 2023?       | why?                         | Why is it that the bank failed in 2023?
Which pilot was dismissed?       | why?                         | Why was the pilot dismissed?
What is the budget of the lock?  | why?                         | Why is that the budget of the lock?
Who is the harbour minister?     | since when?                  | Since when is Oda Kestrel the harbour minister?
What caused the leak?            | and when was that?           | When is it that this caused the leak?
Tell me about the Bracken Lock.  | why?                         | Why (about “Tell me about the Bracken Lock”)?
When was the Bracken Lock shut?  | where else?                  | Where else was the Bracken Lock shut?
Is the lock shut?                | who else?                    | Who else: is the lock shut?
How many pilots lost work?       | What about divers?           | How many divers lost work?
What is the cost of the repairs? | And the length?              | What is the length of the repairs?
How much did the repairs cost?   | and the gate?                | How much did the gate cost?
What was said in the first week? | and in the second week?      | What was said in the second week?
Why did Kestrel wait?            | What about the Bracken Lock? | Why did Kestrel wait (the Bracken Lock)?
Did Kestrel resign?              | and according to the Quay?   | Did Kestrel resign, according to the Quay?
Did Kestrel resign?              | What does the Quay say?      | Did Kestrel resign, according to the Quay?
What did the Quay report on it?  | and Reuters?                 | What did Reuters report on it?
Did Kestrel resign?              | How come?                    | Why did Kestrel resign?
Did Kestrel resign?              | What happened next?          | What happened with Kestrel after 14 May 2024?
Did Kestrel resign?              | And then?                    | What happened with Kestrel after 14 May 2024?
Did Kestrel resign?              | Is that true?                | Is that true (Kestrel)?
Did Kestrel resign?              | Who disagrees?               | Who disagrees (Kestrel)?
What did Kestrel say of the gate?| Who paid for that?           | Who paid for that (Kestrel, the gate)?
How many cracks were there?      | Who found them?              | Who found the cracks?
Did Kestrel meet Tam Rowley?     | Did they agree?              | Did Oda Kestrel and Tam Rowley agree?
Did Kestrel meet Tam Rowley?     | What did he tell her?        | What did Tam Rowley tell Oda Kestrel?
Where is Bracken?                | Who works there?             | Who works in Bracken?
How long is the broken gate?     | How wide is the gate?        | How wide is the broken gate?
What did it do to the harbour?   | Who is the minister?         | Who is the minister (the harbour)?
Who dismissed Tam Rowley?        | why?                         | Why is it that Oda Kestrel dismissed Tam Rowley?
When did the lock open?          | and in May?                  | When did the lock open in May 2024?
When did the lock open?          | and since may 2023?          | When did the lock open since may 2023?
Who won the harbour prize?       | by how many votes?           | By how many votes is it that Oda Kestrel won the harbour prize?
By how many votes did Kestrel win? | when?                      | When did Kestrel win?
Who shut the lock?               | how old is she?              | How old is Oda Kestrel?
Tell me (about “the lock”)       | why?                         | Why (about “the lock”)?
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
def test_a_self_contained_question_is_left_unchanged(question: str):
    assert follow("Who shut the Bracken Lock?", question) == question


def test_without_turns_nothing_is_completed():
    assert complete("And why?", [], understand) == "And why?"


def test_a_turn_without_people_defers_to_the_one_before():
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


def test_an_uncited_sentence_is_not_asked_about():
    turn = Turn("Did Kestrel resign?", False, (SENTENCE,), (ARTICLE,), (date(2024, 5, 14),))
    assert complete("Who says so?", [turn], understand) == "Who said so: Did Kestrel resign?"


def test_who_said_that_asks_about_what_was_answered_last():
    said = Turn("Who spoke?", True, (SENTENCE,), (ARTICLE,), (date(2024, 5, 14),))
    unanswered = Turn("Is it that Kestrel resigned?", False, (ARTICLE[:60],), (ARTICLE,), (None,))
    turns = [said, unanswered]
    assert complete("Who said that?", turns, understand) == f"Who said “{SENTENCE[:-1]}”?"
