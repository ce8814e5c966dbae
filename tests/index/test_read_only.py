"""An archive on a disk that is mounted read-only: a real one, in memory."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from index.archive import Archive
from index.catalog import changes
from index.catalog.scope import Scope
from index.models import Article
from tests.conftest import ROOT
from tests.index.test_full_disk import IN_A_NAMESPACE, can_mount
from tests.making import add

STORIES = [
    Article(
        id=f"ferry-{n}",
        text=f"The ferry {name} sank near Olm on Monday with {n + 3} lorries on board.",
        source=("Courier", "Ledger")[n % 2],
        published_at=datetime(2024, 3, n + 1, tzinfo=UTC),
    )
    for n, name in enumerate(("Amber", "Birch", "Cobalt", "Dorothea"))
]
on_a_read_only_disk = pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here")


@pytest.fixture
def filled(archive: Archive) -> Archive:
    add(archive, *STORIES)
    return archive


MOUNTED = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 9; shift; exec "$@"'
# One process for all commands: to start one takes seconds.
COMMANDS = """
import json, shlex, sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from assistant.commands.cli import main
told, (folder, *commands) = [], sys.argv[1:]
for command in commands:
    sys.argv, code = ["assistant", "--archive", folder, *shlex.split(command)], 0
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        try:
            main()
        except SystemExit as stop:
            code = stop.code
    told.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(told))
"""


def run(folder: Path, *commands: str) -> list[tuple[int, str, str]]:
    """What each command comes to (exit code, output, errors) over `folder`, mounted read-only."""
    said = folder.parent / "said"
    said.mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "ASSISTANT_LLM": "none"}
    python = [sys.executable, "-c", COMMANDS, folder, *commands]
    done = subprocess.run(
        [*IN_A_NAMESPACE, "bash", "-c", MOUNTED, "-", folder, *python],
        capture_output=True, text=True, cwd=said, env=environment, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [(code, out, err) for code, out, err in json.loads(done.stdout)]


def bytes_in(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
@on_a_read_only_disk
def test_a_read_only_archive_is_fully_usable_and_unchanged(
    filled: Archive,
):
    scope = Scope(sources=("Courier",))
    vector = filled.embedder.embed_query("lorries on the Cobalt")
    nearest = {s: list(filled.find_nearest(vector, 4, s)) for s in (Scope(), scope)}
    filled.close()
    before = bytes_in(filled.folder)
    asked, searched, within, listed, checked = run(
        filled.folder,
        'ask --json "Where did the ferry Birch sink?"',
        'search --json "lorries on the Cobalt"',
        'search --json --source Courier "lorries on the Cobalt"',
        "articles list --json",
        "doctor --full --json",
    )
    answer: dict[str, Any] = json.loads(asked[1])
    assert (asked[0], answer["answered"]) == (0, True)
    assert answer["citations"][0]["article"]["id"] == "ferry-1"
    assert "Answers cannot be recorded" in asked[2] and asked[2].count("\n") == 1
    for hits, order in ((searched, nearest[Scope()]), (within, nearest[scope])):
        found = [hit["article"]["id"] for hit in json.loads(hits[1])]
        assert found[0] == "ferry-2"
        assert len(found) == len(order)
    assert len(json.loads(listed[1])) == 4
    findings = {f["name"]: f for f in json.loads(checked[1])["findings"]}
    assert checked[0] == 1, "texts are short"
    assert {n for n, f in findings.items() if f["severity"] != "fine"} == {"texts"}
    assert findings["vectors"]["message"] == "4 vectors; all checked"
    assert bytes_in(filled.folder) == before


@on_a_read_only_disk
def test_what_would_write_is_one_line(filled: Archive):
    filled.close()
    with Assistant(filled.folder, llm="none") as assistant:
        answer = assistant.ask("Where did the ferry Birch sink?")
    commands = (
        "index .", "articles remove ferry-1", "index --re-embed", "doctor --repair",
        f"feedback {answer.id} right",
    )  # fmt: skip
    for code, out, err in run(filled.folder, *commands):
        assert (code, out) == (1, "")
        assert err.count("\n") == 1 and err.startswith("assistant: nothing can be written in "), err
        assert str(filled.folder) in err and "Errno" not in err, err
        assert "use --archive COPY" in err, err


@on_a_read_only_disk
@pytest.mark.slow
def test_what_a_killed_writer_left_in_its_journal_is_read(filled: Archive, tmp_path: Path):
    """Copied while it was open: what was written last stands in SQLite's journal alone."""
    copy = tmp_path / "copied" / "archive"
    shutil.copytree(filled.folder, copy, ignore=shutil.ignore_patterns("*-shm"))
    assert (copy / "catalogue.sqlite-wal").stat().st_size > 0
    (listed, searched) = run(copy, "articles list --json", 'search --json "the Dorothea"')
    assert len(json.loads(listed[1])) == 4
    assert json.loads(searched[1])[0]["article"]["id"] == "ferry-3"


def test_who_may_only_read_sees_what_is_written_meanwhile(
    filled: Archive, monkeypatch: pytest.MonkeyPatch
):
    """By another user; here in one process, which is told that it may not write."""
    filled.close()
    with monkeypatch.context() as patch:
        patch.setattr("index.catalog.sqlite.is_read_only", lambda path: True)
        reader = Archive.open(filled.folder)
        assert reader.is_read_only
    assert reader.catalogue.counts()["articles"] == 4
    with Archive.open(filled.folder) as writer:
        add(writer, Article(id="flood", text="The river rose over the quay at Varn."))
        found = reader.find_nearest(reader.embedder.embed_query("the river rose"), 1, Scope())
        assert reader.chunks(list(found)).popitem()[1].article.id == "flood"
        changes.remove(writer.catalogue, "ferry-0")
        assert reader.catalogue.counts()["articles"] == 4
    assert reader.catalogue.counts()["articles"] == 4
    reader.close()


def test_a_copied_archive_answers_like_the_original(archive: Archive, tmp_path: Path):
    add(archive, Article(id="ferry", text="The ferry sank."))
    archive.close()
    subprocess.run(["cp", "-r", archive.folder, tmp_path / "copy"], check=True)
    with Archive.open(tmp_path / "copy") as copy:
        assert copy.catalogue.counts()["articles"] == copy.vectors.count() == 1
