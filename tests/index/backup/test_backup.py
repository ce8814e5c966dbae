"""Backups: consistent, incremental, checked; restored archives are whole."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from index.archive import Archive
from index.backup.backup import Backups, backups_of
from index.backup.block_store import DamagedBackupError
from index.catalog.database import SCHEMA
from index.doctor import check
from index.errors import ArchiveError
from index.models import Article
from tests.conftest import ROOT
from tests.making import add


def ferry(number: int) -> Article:
    # Long enough for the catalogue to have many blocks.
    told = " ".join(f"Passenger {number * 1000 + one} boarded at Olm." for one in range(200))
    return Article(id=f"ferry-{number}", text=f"Ferry {number} left Olm at dawn. {told}")


@pytest.fixture(scope="module")
def to_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of four articles that nobody has open."""
    folder = tmp_path_factory.mktemp("backup") / "archive"
    with Archive.create(folder) as archive:
        add(archive, *map(ferry, range(4)))
    return folder


@pytest.fixture
def folder(to_copy: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(to_copy, tmp_path / "archive"))


def faults(folder: Path) -> list[str]:
    return [f"{one.name}: {one.message}" for one in check(folder, True) if one.severity != "fine"]


def contents(folder: Path) -> dict[str, str]:
    with Archive.open(folder) as archive:
        return {article.id: article.text for article in archive.catalogue.articles()}


def test_a_restored_archive_has_the_same_and_is_whole(folder: Path, tmp_path: Path):
    backups = Backups(tmp_path / "backups")
    made = backups.make(folder)
    counts = backups.restore(backups.find(), tmp_path / "restored")
    assert counts == made.manifest.counts and counts["articles"] == 4
    assert contents(tmp_path / "restored") == contents(folder)
    before = [f for f in faults(folder) if not f.startswith("dates")]
    assert [f for f in faults(tmp_path / "restored") if not f.startswith("dates")] == before


def test_nothing_is_embedded_to_restore(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    backups = Backups(tmp_path / "backups")
    backups.make(folder)

    def refuse(*_: object) -> None:
        raise AssertionError("the embedder is loaded")

    monkeypatch.setattr("index.archive.load_embedder", refuse)
    assert backups.restore(backups.find(), tmp_path / "restored")["chunks"] > 0


def test_a_second_backup_writes_only_what_is_new(folder: Path, tmp_path: Path):
    backups = Backups(tmp_path / "backups")
    with Archive.open(folder) as archive:
        add(archive, *map(ferry, range(4, 12)))
    first = backups.make(folder)
    second = backups.make(folder)
    with Archive.open(folder) as archive:
        add(archive, ferry(30))
    third = backups.make(folder)
    assert second.added < first.added / 10
    assert third.added < first.added / 2
    assert [one.counts["articles"] for one in backups.all()] == [12, 12, 13]


def test_an_older_backup_is_restored_by_its_id(folder: Path, tmp_path: Path):
    backups = Backups(tmp_path / "backups")
    first = backups.make(folder).manifest
    with Archive.open(folder) as archive:
        archive.remove("ferry-0")
    backups.make(folder)
    backups.restore(backups.find(first.id), tmp_path / "restored")
    assert "ferry-0" in contents(tmp_path / "restored")
    with pytest.raises(ArchiveError, match="several backups begin with '2'"):
        backups.find("2")
    with pytest.raises(ArchiveError, match="no backup '1999'"):
        backups.find("1999")


def test_an_archive_is_never_overwritten(folder: Path, tmp_path: Path):
    backups = Backups(tmp_path / "backups")
    backups.make(folder)
    before = contents(folder)
    with pytest.raises(ArchiveError, match="holds an archive; move it away"):
        backups.restore(backups.find(), folder)
    assert contents(folder) == before


def test_a_damaged_block_is_found_and_written_again(folder: Path, tmp_path: Path):
    backups = Backups(tmp_path / "backups")
    made = backups.make(folder).manifest
    assert backups.check() == {}
    block = made.files[-1].blocks[1]
    path = tmp_path / "backups" / "blocks" / block[:2] / block
    whole = path.read_bytes()
    path.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    with pytest.raises(DamagedBackupError, match=block[:12]):
        backups.restore(made, tmp_path / "restored")
    assert not (tmp_path / "restored" / "catalogue.sqlite").exists()
    assert list(backups.check()) == [made.id]
    backups.make(folder)
    assert backups.check() == {}
    backups.restore(made, tmp_path / "restored")  # the attempt before is cleared away
    assert contents(tmp_path / "restored") == contents(folder)


def test_a_changed_manifest_is_refused(folder: Path, tmp_path: Path):
    backups = Backups(tmp_path / "backups")
    made = backups.make(folder).manifest
    path = tmp_path / "backups" / "backups" / f"{made.id}.json"
    for text in (path.read_text().replace('"articles": 4', '"articles": 5'), "{", "[]", ""):
        path.write_text(text)
        assert list(backups.check()) == [made.id]
        with pytest.raises(DamagedBackupError):
            backups.find()


def test_old_backups_go_and_take_their_blocks_along(folder: Path, tmp_path: Path):
    backups = Backups(tmp_path / "backups")
    for number in range(4, 8):
        with Archive.open(folder) as archive:
            add(archive, ferry(number))
        backups.make(folder)
    size = sum(path.stat().st_size for path in (tmp_path / "backups").rglob("*"))
    gone = backups.keep(1)
    assert len(gone) == 3 and len(backups.all()) == 1
    assert sum(path.stat().st_size for path in (tmp_path / "backups").rglob("*")) < size
    assert backups.check() == {}
    backups.restore(backups.find(), tmp_path / "restored")
    assert contents(tmp_path / "restored") == contents(folder)


def test_a_damaged_archive_is_not_backed_up(folder: Path, tmp_path: Path):
    path = folder / "catalogue.sqlite"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 8192)
    with pytest.raises((ArchiveError, sqlite3.DatabaseError)):
        Backups(tmp_path / "backups").make(folder)
    assert Backups(tmp_path / "backups").all() == []


