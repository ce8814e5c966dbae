"""Requests that a journalist makes, over seeds/: lists, authors, news of a time, quotations."""

import pytest

from assistant import Assistant

LISTED = """
What did the Northern Ledger report in March 2024?      | Northern Ledger has 1 article published
What has the Meridian Wire published in June 2025?      | Meridian Wire has 2 articles published
What did The Harbour Courier write in October 2024?     | The Harbour Courier has 2 articles
What was in the news in March 2024?                     | The archive has 4 articles published
News from March 2024                                    | The archive has 4 articles published
What was published in March 2024?                       | The archive has 4 articles published
What happened in March 2024?                            | The archive has 4 articles published
Show me all articles from The Lantern                   | The Lantern has 3 articles
What articles do you have on Corvane Savings?           | The archive has 7 articles that say
Do you have anything on the Narrows Bridge?             | The archive has 7 articles that say
Is there any coverage of the flood?                     | The archive has 6 articles that say
Articles about the flood                                | The archive has 6 articles that say
Latest news                                             | The archive has 34 articles.
What's new?                                             | The archive has 34 articles.
"""


@pytest.mark.parametrize("case", LISTED.strip().splitlines())
def test_articles_are_listed(seeds: Assistant, case: str):
    question, told = (part.strip() for part in case.split("|"))
    answer = seeds.ask(question)
    assert answer.shape == "coverage" and answer.statements[0].text.startswith(told)


def test_the_authors_of_articles_are_named(seeds: Assistant):
    answer = seeds.ask("Who wrote the article on Corvane Savings?")
    assert "(Northern Ledger), by Pascal Ostrem and Vesna Kilbride." in answer.text


def test_news_of_a_time_without_any_says_so(seeds: Assistant):
    answer = seeds.ask("News of last week")
    assert answer.abstention and answer.abstention.reason == "outside-dates"
    assert "published from 14 June 2022 to 5 September 2025" in answer.abstention.detail


def test_who_is_not_quoted_has_no_quotes(seeds: Assistant):
    assert not seeds.ask("Quotes from Ingrid Vael").answered


def test_quotes_are_of_whom_was_asked_for(seeds: Assistant):
    answer = seeds.ask("Quotes from Edvard Rasmin")
    assert answer.answered and all(one.support == "quoted" for one in answer.statements)
    assert "“A captain does not leave the bridge,” Mr. Rasmin told" in answer.text


@pytest.mark.parametrize("question", ["Summarise the flood", "Tell me about Corvane Savings"])
def test_the_verb_of_a_request_is_no_search_term(seeds: Assistant, question: str):
    assert seeds.ask(question).answered


@pytest.mark.parametrize("question", ["Wie hoch ist der Mount Tessel?", "Und warum?", "Wer?"])
def test_other_languages_get_no_english_reason(seeds: Assistant, question: str):
    answer = seeds.ask(question)
    assert answer.abstention and '"' not in answer.abstention.detail
