"""Unchanged files are not read again, and what has gone from a folder can be pruned."""

import os
from pathlib import Path

import pytest

from index.archive import Archive
from index.catalog.inputs import is_known
from index.models import Article, Finished, Notice, Unchanged
from index.pipeline import Summary, index
from index.readers import read_inputs
from tests.work import files_opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    (folder / "sub").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        write(folder / name, f"The ferry {name[-5]} sank.")
    write(folder / "wire.jsonl", '{"id": "w1", "text": "One."}\n{"id": "w2", "text": "Two."}\n')
    return folder


def write(path: Path, text: str) -> None:
    """Writes a file that looks as if it had been left alone since yesterday, never twice alike."""
    path.write_text(text)
    write.calls += 1
    os.utime(path, ns=(0, 1_700_000_000_123_456_789 + write.calls))


write.calls = 0


@pytest.fixture(autouse=True)
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of a file's last change cannot be set back: here an instant ago is long enough."""
    monkeypatch.setattr("index.readers.folders.TICK", 0)


def run(archive: Archive, *folders: Path, prune: bool = False) -> Summary:
    def known(found) -> bool:
        return is_known(archive.catalogue, found.place, found.stamp)

    readings = read_inputs(folders, is_known=known)
    return index(archive, readings, prune=folders if prune else ())


def ids(archive: Archive) -> set[str]:
    return {article.id for article in archive.catalogue.articles()}


def test_unchanged_files_are_not_opened(archive: Archive, folder: Path):
    assert run(archive, folder).indexed == 5
    again = read_inputs([folder], is_known=lambda i: is_known(archive.catalogue, i.place, i.stamp))
    with files_opened(folder) as opened:
        assert [type(reading) for reading in again] == [Unchanged] * 4
        assert run(archive, folder).unchanged == 5
    assert opened == []


def test_a_changed_file_alone_is_read_again(archive: Archive, folder: Path):
    run(archive, folder)
    write(folder / "b.txt", "The ferry b floats.")
    summary = run(archive, folder)
    assert (summary.updated, summary.unchanged) == (1, 4)
    assert archive.catalogue.article("b.txt").text == "The ferry b floats."


def test_a_replaced_file_is_read_despite_equal_size_and_time(archive: Archive, folder: Path):
    run(archive, folder)
    stat = (folder / "b.txt").stat()
    (folder / "new").write_text("The ferry b swims".ljust(stat.st_size, "."))
    os.utime(folder / "new", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (folder / "new").replace(folder / "b.txt")
    assert run(archive, folder).updated == 1


def test_a_file_changed_an_instant_ago_is_not_trusted(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.readers.folders.TICK", 10**15)
    stamps = {r.stamp for r in read_inputs([folder]) if isinstance(r, Finished)}
    assert stamps == {""}


def test_a_file_with_a_problem_is_always_read_and_reported(archive: Archive, folder: Path):
    write(folder / "wire.jsonl", '{"id": "w1", "text": "One."}\n{"id": "w2", "te')
    for _ in range(2):
        (problem,) = run(archive, folder).problems
        assert problem.place.endswith("wire.jsonl, line 2")


def test_prune_removes_what_has_gone_and_nothing_else(archive: Archive, folder: Path):
    run(archive, folder)
    index(archive, [Article(id="by hand", text="It came from a program.")])
    (folder / "sub" / "c.txt").unlink()
    write(folder / "wire.jsonl", '{"id": "w2", "text": "Two."}\n')
    assert run(archive, folder).removed == 0
    assert len(ids(archive)) == 6
    assert run(archive, folder, prune=True).removed == 2
    assert ids(archive) == {"a.txt", "b.txt", "w2", "by hand"}
    assert archive.vectors.count() == archive.catalogue.counts()["chunks"] == 4


def test_prune_keeps_what_another_folder_has_too(archive: Archive, folder: Path, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    write(other / "copy.jsonl", '{"id": "w1", "text": "One."}\n')
    run(archive, folder, other)
    (folder / "wire.jsonl").unlink()
    assert run(archive, folder, prune=True).removed == 1
    assert "w1" in ids(archive)
    (other / "copy.jsonl").unlink()
    assert run(archive, folder, prune=True).removed == 0, "other/ was not asked about"
    write(other / "rest.txt", "Something stays.")
    assert run(archive, other, prune=True).removed == 1


def test_prune_keeps_articles_of_an_unreadable_folder(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    run(archive, folder)
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    summary = run(archive, folder, prune=True)
    assert ("Permission denied", summary.removed) == (summary.problems[0].reason, 0)


def test_prune_keeps_articles_of_an_unreadable_file(archive: Archive, folder: Path):
    run(archive, folder)
    (folder / "a.txt").write_bytes(bytes(range(256)) * 10)
    write(folder / "wire.jsonl", "{")
    assert run(archive, folder, prune=True).removed == 0
    assert len(ids(archive)) == 5


def test_prune_does_not_take_an_empty_folder_for_emptied(archive: Archive, folder: Path):
    run(archive, folder)
    folder.rename(folder.with_name("moved"))
    folder.mkdir()
    assert run(archive, folder, prune=True).removed == 0


def test_a_removed_article_returns_when_its_file_is_indexed_again(archive: Archive, folder: Path):
    run(archive, folder)
    archive.remove("a.txt")
    assert run(archive, folder).indexed == 1
    assert "a.txt" in ids(archive)


def test_a_files_notice_is_repeated_without_reading_it(archive: Archive, folder: Path):
    write(folder / "odd.txt", "The ferry sank in Olm. A letter is lost: \ufffd.")
    (first,) = run(archive, folder).problems
    assert isinstance(first, Notice) and "is damaged" in first.reason
    with files_opened(folder) as opened:
        again = run(archive, folder)
    assert opened == []
    assert (again.problems, again.indexed) == ([first], 0)
    write(folder / "odd.txt", "The ferry sank in Olm. Nothing is odd.")
    assert (run(archive, folder).problems, run(archive, folder).problems) == ([], [])


def test_prune_removes_lines_gone_from_a_file_with_notices(archive: Archive, folder: Path):
    lines = ['{"id": "w1", "text": "One \\ud800."}', '{"id": "w2", "text": "Two."}']
    write(folder / "wire.jsonl", "\n".join(lines))
    run(archive, folder)
    write(folder / "wire.jsonl", lines[0])
    assert run(archive, folder, prune=True).removed == 1
