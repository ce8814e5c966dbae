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
    assert list(frame.columns) == ["statement", "quote", "article", "source", "date", "support"]
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


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch):
    for name in ("pandas", "bibtexparser"):
        monkeypatch.setitem(sys.modules, name, None)
    for render in ("to_frame", "to_bibtex"):
        with pytest.raises(ArchiveError, match=r"pip install .*\[notebook\]'"):
            getattr(an_answer(a_citation()), render)()
