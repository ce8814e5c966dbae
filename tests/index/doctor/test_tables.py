"""Texts that are no UTF-8 any more, in any table: doctor names it, and repair restores it."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from index.archive import Archive
from index.catalog import boilerplate_lines, subscriptions
from index.catalog.inputs import is_known
from index.doctor import check
from index.doctor.repair import repair
from index.errors import ArchiveError
from index.models import Article, Input
from index.pipeline import index
from index.readers import read_inputs

NOTICE = "Mail your harbour photographs to our picture desk. We print the best."
SPOILED = "CAST(X'C3' || CAST({0} AS BLOB) AS TEXT)"  # half of a letter, then what was there
FILES = 12


@pytest.fixture(scope="module")
def to_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("spoiled")
    (made / "articles").mkdir()
    for n in range(FILES):
        lead = f"Ferry number {n} left Olm at dawn, and its captain told {n + 2} passengers that"
        text = f"{lead} the fog of last night would hold them up until noon.\n\n{NOTICE}"
        line = {
            "id": f"ferry-{n}",
            "title": f"Ferry {n}",
            "source": "The Harbour Courier",
            "text": text,
        }
        if n == 3:
            line["published_at"] = "some day"  # a notice
        (made / "articles" / f"{n}.jsonl").write_text(json.dumps(line))
    with Archive.create(made / "archive") as archive:
        indexed(archive, made)
        subscriptions.subscribe(archive.catalogue, {"https://courier.example/feed": "Courier"})
        (feed,) = subscriptions.subscriptions(archive.catalogue)
        subscriptions.record(archive.catalogue, feed, [subscriptions.Visit("a", "b")])
    return made


def indexed(archive: Archive, made: Path) -> None:
    def known(found: Input) -> bool:
        return is_known(archive.catalogue, found.place, found.stamp)

    folder = (made / "articles").resolve()
    index(archive, read_inputs([folder], is_known=known), prune=[folder])


@pytest.fixture
def made(to_copy: Path, tmp_path: Path) -> Path:
    """A copy of the archive beside the same files."""
    shutil.copytree(to_copy / "archive", tmp_path / "archive")
    (tmp_path / "articles").symlink_to(to_copy / "articles")
    return tmp_path


def spoil(made: Path, table: str, column: str) -> None:
    """Spoils that text in a row, and in others that have the same."""
    with sqlite3.connect(made / "archive" / "catalogue.sqlite") as db:
        (value,) = db.execute(f"SELECT {column} FROM {table} LIMIT 1").fetchone()
        db.execute(
            f"UPDATE {table} SET {column} = {SPOILED.format(column)} WHERE {column} = ?", (value,)
        )
    db.close()


def wrong(made: Path) -> dict[str, str]:
    found = check(made / "archive")
    return {one.name: one.message for one in found if one.severity == "failure"}


def told(made: Path) -> str:
    """All that the catalogue has, but for times of reading."""
    with Archive.open(made / "archive") as archive:
        db = archive.catalogue.connection
        said = [archive.catalogue.counts(), boilerplate_lines.found(archive.catalogue)]
        said += [sorted(archive.catalogue.all_vectors())]
        for query in (
            "id FROM articles",
            "language, path FROM versions",
            "place FROM inputs",
            "place, reason FROM notices",
        ):
            said += [sorted(map(tuple, db.execute(f"SELECT {query}")))]
        return str(said)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("articles", "id"),
        ("boilerplate", "source"),
        ("boilerplate", "text"),
        ("chunks", "vector"),
        ("embedders", "identity"),
        ("inputs", "place"),
        ("inputs", "stamp"),
        ("notices", "reason"),
        ("subscriptions", "page"),
        ("versions", "language"),
        ("versions", "path"),
        ("visits", "digest"),
    ],
)
def test_a_spoiled_text_of_any_table_is_restored(made: Path, table: str, column: str):
    before = told(made)
    spoil(made, table, column)
    assert wrong(made)["tables"].endswith(f"a text that is not UTF-8: {table}")
    said, *_ = repair(made / "archive")
    assert said.startswith("restored ") and f" of {table}" in said
    assert wrong(made) == {}
    with Archive.open(made / "archive") as archive:
        indexed(archive, made)
    assert wrong(made) == {} and told(made) == before


def test_a_damaged_version_is_restored_by_its_file_alone(made: Path):
    spoil(made, "versions", "title")
    spoil(made, "versions", "path")
    assert set(wrong(made)) == {"versions", "tables"}
    assert [said[:5] for said in repair(made / "archive")] == ["noted"]
    with Archive.open(made / "archive") as archive:
        indexed(archive, made)
        assert "\ufffd" not in str(list(archive.catalogue.articles()))
    assert wrong(made) == {}


def test_a_subscription_without_an_address_is_removed(made: Path):
    spoil(made, "subscriptions", "address")
    assert "tables" in wrong(made)
    said, *_ = repair(made / "archive")
    assert "`assistant subscriptions`" in said
    with Archive.open(made / "archive") as archive:
        assert subscriptions.subscriptions(archive.catalogue) == []


def test_what_only_a_backup_has_is_said_to_be_there(made: Path):
    spoil(made, "facts", "value")
    assert list(wrong(made)) == ["layout"]
    with pytest.raises(ArchiveError, match="not UTF-8; restore a backup"):
        list(repair(made / "archive"))


def test_sound_texts_in_any_script_are_fine(made: Path):
    with Archive.open(made / "archive") as archive:
        index(archive, [Article(id="渡船-\ufffd", text="Ο φάρος έσβησε. \U0001f6a2 \ufffd")])
    assert wrong(made) == {}
