"""Which words are a date, and which are not."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import Article
from index.readers import read
from index.readers.dates import date_in_dateline, date_in_url, parse_date


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-05-20T06:20:00+02:00", "2024-05-20T06:20:00+02:00"),
        ("2024-05-20T06:20:00Z", "2024-05-20T06:20:00+00:00"),
        ("2024-05-20", "2024-05-20T00:00:00+00:00"),
        ("2024/05/20 06:20", "2024-05-20T06:20:00+00:00"),
        ("20240520", "2024-05-20T00:00:00+00:00"),
        (20240520, "2024-05-20T00:00:00+00:00"),
        ("Mon, 20 May 2024 06:20:00 +0200", "2024-05-20T06:20:00+02:00"),
        ("Mon, 20 May 2024 06:20:00 GMT", "2024-05-20T06:20:00+00:00"),
        ("May 20, 2024 6:20 AM EDT", "2024-05-20T06:20:00-04:00"),
        ("20 May 2024", "2024-05-20T00:00:00+00:00"),
        (date(2024, 5, 20), "2024-05-20T00:00:00+00:00"),
        (datetime(2024, 5, 20, 6), "2024-05-20T06:00:00+00:00"),
        (datetime(2024, 5, 20, 6, tzinfo=UTC), "2024-05-20T06:00:00+00:00"),
    ],
)
def test_complete_dates_are_read_and_naive_ones_are_utc(value: Any, iso: str) -> None:
    parsed = parse_date(value)
    assert parsed is not None and parsed.isoformat() == iso


@pytest.mark.parametrize(
    "value",
    ["", "foo", "May", "monday", "2024", "2024-05", "10:30", "5", "today", "2024-99-99",
     "1" * 99, "05/06/2024", "1066-10-14", "3024-01-01", None, True, 5, 1.5, [],
     "9" * 10_000, "2024-05-20T25:00",
     "Mon, 20 May 2024 06:20:00 +2400", "Mon, 20 May 2024 06:20:00 -9900"],
)  # fmt: skip
def test_nonsense_partial_and_ambiguous_dates_are_none(value: Any) -> None:
    assert parse_date(value) is None


@given(st.one_of(st.text(), st.from_regex(r"[0-9:/ T+.Zapm,-]{1,40}"), st.datetimes(), st.dates()))
def test_any_value_gives_an_aware_moment_or_none(value: object) -> None:
    parsed = parse_date(value)
    assert parsed is None or (parsed.tzinfo is not None and 1500 <= parsed.year <= 2200)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://courier.example/2024/04/09/ferry", "2024-04-09"),
        ("https://courier.example/news/2024-4-9-ferry.html", "2024-04-09"),
        ("https://courier.example/world/2024/apr/09/ferry", "2024-04-09"),
        ("https://courier.example/2024/xyz/09/ferry", None),
        ("https://courier.example/2024/13/45/ferry", None),
        ("https://courier.example/2024/04/ferry", None),
        ("https://courier.example/story/20240409123", None),
        ("https://courier.example/1/2/3/ferry", None),
        (None, None),
    ],
)
def test_an_address_may_say_the_day(url: str | None, day: str | None):
    found = date_in_url(url)
    assert (found and found.date().isoformat()) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("OLM, March 4, 2024 (Wire) – The ferry sank.", "2024-03-04"),
        ("BAD ÖLM (4 March 2024) – The ferry sank.", "2024-03-04"),
        ("OLM, Valdoria, March 4, 2024 (Wire) – The ferry sank.", "2024-03-04"),
        ("OLM, North Valdoria — 4 March 2024 — The ferry sank.", "2024-03-04"),
        ("OLM (Wire) - March 4, 2024 - The ferry sank.", "2024-03-04"),
        ("OLM, Monday, March 4, 2024 – The ferry sank.", "2024-03-04"),
        ("NATO, Valdoria and Olm agreed on March 4, 2024 to go on.", None),
        ("OLM, March 4 (Wire) – The ferry sank.", None),
        ("OLM – The ferry sank on March 4, 2024.", None),
        ("Olm, March 4, 2024 – The ferry sank.", None),
        ("OLM, Marsh 4, 2024 – The ferry sank.", None),
        ("", None),
    ],
)
def test_a_dateline_may_give_the_day_and_none_is_guessed(text: str, day: str | None):
    found = date_in_dateline(text)
    assert (found and found.date().isoformat()) == day


def test_a_files_date_precedes_its_address_and_its_dateline(tmp_path: Path):
    text = "OLM, March 4, 2024 (Wire) – The ferry sank."
    said = {"text": text, "url": "https://a.example/2024/03/05/x", "published_at": "2024-03-06"}
    for left_out, day in (((), 6), (("published_at",), 5), (("published_at", "url"), 4)):
        record = {name: value for name, value in said.items() if name not in left_out}
        (tmp_path / "a.jsonl").write_text(json.dumps(record))
        (article,) = read([tmp_path / "a.jsonl"])
        assert isinstance(article, Article)
        assert article.published_at == datetime(2024, 3, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("2024-03-05 10:00:00 UTC", "2024-03-05T10:00:00+00:00"),
        ("2024-04-12T08:00:00 CET", "2024-04-12T08:00:00+01:00"),
        ("2024-05-06, 07:15", "2024-05-06T07:15:00+00:00"),
        ("2024.05.06", "2024-05-06T00:00:00+00:00"),
        ("2024-3-5", "2024-03-05T00:00:00+00:00"),
        ("05.03.2024", "2024-03-05T00:00:00+00:00"),
        ("5.3.2024 klo 10.15", "2024-03-05T10:15:00+00:00"),
        ("25.03.2024 10:15 Uhr", "2024-03-25T10:15:00+00:00"),
        ("Aktualisiert: 05.03.2024 - 10:15", "2024-03-05T10:15:00+00:00"),
        ("5. März 2024", "2024-03-05T00:00:00+00:00"),
        ("5 mars 2024", "2024-03-05T00:00:00+00:00"),
        ("5. März 2024, 14 Uhr", "2024-03-05T14:00:00+00:00"),
        ("Publié le 5 mars 2024 à 14 h", "2024-03-05T14:00:00+00:00"),
        ("Publié le : 5 mars 2024 à 14 h 30", "2024-03-05T14:30:00+00:00"),
        ("5 de marzo de 2024", "2024-03-05T00:00:00+00:00"),
        ("5 марта 2024", "2024-03-05T00:00:00+00:00"),
        ("5 Mart 2024", "2024-03-05T00:00:00+00:00"),
        ("2024年3月5日", "2024-03-05T00:00:00+00:00"),
        ("Published: March 5, 2024", "2024-03-05T00:00:00+00:00"),
        ("Updated 5 March 2024", "2024-03-05T00:00:00+00:00"),
        ("Wed 3 Jul 2024 10.00 BST", "2024-07-03T10:00:00+01:00"),
        ("March 5, 2024 10:00 p.m. ET", "2024-03-05T22:00:00-05:00"),
        ("Tue, 05 Mar 2024 22:00:00 IST", "2024-03-05T22:00:00+05:30"),
        ("Wed Mar 06 2024 00:30:00 GMT+0100 (CET)", "2024-03-06T00:30:00+01:00"),
        ("2024-03-05T10:00:00+01:00[Europe/Oslo]", "2024-03-05T10:00:00+01:00"),
        ("2024-03-05T09:00:00Z[UTC]", "2024-03-05T09:00:00+00:00"),
        ("2024-03-05T24:00:00Z", "2024-03-06T00:00:00+00:00"),
        ("1709629200", "2024-03-05T09:00:00+00:00"),
        (1709629200000, "2024-03-05T09:00:00+00:00"),
        ("/Date(1709629200000)/", "2024-03-05T09:00:00+00:00"),
        ("20240305101500", "2024-03-05T10:15:00+00:00"),
    ],
)
def test_dates_of_real_pages_and_exports_are_read(said: object, iso: str) -> None:
    parsed = parse_date(said)
    assert parsed is not None and parsed.isoformat() == iso


@pytest.mark.parametrize("said", ["1970-01-01T00:00:00Z", "0", "PT4M", "05-03-2024", "yesterday"])
def test_clocks_that_nobody_set_and_durations_are_no_dates(said: str) -> None:
    assert parse_date(said) is None
