"""Each thing that can break is broken for real: doctor names it, and repair heals it."""

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from index.archive import Archive
from index.catalog.scope import Scope
from index.chroma_records import Record, vector_ids
from index.doctor import CHECKS, check
from index.doctor.check_result import Finding
from index.doctor.repair import repair
from index.errors import ArchiveError
from index.models import Article
from tests.conftest import ROOT
from tests.index.processes import article, opened
from tests.making import add

STORIES = [
    Article(
        id=f"ferry-{n}",
        title=f"Ferry {n}",
        text=f"Ferry number {n} left Olm at dawn with {n + 3} lorries. The captain was not named, "
        f"and the harbour office said on Monday that it knew of {n} more.",
        published_at=datetime(2024, 3, n + 1, tzinfo=UTC),
    )
    for n in range(12)
]


@pytest.fixture(scope="module")
def to_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ferries") / "archive"
    with Archive.create(folder) as archive:
        add(archive, *STORIES)
    return folder


@pytest.fixture
def folder(to_copy: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(to_copy, tmp_path / "archive"))


def found(folder: Path, is_full: bool = True) -> dict[str, Finding]:
    return {finding.name: finding for finding in check(folder, is_full)}


def wrong(folder: Path) -> set[str]:
    return {name for name, finding in found(folder).items() if finding.severity != "fine"}


def assert_sound(folder: Path, articles: int = 12) -> None:
    assert wrong(folder) == set()
    with Archive.open(folder) as archive:
        assert archive.catalogue.counts()["articles"] == articles
        near = archive.find_nearest(archive.embedder.embed_query(STORIES[3].text), 1, Scope())
        assert archive.chunks(list(near)).popitem()[1].article.id == "ferry-3"
        words = archive.find_words(["lorries"], 50, Scope())
        assert len(words) == articles


def execute(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / "catalogue.sqlite") as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def test_a_sound_archive_is_fine_and_left_unchanged(folder: Path):
    def state() -> dict[str, str]:
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and "chroma" not in path.parts  # it tidies its files when opened
        }

    before = state()
    assert list(found(folder)) == list(CHECKS)
    assert wrong(folder) == set()
    assert state() == before
    assert list(repair(folder)) == []


def test_deleted_vectors_are_named_and_put_back(folder: Path):
    with Archive.open(folder) as archive:
        archive.vectors.delete(sorted(archive.vectors.ids())[:4])
    assert found(folder, is_full=False)["vectors"].message.startswith("vectors 4 missing")
    assert wrong(folder) == {"vectors"}
    assert list(repair(folder)) == ["rebuilt Chroma's index, 12 vectors"]
    assert_sound(folder)


def test_orphaned_vectors_are_named_and_taken_out(folder: Path):
    with Archive.open(folder) as archive:
        stranger = Article(id="x", text="Nobody's.")
        (name,) = vector_ids(stranger, [(0, 9)])
        archive.vectors.upsert([Record(name, np.ones(384, np.float16), stranger, 0, 9)])
    assert "1 orphaned" in found(folder, is_full=False)["vectors"].message
    list(repair(folder))
    assert_sound(folder)


