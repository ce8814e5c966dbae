"""Briefs without a model, over seeds/: what there is on a topic, the latest, who, why."""

import re
from pathlib import Path

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
    firsts = {one.article.id: one.quote for one in reversed(answer.citations)}
    assert all("Corvane" in quote for quote in firsts.values())  # what follows one says "the bank"


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What is the latest on the Halden Narrows Bridge?", "21 May 2024"),
        ("what's new on the bridge", "21 May 2024"),  # not a speech of 2025 that mentions one
        ("What's new on the bank?", "14 November 2024"),
        ("Selne floods latest", "2 March 2023"),
    ],
)
def test_the_latest_is_the_newest_article_on_it(seeds: Assistant, question: str, day: str):
    assert seeds.ask(question).statements[0].text.startswith(f"{day}: ")


def test_an_article_is_told_by_its_first_sentences(seeds: Assistant):
    answer = seeds.ask("Summarise the article on the Crown Cup final")
    assert len({citation.article.id for citation in answer.citations}) == 1
    starts = [citation.start for citation in answer.citations]
    assert starts == sorted(starts) and starts[0] < 400 and len(starts) > 6
    dated = [bool(re.match(r"\d+ \w+ \d{4}: ", one.text)) for one in answer.statements]
    assert dated[0] and not any(dated[1:])


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
    assert "chief executive" in texts(seeds.ask("Who is Aldous Ferrin?"))


@pytest.mark.parametrize(
    "words", ["selne floods", "Selne floods latest", "any news on the Selne floods?"]
)
def test_keywords_are_a_topic(seeds: Assistant, words: str):
    answer = seeds.ask(words)
    articles = {one.article.id for one in answer.citations}
    assert articles == {one.article.id for one in answer.citations if "Selne" in one.quote}


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about the 1911 chess cup",
        "Who was Napoleon Bonaparte?",
        "bitcoin price today",
        "ـــ bridge",  # strokes that lengthen Arabic words are no letters of the index
        "tell me about ﾞﾞ",
    ],
)
def test_what_the_archive_lacks_is_no_brief(seeds: Assistant, question: str):
    assert not seeds.ask(question).answered


def published(answer) -> set[str]:
    return {f"{one.article.published_at:%Y-%m}" for one in answer.citations}


def test_what_happened_is_told_by_articles_of_that_time(seeds: Assistant):
    answer = seeds.ask("What happened at Corvane Savings in September 2024?")
    assert len(answer.statements) > 2 and published(answer) == {"2024-09"}


def test_what_a_source_told_is_told_by_its_articles(seeds: Assistant):
    answer = seeds.ask("What did the Northern Ledger report about the bridge in March?")
    assert {one.article.source for one in answer.citations} == {"Northern Ledger"}
    assert published(answer) == {"2024-03"}  # not 2025, of which the archive has nothing


def test_what_happened_at_another_time_is_not_told(seeds: Assistant):
    assert not seeds.ask("What happened in Ulmsted in May 2025?").answered


def test_the_latest_says_that_a_week_has_none(seeds: Assistant):
    answer = seeds.ask("What is new on Corvane Savings this week?")
    assert answer.answered and "all times were searched" in answer.usage["relaxed"][0]


def test_the_year_of_an_event_is_looked_for_in_texts(seeds: Assistant):
    assert "1974" in texts(seeds.ask("Tell me about the Selne in 1974"))


def test_articles_that_mean_the_topic_need_not_say_it(seeds: Assistant):
    answer = seeds.ask("Summarise the collapse of Corvane Savings Bank")
    assert len({one.article.id for one in answer.citations}) > 2


def test_a_publisher_that_the_archive_lacks_tells_nothing(seeds: Assistant):
    answer = seeds.ask("Summarise the Selne floods according to the Skarvey Gazette")
    assert answer.abstention and answer.abstention.reason == "no-such-source"


@pytest.mark.parametrize(
    "question",
    [
        "What did the Lantern and the Plainfield Bugle say about Corvane Savings?",
        "What did the Plainfield Bugle and the Lantern say about Corvane Savings?",
    ],
)
def test_a_source_beside_one_that_the_archive_lacks_is_told(seeds: Assistant, question: str):
    answer = seeds.ask(question)
    assert {one.article.source for one in answer.citations} == {"The Lantern"}
    assert "nothing from Plainfield Bugle" in answer.usage["relaxed"][0]


def test_a_season_is_told_by_articles_of_its_months(seeds: Assistant):
    answer = seeds.ask("What happened to the bridge in spring 2024?")
    days = {one.article.published_at for one in answer.citations}
    assert answer.answered and {(day.year, day.month) for day in days if day} <= {
        (2024, 3),
        (2024, 4),
        (2024, 5),
    }


def test_news_of_another_place_comes_after_the_place_asked_about(tmp_path: Path):
    told = {
        "2024-03-02": "# Orrel votes for a ban on night trams\n\nThe council of Orrel voted on"
        " Friday for a ban on trams at night.",
        "2024-03-09": "# Selby also debates a ban on night trams\n\nThe council of Selby will soon"
        " debate a ban on trams at night.",
    }
    for day, text in told.items():
        (tmp_path / f"{day}.md").write_text(f"---\ndate: {day}\n---\n{text}\n", "utf-8")
    with Assistant(tmp_path / "archive", llm="none") as assistant:
        assistant.index([tmp_path / f"{day}.md" for day in told])
        answer = assistant.ask("latest on the ban on night trams in orrel")
    assert "Orrel" in answer.statements[0].text


def test_sentences_of_a_script_without_spaces_are_quoted(tmp_path: Path):
    told = [
        "海鳴橋は三月四日の夜に橋脚のひび割れが見つかったため閉鎖された。",
        "再開は五月二十日の朝になると道路局は水曜日に発表した。",
    ]
    (tmp_path / "bridge.md").write_text("\n\n".join(["# 海鳴橋", *told]), "utf-8")
    with Assistant(tmp_path / "archive", llm="none") as assistant:
        assistant.index([tmp_path / "bridge.md"])
        answer = assistant.ask("Tell me about 海鳴橋")
    assert [one.quote for one in answer.citations] == told


@pytest.mark.parametrize(
    "question",
    ["What did the Lantern say about Selne Hydro?", "what did the lantern say about selne hydro"],
)
def test_one_article_is_told_by_what_names_the_topic(seeds: Assistant, question: str):
    answer = seeds.ask(question)
    assert {one.article.source for one in answer.citations} == {"The Lantern"}
    assert all("Selne Hydro" in statement.text for statement in answer.statements)
