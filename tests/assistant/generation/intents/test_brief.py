"""Briefs without a model, over seeds/: what there is on a topic, the latest, who, why."""

import pytest

from assistant import Assistant


def texts(answer) -> str:
    return " ".join(statement.text for statement in answer.statements)


def test_a_topic_is_told_by_its_articles_newest_first(seeds: Assistant):
    answer = seeds.ask("Tell me about the Corvane Savings Bank.")
    moments = [citation.article.published_at for citation in answer.citations]
    days = [moment.timestamp() if moment else 0 for moment in moments]
    assert answer.answered and len(answer.statements) > 2
    assert days == sorted(days, reverse=True)
    assert all(statement.support == "quoted" for statement in answer.statements)
    assert all("Corvane" in one.quote for one in answer.citations)


def test_the_latest_is_the_newest_article_on_it(seeds: Assistant):
    answer = seeds.ask("What is the latest on the Halden Narrows Bridge?")
    assert answer.statements[0].text.startswith("21 May 2024: ")


def test_an_article_is_told_by_its_first_sentences(seeds: Assistant):
    answer = seeds.ask("Summarise the article on the Crown Cup final")
    assert len({citation.article.id for citation in answer.citations}) == 1
    starts = [citation.start for citation in answer.citations]
    assert starts == sorted(starts) and starts[0] < 400 and len(starts) > 3


def test_a_brief_says_nothing_twice(seeds: Assistant):
    answer = seeds.ask("What do we know about the Halden Narrows Bridge?")
    quotes = [citation.quote for citation in answer.citations]
    assert 3 < len(quotes) <= 8 and len(set(quotes)) == len(quotes)
    assert len({citation.article.id for citation in answer.citations}) > 2


def test_reasons_are_several_sentences_in_text_order(seeds: Assistant):
    answer = seeds.ask("Why was the Halden Narrows Bridge closed?")
    assert 1 < len(answer.statements) <= 8
    assert all(statement.support == "quoted" for statement in answer.statements)
    spans = [(one.article.id, one.start) for one in answer.citations]
    articles = list(dict.fromkeys(name for name, _ in spans))
    assert spans == sorted(spans, key=lambda one: (articles.index(one[0]), one[1]))


def test_a_person_is_told_by_who_they_are(seeds: Assistant):
    assert "minister" in texts(seeds.ask("Who is Edvard Rasmin?"))


@pytest.mark.parametrize(
    "words", ["selne floods", "Selne floods latest", "any news on the Selne floods?"]
)
def test_keywords_are_a_topic(seeds: Assistant, words: str):
    answer = seeds.ask(words)
    assert answer.answered and all("Selne" in one.quote for one in answer.citations)


@pytest.mark.parametrize(
    "question",
    ["Tell me about the 1911 chess cup", "Who was Napoleon Bonaparte?", "bitcoin price today"],
)
def test_what_the_archive_lacks_is_no_brief(seeds: Assistant, question: str):
    assert not seeds.ask(question).answered
