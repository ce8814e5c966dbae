"""An archive on a disk that is mounted read-only: a real one, in memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.article import Article
from index.store import Archive
from tests.conftest import ROOT
from tests.index.test_full_disk import IN_A_NAMESPACE, can_mount
from tests.making import add

pytestmark = pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here")


@pytest.mark.parametrize("command", [("ask", "Who?"), ("search", "ferry"), ("index", ".")])
def test_one_line_says_what_to_do_and_nothing_is_changed(
    archive: Archive, tmp_path: Path, command: tuple[str, str]
):
    add(archive, Article(id="ferry", text="The ferry sank."))
    archive.close()
    read_only = (
        'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" &&'
        ' exec "$2" -m assistant --archive "$1" "$3" "$4"'
    )
    done = subprocess.run(
        [*IN_A_NAMESPACE, "bash", "-c", read_only, "-", archive.folder, sys.executable, *command],
        capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    says = "no archive can be written in" if command[0] == "index" else "copy the folder to where"
    assert f"{archive.folder}" in done.stderr
    assert says in done.stderr


def test_a_copy_of_an_archive_is_as_good_as_the_archive(archive: Archive, tmp_path: Path):
    add(archive, Article(id="ferry", text="The ferry sank."))
    archive.close()
    subprocess.run(["cp", "-r", archive.folder, tmp_path / "copy"], check=True)
    with Archive.open(tmp_path / "copy") as copy:
        assert copy.catalogue.counts()["articles"] == copy.vectors.count() == 1
