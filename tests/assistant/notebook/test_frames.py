"""Answers and passages as pandas tables."""

import sys

import pandas
import pytest

from assistant import Assistant
from index.errors import ArchiveError
from tests.assistant.notebook.making import a_citation, an_abstention, an_answer


def test_a_row_is_a_statement_with_one_of_its_citations():
    one, other = a_citation(1), a_citation(2, "Cars queued.", title=None, published_at=None)
    frame = an_answer(
        one,
        other,
        statements=[{"text": "It reopened.", "support": "verified", "citations": [1, 2]}],
    ).to_frame()
    assert list(frame.columns) == [
        "statement", "quote", "article", "source", "date", "support",
        "url", "article_id", "start", "end", "question",
    ]  # fmt: skip
    assert list(frame["article_id"]) == ["a1", "a2"]
    assert list(frame["end"] - frame["start"]) == [len(quote) for quote in frame["quote"]]
    assert set(frame["question"]) == {"When did the bridge reopen?"}
    assert list(frame["quote"]) == ["The bridge reopened on Monday.", "Cars queued."]
    assert list(frame["article"]) == ["Bridge reopens", "a2"]
    assert set(frame["support"]) == {"verified"}
    assert frame["date"][0] == pandas.Timestamp("2024-05-20", tz="UTC")
    assert pandas.isna(frame["date"][1])


def test_an_abstention_is_a_table_without_rows():
    frame = an_abstention(a_citation()).to_frame()
    assert len(frame) == 0
    assert frame.columns[0] == "statement"
    assert str(frame["date"].dtype).endswith("UTC]")


def test_days_in_several_time_zones_share_one_column():
    zoned = a_citation(1, published_at="2024-05-20T23:30:00-05:00")
    naive = a_citation(2, published_at="2024-05-20T10:00:00")
    assert list(an_answer(zoned, naive).to_frame()["date"].dt.day) == [21, 20]


def test_what_a_search_finds_is_a_list_and_a_table(seeds: Assistant):
    hits = seeds.search("ferry queues", limit=4)
    assert isinstance(hits, list) and len(hits) == 4
    frame = hits.to_frame()
    assert list(frame["rank"]) == [1, 2, 3, 4]
    assert list(frame["passage"]) == [hit.chunk.text for hit in hits]
    assert len(hits[:2].to_frame()) == 2
    assert hits[0].rank == 1
    assert len(seeds.search("ferry queues", sources="No Such Paper").to_frame()) == 0


def test_a_timeline_is_a_table_of_its_events(seeds: Assistant):
    timeline = seeds.timeline("Halden Narrows Bridge")
    frame = timeline.to_frame()
    assert list(frame["event"]) == [entry.text for entry in timeline.entries]
    assert frame["day"].is_monotonic_increasing
    assert frame["url"].str.startswith("https://").any()
    assert len(seeds.timeline("Zorblax treaty").to_frame()) == 0


def test_the_articles_of_an_archive_are_a_table(seeds: Assistant):
    frame = seeds.articles.to_frame()
    assert len(frame) == len(seeds.articles) == len(list(seeds.articles))
    assert list(frame.columns) == [
        "id", "title", "source", "published", "url", "section", "language", "authors", "version"
    ]  # fmt: skip
    assert frame["version"].max() == 2
    assert f"{len(frame)} articles" in repr(seeds.articles)


def test_many_questions_make_a_table_despite_errors(
    seeds: Assistant, capsys: pytest.CaptureFixture[str]
):
    asked = ["When did the Halden Narrows Bridge reopen?", " ", "Who won the 1911 chess cup?"]
    frame = seeds.ask_many(asked)
    assert list(frame["question"]) == asked
    assert list(frame["answered"]) == [True, False, False]
    assert frame["citations"][0] == 1 and frame["sources"][0] == "Meridian Wire"
    assert frame["reason"][1] == "error" and frame["text"][1]
    assert frame["reason"][2] == "not-in-archive"
    assert "3/3" in capsys.readouterr().err
    assert seeds.answers[frame["id"][0]].text == frame["text"][0]
    seeds.ask_many(asked[:1], progress=False)
    assert not capsys.readouterr().err


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch):
    for name in ("pandas", "bibtexparser"):
        monkeypatch.setitem(sys.modules, name, None)
    for render in ("to_frame", "to_bibtex"):
        with pytest.raises(ArchiveError, match=r"pip install .*\[notebook\]'"):
            getattr(an_answer(a_citation()), render)()
