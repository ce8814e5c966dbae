"""Packed files: members like files, and bombs, traps and damage as one line each."""

import gzip
import io
import json
import resource
import tarfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from index.models import Article, Problem
from index.readers import read
from tests.index.readers.formats import tar

STORY = b"The ferry sank on Monday."


def zipped(path: Path, **members: bytes) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def read_all(path: Path) -> tuple[list[Article], list[Problem]]:
    found = list(read([path]))
    articles = [item for item in found if isinstance(item, Article)]
    return articles, [item for item in found if isinstance(item, Problem)]


def test_members_are_read_by_suffix_and_named_within_their_file(tmp_path: Path):
    lines = b'{"text": "One."}\n{"text": "Two."}\n{'
    path = zipped(tmp_path / "a.zip", **{"x/a.txt": STORY, "b.jsonl": lines, "c.xlsx": b"-"})
    articles, problems = read_all(path)
    assert [a.id for a in articles] == ["a.zip!x/a.txt", "a.zip!b.jsonl#L1", "a.zip!b.jsonl#L2"]
    assert articles[0].path == f"{path}!x/a.txt"
    assert [p.reason for p in problems] == [
        "not valid JSON: Expecting property name enclosed in double quotes at column 2",
        "no reader for .xlsx files",
    ]


def test_nested_packed_files_are_read_one_level_deep(tmp_path: Path):
    inner = zipped(tmp_path / "inner.zip", **{"a.txt": STORY}).read_bytes()
    middle = zipped(tmp_path / "middle.zip", **{"inner.zip": inner}).read_bytes()
    zipped(tmp_path / "outer.zip", **{"middle.zip": middle})
    assert len(read_all(tmp_path / "middle.zip")[0]) == 1
    articles, (problem,) = read_all(tmp_path / "outer.zip")
    assert (articles, problem.reason) == ([], "compressed more than 2 times")


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "x/../../a.txt", "..\\a.txt"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str):
    zipped(tmp_path / "a.zip", **{name: STORY})
    (tmp_path / "a.tar").write_bytes(tar(STORY, name))
    for path in ("a.zip", "a.tar"):
        articles, (problem,) = read_all(tmp_path / path)
        assert (articles, problem.reason) == ([], "its path leads outside the compressed file")


def test_links_and_devices_are_refused(tmp_path: Path):
    with tarfile.open(tmp_path / "a.tar", "w") as packed:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            member = tarfile.TarInfo("a.txt")
            member.type, member.linkname = kind, "/etc/passwd"
            packed.addfile(member)
    articles, problems = read_all(tmp_path / "a.tar")
    assert articles == []
    assert {p.reason for p in problems} == {"a link or a device, not a file"}


def bomb(size: int) -> bytes:
    return gzip.compress(b"\0" * size, 9)


@pytest.mark.untraced
@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    "name",
    ["a.txt.gz", "a.zip"]
    + [pytest.param(n, marks=pytest.mark.slow) for n in ("a.jsonl.gz", "a.tar.gz", "a.warc.gz")],
)
def test_a_bomb_is_one_line_soon_and_in_little_memory(tmp_path: Path, name: str):
    path = tmp_path / name
    if name == "a.zip":
        zipped(path, **{"a.jsonl": b"\0" * 200_000_000})
    else:
        path.write_bytes(bomb(200_000_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    articles, problems = read_all(path)
    assert (articles, len(problems)) == ([], 1), problems
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700_000  # KB


def test_damaged_and_encrypted_files_are_one_line_each(tmp_path: Path):
    whole = {
        "a.txt.gz": gzip.compress(STORY * 50),
        "a.tar": tar(STORY * 5000),
        "a.tar.gz": gzip.compress(tar(STORY * 50)),
        "a.zip": zipped(tmp_path / "whole.zip", **{"a.txt": STORY * 50}).read_bytes(),
        "a.warc.gz": gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n"),
    }
    for name, data in whole.items():
        (tmp_path / name).write_bytes(data[: len(data) // 2])
        articles, problems = read_all(tmp_path / name)
        assert articles == [] and problems, name
    data = bytearray(whole["a.zip"])
    for place in (6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1  # the bit that says: encrypted
    (tmp_path / "secret.zip").write_bytes(data)
    assert "encrypted" in read_all(tmp_path / "secret.zip")[1][0].reason


def test_a_gz_keeps_the_name_that_it_has(tmp_path: Path):
    record = json.dumps({"text": "One."}).encode()
    (tmp_path / "wire.jsonl.gz").write_bytes(gzip.compress(record))
    (article,), problems = read_all(tmp_path / "wire.jsonl.gz")
    assert (article.path, problems) == (f"{tmp_path}/wire.jsonl.gz#L1", [])
    (tmp_path / "thing.gz").write_bytes(gzip.compress(record))
    assert read_all(tmp_path / "thing.gz")[1][0].reason == "no reader for files without a suffix"


def test_an_oversized_member_does_not_hide_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.readers.charset.LARGEST_ARTICLE", 1000)
    noise = io.BytesIO(b"word " * 400).read()
    zipped(tmp_path / "a.zip", **{"a.txt": noise, "b.txt": STORY})
    articles, (problem,) = read_all(tmp_path / "a.zip")
    assert [a.text for a in articles] == [STORY.decode()]
    assert "too large" in problem.reason


def test_hidden_members_are_skipped_as_in_a_folder(tmp_path: Path):
    names = ["./news/a.txt", "__MACOSX/news/._a.txt", ".DS_Store", ".git/b.txt", "news/.c.txt"]
    zipped(tmp_path / "a.zip", **dict.fromkeys(names, STORY))
    with tarfile.open(tmp_path / "a.tar", "w") as packed:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(STORY)
            packed.addfile(member, io.BytesIO(STORY))
    for path in ("a.zip", "a.tar"):
        articles, problems = read_all(tmp_path / path)
        assert ([a.id for a in articles], problems) == ([f"{path}!./news/a.txt"], [])
    zipped(tmp_path / "b.zip", **{"../.ssh/keys.txt": STORY})
    assert "leads out" in read_all(tmp_path / "b.zip")[1][0].reason
    assert (
        read_all(zipped(tmp_path / "c.zip", **{".a.txt": STORY}))[1][0].reason
        == "contains no files"
    )
