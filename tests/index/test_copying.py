"""Copies of a catalogue: what stands in the way of a row is replaced."""

from pathlib import Path

import pytest

from index.archive import Archive
from index.catalog import transfer


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def test_a_copy_that_took_another_course_is_made_the_same(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
):
    address = "" if engine == "sqlite" else request.getfixturevalue("postgres").database()
    # As after a database was set back to an earlier day: the keys of the copy say other things.
    feeds = [(f"https://wire.example/{number}", "Wire") for number in range(1_200)]
    with (
        Archive.create(tmp_path / "here") as here,
        Archive.create(tmp_path / "copy", database=address) as copy,
    ):
        for archive, rows in ((here, feeds), (copy, feeds[::-1])):
            with archive.catalogue.transaction() as db:
                db.executemany("INSERT INTO subscriptions (address, title) VALUES (?, ?)", rows)
        transfer.copy(here.catalogue, copy.catalogue, transfer.CATALOGUE)
        query = "SELECT key, address FROM subscriptions ORDER BY key"
        found = [[*map(tuple, one.catalogue.connection.execute(query))] for one in (here, copy)]
        assert found[0] == found[1]
