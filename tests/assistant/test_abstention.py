"""Typed abstentions: why, what was searched, and what comes nearest."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from assistant import Answer, Assistant
from index.models import Article
from tests.making import add


def made(id: str, day: str, source: str, text: str) -> Article:
    published_at = datetime.fromisoformat(f"{day}T09:00+00:00")
    return Article(id=id, text=text, title=f"Report {id}", source=source, published_at=published_at)


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(tmp_path_factory.mktemp("valley"), llm="none", caution=0.6) as assistant:
        assistant.index([])
        add(
            assistant.archive,
            made("a", "2023-10-10", "Orrin Echo", "The Orrin tunnel cost 40 million crowns."),
            made("b", "2023-11-12", "Vale Times", "Mayor Idris Holt opened the fair of Orrin."),
            made("c", "2024-01-14", "Pell Post", "The Pell bridge was painted on 3 May 2021."),
        )
        yield assistant


def reason_of(answer: Answer) -> str | None:
    return answer.abstention.reason if answer.abstention else None


@pytest.mark.parametrize(
    ("question", "scope", "reason"),
    [
        ("Who opened the Orrin tunnel?", {}, "insufficient-evidence"),
        ("What did the Orrin tunnel cost in 1911?", {}, "outside-dates"),
        ("What did the Orrin tunnel cost?", {"sources": "Pell Post"}, "not-in-source"),
        ("According to the Pell Post, what did the Orrin tunnel cost?", {}, "not-in-source"),
        ("What did the Orrin tunnel cost?", {"until": "2020-01-01"}, "filters-too-narrow"),
        ("What did the Orrin tunnel cost?", {"sources": "The Sun"}, "no-such-source"),
    ],
)
def test_an_abstention_has_its_type_and_coverage_that_comes_near(
    valley: Assistant, question: str, scope: dict[str, str], reason: str
):
    answer = valley.ask(question, **scope)  # type: ignore[arg-type]
    assert reason_of(answer) == reason
    assert answer.abstention is not None
    assert 0 < len(answer.abstention.nearest) <= 3
    articles = [citation.article.id for citation in answer.abstention.nearest]
    assert len(set(articles)) == len(articles)
    assert answer.abstention.searched is not None


def test_coverage_without_the_name_asked_about_is_not_near(valley: Assistant):
    abstention = valley.ask("Who is the mayor of Larkport?").abstention
    assert abstention and (abstention.reason, abstention.nearest) == ("not-in-archive", [])


def test_another_source_that_has_it_is_named_and_shown_first(valley: Assistant):
    abstention = valley.ask("What did the Orrin tunnel cost?", sources="Pell Post").abstention
    assert abstention is not None
    told = "Nothing from Pell Post answers this, but something from Orrin Echo does."
    assert abstention.detail == told
    assert abstention.nearest[0].article.id == "a"


def test_it_says_what_was_searched(valley: Assistant):
    abstention = valley.ask(
        "Who is the mayor of Larkport?", sources=["Orrin Echo", "Vale Times"], since="2023-10-11"
    ).abstention
    assert abstention is not None and abstention.searched is not None
    searched = abstention.searched
    assert searched.articles == 1
    assert searched.sources == ["Orrin Echo", "Vale Times"]
    assert (searched.first, searched.last) == (date(2023, 11, 12), date(2023, 11, 12))
    assert str(searched) == (
        "Searched: 1 article of Orrin Echo and Vale Times, published from 2023-11-12 to 2023-11-12."
    )


def test_what_became_known_later_is_neither_searched_nor_near(valley: Assistant):
    abstention = valley.ask("Who painted the pier of Orrin?", as_of="2023-10-31").abstention
    assert abstention is not None and abstention.searched is not None
    assert abstention.searched.articles == 1
    assert {citation.article.id for citation in abstention.nearest} == {"a"}


def test_the_parts_that_were_looked_for_are_told(valley: Assistant):
    answer = valley.ask("Do the Vale Times' report on Larkport and the Pell Post's on Odal agree?")
    assert answer.abstention is not None and answer.abstention.searched is not None
    searched = answer.abstention.searched
    assert len(searched.parts) == 2
    assert all(f"“{part}”" in str(searched) for part in searched.parts)


def test_a_question_in_another_language_is_told_so(seeds: Assistant):
    abstention = seeds.ask("Warum wurde die Brücke im Sommer nicht gestrichen?").abstention
    assert abstention and "in another language (en)" in abstention.detail
    english = seeds.ask("Who painted the bridge in the summer of 1911?").abstention
    assert english and "in another language" not in english.detail


def test_a_publisher_it_lacks_does_not_hide_near_coverage(seeds: Assistant):
    abstention = seeds.ask("What did the BBC say about the bridge?").abstention
    assert abstention and abstention.reason == "no-such-source"
    assert any("Bridge" in one.quote for one in abstention.nearest)
