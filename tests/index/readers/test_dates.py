"""Which words are a date, and which are not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.dates import parse_date


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
def test_a_complete_date_is_read_and_a_naive_one_is_utc(value: Any, iso: str) -> None:
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