def test_an_archive_knows_where_its_backups_are(folder: Path, tmp_path: Path):
    made = Backups(tmp_path / "backups").make(folder).manifest
    Backups(tmp_path / "other").make(folder)
    shutil.rmtree(tmp_path / "other")
    known = backups_of(folder)
    assert known == {tmp_path / "backups": [made.id], tmp_path / "other": []}
    assert backups_of(tmp_path) == {}


def test_two_backups_into_one_folder_take_turns(folder: Path, tmp_path: Path):
    (tmp_path / "backups").mkdir()
    with (
        FileLock(tmp_path / "backups" / "backup.lock"),
        pytest.raises(ArchiveError, match="another process is writing a backup"),
    ):
        Backups(tmp_path / "backups").make(folder)


@pytest.mark.parametrize("layout", range(1, SCHEMA), ids=lambda number: f"schema-{number}")
def test_a_backup_of_an_earlier_version_is_restored(layout: int, tmp_path: Path):
    shutil.unpack_archive(ROOT / f"tests/index/archives/schema-{layout}.zip", tmp_path)
    backups = Backups(tmp_path / "backups")
    made = backups.make(tmp_path / "archive").manifest
    assert made.schema_number == layout
    assert backups.restore(backups.find(), tmp_path / "restored")["articles"] == 2
    assert contents(tmp_path / "restored") == contents(tmp_path / "archive")
    with Archive.open(tmp_path / "restored") as archive:
        assert archive.catalogue.fact("schema") == str(SCHEMA)


@pytest.mark.parametrize("step", ["_restore", "detach_vectors", "move_vectors"])
def test_a_restore_that_was_killed_is_run_again(folder: Path, tmp_path: Path, step: str):
    backups = Backups(tmp_path / "backups")
    backups.make(folder)
    target = tmp_path / "restored"
    code = (
        "import os, sys; from pathlib import Path; from index.backup import backup\n"
        "from index import writer\n"
        f"place = {{'_restore': backup.Backups, 'detach_vectors': backup}}.get({step!r}, writer)\n"
        f"real = getattr(place, {step!r})\n"
        "def die(*a, **k):\n    os._exit(9)\n"
        f"setattr(place, {step!r}, die)\n"
        "backups = backup.Backups(Path(sys.argv[1]))\n"
        "backups.restore(backups.find(), Path(sys.argv[2]))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "backups"), str(target)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, env=environment, cwd=ROOT).returncode == 9
    if step != "move_vectors":  # then the archive is there, and goes on when it is opened
        backups.restore(backups.find(), target)
    assert contents(target) == contents(folder)
    with Archive.open(target) as archive:
        assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()
    assert json.loads((folder / "backups.json").read_text()) == [str(tmp_path / "backups")]