@pytest.mark.slow
def test_a_truncated_index_file_is_named_and_made_again(tmp_path: Path):
    folder = tmp_path / "large"  # Chroma writes these files from 500 vectors on
    with opened(folder) as archive:
        add(archive, *(article(number) for number in range(600)))
    for path in (folder / "chroma").rglob("data_level0.bin"):
        os.truncate(path, path.stat().st_size // 3)
    assert found(folder)["vectors"].severity == "failure"
    list(repair(folder))
    assert found(folder)["vectors"].message == "600 vectors; all checked"


@pytest.mark.parametrize("name", ["chroma.sqlite3", "no folder", "file"])
def test_a_damaged_vector_index_is_named_and_rebuilt(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    if name != "chroma.sqlite3":
        shutil.rmtree(folder / "chroma")
        if name == "file":
            (folder / "chroma").write_text("A note.")
    else:
        for path in (folder / "chroma").rglob(name):
            os.truncate(path, path.stat().st_size // 3)
    monkeypatch.setattr("index.chroma_client._PATIENCE", 0.1)
    monkeypatch.setattr("index.doctor.vectors._reader", partial(ThreadPoolExecutor, 1))
    findings = found(folder)
    finding = findings["vectors"]
    assert [n for n, one in findings.items() if one.severity != "fine"] == ["vectors"]
    assert finding.message.startswith(f"the vectors in {folder / 'chroma'} ")
    assert ("are gone" in finding.message) == (name == "no folder")
    assert "Error" not in finding.message and finding.remedy == "assistant doctor --repair"
    with Archive.open(folder) as archive, pytest.raises(ArchiveError, match="doctor --repair"):
        archive.find_nearest([0.1] * 384, 1, Scope())
    list(repair(folder))
    assert_sound(folder)


def test_a_word_index_missing_a_chunk_is_named_and_rebuilt(folder: Path):
    execute(folder, "DELETE FROM words_docsize WHERE id IN (SELECT MIN(id) FROM words_docsize)")
    assert wrong(folder) == {"words"}
    assert list(repair(folder)) == ["rebuilt the word index, 12 chunks"]
    assert_sound(folder)


def test_a_sentence_outside_its_text_is_named(folder: Path):
    execute(folder, "UPDATE sentences SET end = 9999 WHERE version = 3 AND number = 1")
    assert "1 sentence lies outside" in found(folder)["spans"].message


def test_a_changed_letter_is_named_and_restored_from_its_file(folder: Path):
    path = folder / "catalogue.sqlite"
    data = path.read_bytes()
    assert data.count(b"Ferry number 5 left") == 1
    path.write_bytes(data.replace(b"Ferry number 5 left", b"Ferry number 5 lift"))
    finding = found(folder, is_full=False)["versions"]
    assert finding.severity == "failure" and "1 version has" in finding.message
    assert "ferry-5" in finding.message
    (said,) = repair(folder)
    assert said.startswith("noted 1 damaged version; index the files of ferry-5 ")
    assert found(folder)["versions"].severity == "warning"
    with Archive.open(folder) as archive:
        assert add(archive, *STORIES).updated == 1
    assert_sound(folder)


BROKEN_UTF8 = (b"Ferry number 5 left", b"Ferry number 5 l\xe5ft")


def replace_in_catalogue(folder: Path, old: bytes, new: bytes) -> None:
    path = folder / "catalogue.sqlite"
    data = path.read_bytes()
    assert data.count(old) == 1 and len(old) == len(new)
    path.write_bytes(data.replace(old, new))


def test_a_text_that_is_no_utf8_is_named_and_restored(folder: Path):
    replace_in_catalogue(folder, *BROKEN_UTF8)
    findings = found(folder, is_full=False)
    assert findings["versions"].message == "1 version has changed on the disk: ferry-5"
    assert wrong(folder) == {"versions"}
    (said,) = repair(folder)
    assert said == "noted 1 damaged version; index the files of ferry-5 to restore them"
    assert wrong(folder) == {"versions", "encoding"}
    with Archive.open(folder) as archive:
        texts = {one.id: one.text for one in archive.catalogue.articles()}
        assert texts.pop("ferry-5") == STORIES[5].text.replace("left", "l\ufffdft")
        assert texts == {one.id: one.text for one in STORIES if one.id != "ferry-5"}
        assert add(archive, *STORIES).updated == 1
    assert_sound(folder)


def test_a_text_that_is_no_utf8_is_saved_too(folder: Path):
    execute(folder, "INSERT INTO sentences VALUES (99, 0, 0, 1)")  # of no version
    replace_in_catalogue(folder, *BROKEN_UTF8)
    assert wrong(folder) == {"catalogue"}
    said = list(repair(folder))
    assert said[0].startswith("saved 12 versions")
    assert wrong(folder) == {"encoding"}


@pytest.mark.parametrize("share", [2, 10])
def test_a_truncated_catalogue_is_named_and_its_readable_part_saved(folder, share: int):
    path = folder / "catalogue.sqlite"
    os.truncate(path, path.stat().st_size // share)
    assert wrong(folder) == {"catalogue"}
    said = list(repair(folder))
    assert said[0].startswith("saved ") and "index your files again" in said[1]
    with Archive.open(folder) as archive:
        add(archive, *STORIES)
    assert_sound(folder)


def test_another_embedder_is_named(folder: Path):
    execute(folder, "UPDATE facts SET value = 'other' WHERE name = 'identity'")
    assert "re-embed" in found(folder)["embedder"].remedy


def test_a_later_layout_is_named_and_not_repaired(folder: Path):
    execute(folder, "UPDATE facts SET value = '99' WHERE name = 'schema'")
    assert list(found(folder)) == ["catalogue", "layout"]
    with pytest.raises(ArchiveError, match="later version"):
        list(repair(folder))


def test_a_writer_that_died_is_named_and_tidied_up_after(folder: Path):
    (folder / "writer.holder").write_text("process 1 on nowhere since long")
    assert found(folder)["writer"].severity == "warning"
    list(repair(folder))
    assert_sound(folder)


def test_a_folder_that_chroma_does_not_use_is_removed(folder: Path):
    (folder / "chroma" / "left-over").mkdir()
    assert list(repair(folder)) == ["removed left-over, which Chroma does not use"]


@pytest.mark.parametrize(
    ("odd", "name"),
    [
        (Article(id="x", text="Short."), "texts"),
        (Article(id="x", text="The cafÃ© on the quay was shut. " * 9), "encoding"),
        (Article(id="x", text="The caf� on the quay was shut. " * 9), "encoding"),
        (Article(id="x", text=STORIES[0].text), "duplicates"),
        (
            Article(
                id="x", text="It is late. " * 20, published_at=datetime(2199, 1, 1, tzinfo=UTC)
            ),
            "dates",
        ),
    ],
)
def test_what_is_odd_about_an_article_is_a_warning(folder: Path, odd: Article, name: str):
    with Archive.open(folder) as archive:
        add(archive, odd)
    findings = found(folder)
    assert [n for n, finding in findings.items() if finding.severity != "fine"] == [name]
    assert findings[name].severity == "warning"


def test_no_archive_is_a_failure(tmp_path: Path):
    (finding,) = check(tmp_path)
    assert (finding.severity, finding.remedy) == ("failure", "run `assistant index PATH`")


def test_a_catalogue_that_is_no_database_is_kept_and_named(folder: Path):
    (folder / "catalogue.sqlite").write_bytes(b"junk" * 30_000)
    assert wrong(folder) == {"catalogue"}
    said = list(repair(folder))
    assert said[0].startswith("saved 0 versions of articles; the damaged catalogue is kept as ")
    assert said[1] == (
        "how many others it had cannot be read; index your files again to restore them"
    )
    assert len(list(folder.glob("catalogue.damaged-*"))) == 1
    assert wrong(folder) == set()


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 8))]
)
def test_flipped_bytes_are_found_and_the_readable_part_saved(folder: Path, seed: int):
    path = folder / "catalogue.sqlite"
    data, dice = bytearray(path.read_bytes()), random.Random(seed)
    for page in dice.sample(range(1, len(data) // 4096), 3):
        start = page * 4096
        data[start : start + 200] = dice.randbytes(200)
    path.write_bytes(data)
    assert "catalogue" in wrong(folder)
    said = list(repair(folder))
    assert said[0].startswith("saved ")
    after = found(folder)
    assert after["catalogue"].severity == "fine"
    assert after["vectors"].severity == "fine"
    with Archive.open(folder) as archive:
        add(archive, *STORIES)
        assert archive.catalogue.counts()["articles"] >= 12


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["catalogue.sqlite", "chroma.sqlite3", "data_level0.bin"])
def test_whatever_the_bytes_doctor_ends_with_findings(folder: Path, name: str):
    for seed in range(4):
        for path in folder.rglob(name):
            data, dice = bytearray(path.read_bytes()), random.Random(seed)
            start = dice.randrange(len(data))
            data[start : start + 5_000] = dice.randbytes(min(5_000, len(data) - start))
            path.write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "--archive", folder, "doctor", "--full"],
            capture_output=True, text=True, timeout=140, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode in (0, 1, 2), done.stderr
        assert "internal error" not in done.stderr and "Traceback" not in done.stderr
        assert done.stdout.count("\n") >= 2
