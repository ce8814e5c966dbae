"""Counts and coverage: against counts made otherwise, over archives made at random."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.schema.events import Checked, Done
from index.models import Article
from tests.making import add

PAPERS = ("Orrin Echo", "Pell Post", "Vale Times")
THINGS = ("harbour", "glacier", "orchard", "viaduct")
NAMES = ("Mara Quill", "Port Tamsin")
MONTHS = {1: "January", 2: "February", 3: "March"}


def generated(seed: int) -> list[Article]:
    """Thirty articles, each with some of the words, at moments of three months in three zones."""
    chance = random.Random(seed)
    articles = []
    for number in range(30):
        said = [word for word in (*THINGS, *NAMES) if chance.random() < 0.35]
        moment = f"2024-0{chance.randint(1, 3)}-{chance.choice((1, 2, 15, 28, 29)):02}"
        zone = chance.choice(("+00:00", "+13:00", "-11:00"))
        hour = chance.choice((0, 12, 23))
        lines = [f"The {word}s were talked of again." for word in said if word in THINGS]
        lines += [f"{word} was seen there." for word in said if word in NAMES]
        body = " ".join([f"Report {number} of somebody.", *lines])
        articles.append(
            Article(
                id=f"n{number}",
                text=body,
                title=f"Report {number}" + (" on the glacier" if chance.random() < 0.1 else ""),
                source=chance.choice(PAPERS),
                published_at=datetime.fromisoformat(f"{moment}T{hour:02}:30{zone}"),
            )
        )
    return articles


def says(article: Article, word: str) -> bool:
    return word.casefold() in f"{article.title} {article.text}".casefold()


@pytest.mark.untraced
@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2))])
def test_counts_are_exact_over_any_archive(seed: int, tmp_path: Path):
    articles = generated(seed)
    with Assistant(tmp_path / "archive", llm="none") as assistant:
        assistant.index([])
        add(assistant.archive, *articles)
        for paper in PAPERS:
            for word in (*THINGS, *NAMES):
                for month, name in MONTHS.items():
                    question = (
                        f"How many articles did the {paper} publish about {word} in {name} 2024?"
                    )
                    expected = [
                        article.id
                        for article in articles
                        if article.source == paper
                        and says(article, word)
                        and article.published_at
                        and article.published_at.date().month == month
                    ]
                    answer = assistant.ask(question)
                    assert answer.shape == "count"
                    assert answer.answered == bool(expected)
                    if expected:
                        many = f"{len(expected)} article{'' if len(expected) == 1 else 's'}"
                        assert f"{paper} has {many} published" in answer.text
                        cited = [citation.article.id for citation in answer.citations]
                        assert set(cited) <= set(expected)
                        assert len(cited) == min(len(expected), 10)
        for word in (*THINGS, *NAMES):
            answer = assistant.ask(f"Which sources covered {word}?")
            sources = Counter(article.source for article in articles if says(article, word))
            told = dict(s.text.split(" article")[0].split(": ") for s in answer.statements[1:])
            unnamed = sources.pop(None, 0)
            assert told.pop("Without a source", "0") == str(unnamed)
            assert told == {source: str(count) for source, count in sources.items()}


BURST = (
    "A water main burst under the Orrin tunnel and flooded both of its tubes to the knee."
    " Traffic was sent over the Pell pass, where lorries queued for two hours in the snow."
    " Nobody was hurt, the fire service said, and its pumps ran through the night."
)


def made(id: str, day: str | None, source: str | None, text: str, title: str = "News") -> Article:
    at = datetime.fromisoformat(f"{day}T09:00+00:00") if day else None
    return Article(id=id, text=text, title=title, source=source, published_at=at)


@pytest.fixture(scope="module")
def tunnel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(tmp_path_factory.mktemp("counting"), llm="none") as assistant:
        assistant.index([])
        add(
            assistant.archive,
            made("a", "2023-10-10", "Orrin Echo", BURST, "Tunnel flooded"),
            made("b", "2023-10-11", "Vale Times", BURST, "Tunnel shut"),
            made("c", "2023-11-20", "Pell Post", "The Orrin tunnel is open to cars again today."),
            made("d", None, "Pell Post", "Nobody remembers how the Orrin tunnel got its name."),
            made("e", "2023-06-02", None, "A song about the tunnel won the prize of Orrin town."),
        )
        yield assistant


def test_a_count_is_cited_and_counts_reprints_apart(tunnel: Assistant):
    answer = tunnel.ask("How many articles mention the Orrin tunnel?")
    assert answer.text == (
        "The archive has 5 articles that say “Orrin” and “tunnel” (in any form) in title or text."
        " Of these, 1 nearly repeats an earlier one. [1][2][3][4][5]"
    )
    assert answer.model == "catalogue"
    assert answer.statements[0].support == "verified"
    for citation in answer.citations:
        article = tunnel.archive.catalogue.article(citation.article.id)
        assert article and article.text[citation.start : citation.end] == citation.quote
        assert "tunnel" in citation.quote


def test_a_count_applies_and_names_the_users_filters(tunnel: Assistant):
    question = "How many articles mention the tunnel?"
    answer = tunnel.ask(question, sources=["Vale Times", "Pell Post"], since="2023-10-11")
    assert "2 articles" in answer.text
    assert "from Vale Times or Pell Post, published since 11 October 2023" in answer.text
    assert "1 article " in tunnel.ask(question, as_of=date(2023, 10, 1)).text


def test_a_stream_of_a_count_tells_the_same(tunnel: Assistant):
    question = "How many articles mention the Orrin tunnel?"
    events = list(tunnel.stream(question))
    done = events[-1]
    assert isinstance(done, Done) and done.answer.text == tunnel.ask(question).text
    assert [e.result for e in events if isinstance(e, Checked)] == done.answer.statements


@pytest.mark.parametrize(
    ("question", "reason", "words"),
    [
        ("How many articles did the Orrin Echo publish about songs?", "not-in-source", "1 article"),
        ("How many articles mention the tunnel in 1999?", "outside-dates", "2 June 2023"),
        ("How many articles mention whales?", "not-in-archive", "“whales”"),
        ("How many articles about the tunnel were published in July 2023?", "not-in-archive", "5 "),
        ("Which sources covered whales?", "not-in-archive", "“whales”"),
    ],
)
def test_of_none_it_says_which_condition_leaves_nothing(
    tunnel: Assistant, question: str, reason: str, words: str
):
    abstention = tunnel.ask(question).abstention
    assert abstention and abstention.reason == reason
    assert words in abstention.detail


def test_filters_of_the_user_that_leave_nothing_are_told(tunnel: Assistant):
    abstention = tunnel.ask("How many articles mention songs?", sources="Pell Post").abstention
    assert abstention and abstention.reason == "filters-too-narrow"


def test_the_articles_of_each_source_are_counted(tunnel: Assistant):
    answer = tunnel.ask("Which sources covered the Orrin tunnel?")
    assert answer.shape == "coverage"
    assert "5 articles" in answer.text and "The first of each source is cited" in answer.text
    assert [statement.text for statement in answer.statements[1:]] == [
        "Pell Post: 2 articles, the first on 20 November 2023.",
        "Orrin Echo: 1 article on 10 October 2023.",
        "Vale Times: 1 article on 11 October 2023.",
        "Without a source: 1 article on 2 June 2023.",
    ]
    assert answer.text.startswith("- ")


@pytest.mark.parametrize(
    ("question", "article", "day"),
    [
        ("When did the Vale Times first report on the tunnel?", "b", "11 October 2023"),
        ("Which source first reported on the Orrin tunnel flood?", "a", "10 October 2023"),
        ("When did the Pell Post last mention the tunnel?", "c", "20 November 2023"),
    ],
)
def test_who_was_first_and_last_is_told_with_its_article(
    tunnel: Assistant, question: str, article: str, day: str
):
    answer = tunnel.ask(question)
    assert day in answer.text
    assert [citation.article.id for citation in answer.citations] == [article]
    assert len(answer.statements) == 2


def test_articles_are_listed_newest_first(tunnel: Assistant):
    answer = tunnel.ask("Which articles mention the Orrin tunnel?")
    assert [statement.text.split(":")[0] for statement in answer.statements[1:]] == [
        "20 November 2023",
        "11 October 2023",
        "10 October 2023",
        "2 June 2023",
        "An unknown day",
    ]


def test_a_publisher_that_the_archive_lacks_is_no_such_source(tunnel: Assistant):
    abstention = tunnel.ask("How many articles did the Brack Herald publish on tunnels?").abstention
    assert abstention and abstention.reason == "no-such-source"
