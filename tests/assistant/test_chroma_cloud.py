"""An archive whose vectors are on Chroma Cloud: a proxy enforces its key and limits."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import chromadb
import pytest
from chromadb.config import Settings

from assistant import Assistant
from assistant.commands.cli import main
from index.archive import Archive
from index.errors import ArchiveError
from tests.chroma_proxy import KEY, ChromaProxy
from tests.chroma_server import ChromaProcess

TENANT, DATABASE = "newsroom", "archive"
SOURCES = ("Courier", "Ledger")


@pytest.fixture(scope="module")
def server(chroma_process: ChromaProcess) -> ChromaProcess:
    """The server of the tests, with a tenant."""
    settings = Settings(
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host="127.0.0.1",
        chroma_server_http_port=chroma_process.port,
    )
    admin = chromadb.AdminClient(settings)
    admin.create_tenant(TENANT)
    admin.create_database(DATABASE, TENANT)
    return chroma_process


@pytest.fixture
def cloud(server: ChromaProcess) -> Iterator[ChromaProxy]:
    with ChromaProxy(server.port).running() as proxy:
        yield proxy


@pytest.fixture
def settings(cloud: ChromaProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that a person sets once."""
    monkeypatch.setenv("ASSISTANT_CHROMA", cloud.url)
    monkeypatch.setenv("ASSISTANT_CHROMA_API_KEY", KEY)
    monkeypatch.setenv("ASSISTANT_CHROMA_TENANT", TENANT)
    monkeypatch.setenv("ASSISTANT_CHROMA_DATABASE", DATABASE)


def write(path: Path, numbers: range) -> Path:
    """Small articles, of two sources, a day apart."""
    lines = [
        {
            "id": f"ferry-{n}",
            "text": f"Ferry {n} left Olm at dawn with {n * 7} lorries.",
            "source": SOURCES[n % 2],
            "published_at": f"{2000 + n // 336}-{n % 336 // 28 + 1:02}-{n % 28 + 1:02}",
        }
        for n in numbers
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["assistant", *arguments])
    with pytest.raises(SystemExit) as stop:
        main()
        sys.exit(0)
    return int(stop.value.code or 0)


def test_more_records_than_one_write_takes_are_written(
    cloud: ChromaProxy, settings: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.chroma_server._DELAYS", (0.05, 0.1, 0.2, 0.4))
    cloud.busy_each = 9
    with Assistant(tmp_path / "archive") as assistant:
        assert assistant.index([write(tmp_path / "many.jsonl", range(310))]).indexed == 310
        assert assistant.archive.vectors.ids() == assistant.archive.catalogue.all_vectors().keys()
        assert "ferry-77" in found(assistant, "Ferry 77 left Olm")
    assert cloud.violations == [] and cloud.busy > 0


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_limits_of_chroma_cloud_are_kept(
    cloud: ChromaProxy,
    settings: None,
    server: ChromaProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr("index.chroma_server._DELAYS", (0.05, 0.1, 0.2, 0.4))
    cloud.busy_each = 9
    articles, folder = tmp_path / "articles", tmp_path / "archive"
    articles.mkdir()
    write(articles / "many.jsonl", range(400))
    write(articles / "more.jsonl", range(400, 740))
    with Assistant(folder) as assistant:
        assert assistant.index([articles], workers=1).indexed == 740
        assert assistant.archive.vectors.count() == 740
        assert "ferry-77" in found(assistant, "Ferry 77 left Olm")
        assert set(found(assistant, "ferry", sources="Courier")) <= {
            f"ferry-{n}" for n in range(0, 740, 2)
        }
        assert found(assistant, "ferry", since="2002-01-01", until="2002-01-03") == [
            "ferry-672", "ferry-673", "ferry-674"
        ]  # fmt: skip
        assert len(assistant.search("ferry at dawn", 400)) <= 400
        assert assistant.ask("When did ferry 77 leave Olm?").answered
        write(articles / "many.jsonl", range(1, 400)).touch()
        assert assistant.index([articles], workers=1).unchanged >= 399
        (articles / "more.jsonl").unlink()
        assert assistant.index([articles], workers=1, prune=True).removed >= 340
        assert assistant.archive.vectors.ids() == assistant.archive.catalogue.all_vectors().keys()
        name = assistant.archive.vectors.name
    chromadb.HttpClient(
        "127.0.0.1", server.port, tenant=TENANT, database=DATABASE
    ).delete_collection(name)
    assert run(monkeypatch, "--archive", str(folder), "doctor", "--repair") < 2
    assert "rebuilt Chroma's index" in capsys.readouterr().out
    with Assistant(folder) as assistant:
        assert "ferry-78" in found(assistant, "Ferry 78 left Olm", sources="Courier")
    assert cloud.violations == []
    assert cloud.busy > 2


def found(assistant: Assistant, question: str, **scope: str) -> list[str]:
    return sorted(hit.chunk.article.id for hit in assistant.search(question, 10, **scope))


def test_twenty_threads_send_at_most_ten_requests_at_once(
    cloud: ChromaProxy, settings: None, tmp_path: Path
):
    with Assistant(tmp_path / "archive") as assistant:
        assistant.index([write(tmp_path / "few.jsonl", range(20))], workers=1)
        cloud.delay = 0.02
        with ThreadPoolExecutor(20) as threads:
            asked = threads.map(lambda n: found(assistant, f"Ferry {n} left Olm"), range(20))
            assert all(f"ferry-{n}" in names for n, names in enumerate(asked))
    assert cloud.violations == []
    assert cloud.most_at_once <= 10


def test_long_texts_are_cut_to_the_limits(cloud: ChromaProxy, tmp_path: Path):
    title, word = "A title that goes on. " * 300, "ß" * 400
    line = {"id": "long", "title": title, "text": f"{word} " * 40, "source": "Courier"}
    (tmp_path / "long.jsonl").write_text(json.dumps(line))
    with Assistant(tmp_path / "archive", chroma=cloud.url, chroma_api_key=KEY) as assistant:
        assert assistant.index([tmp_path / "long.jsonl"], workers=1).indexed == 1
    assert cloud.violations == []


@pytest.mark.parametrize("key", ["", "wrong"])
def test_a_wrong_key_is_one_line_that_names_the_setting(
    cloud: ChromaProxy, tmp_path: Path, key: str
):
    with (
        pytest.raises(ArchiveError, match="ASSISTANT_CHROMA_API_KEY") as error,
        Assistant(tmp_path / "archive", chroma=cloud.url, chroma_api_key=key) as assistant,
    ):
        assistant.index([write(tmp_path / "few.jsonl", range(3))], workers=1)
    assert "\n" not in str(error.value)
    assert KEY not in str(error.value)
    assert cloud.refused


def test_a_key_that_was_right_is_refused_when_asking(
    cloud: ChromaProxy, settings: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "archive"
    with Assistant(folder) as assistant:
        assistant.index([write(tmp_path / "few.jsonl", range(3))], workers=1)
    monkeypatch.setenv("ASSISTANT_CHROMA_API_KEY", "withdrawn")
    with Assistant(folder) as assistant, pytest.raises(ArchiveError, match="refuses the key"):
        assistant.search("Ferry 2")


def test_an_archive_remembers_tenant_and_database_but_no_key(
    cloud: ChromaProxy, settings: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "archive"
    with Assistant(folder) as assistant:
        assistant.index([write(tmp_path / "few.jsonl", range(3))], workers=1)
    for name in ("", "_TENANT", "_DATABASE"):
        monkeypatch.delenv(f"ASSISTANT_CHROMA{name}")
    with Assistant(folder) as assistant:
        assert "ferry-2" in found(assistant, "Ferry 2")
        assert f"tenants/{TENANT}/databases/{DATABASE}" in cloud.requests[-1]
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert KEY.encode() not in kept
    with Archive.open(folder, chroma=cloud.url, chroma_key=KEY) as archive:
        assert archive.size == 3
    other = f"{cloud.url}/{TENANT}/another"
    with pytest.raises(ArchiveError, match=f"re-embed --chroma {other}"):
        Archive.open(folder, chroma=other, chroma_key=KEY)
    with sqlite3.connect(folder / "catalogue.sqlite") as db:
        (address,) = db.execute("SELECT value FROM facts WHERE name = 'chroma'").fetchone()
    assert address == f"{cloud.url}/{TENANT}/{DATABASE}"


def test_an_unknown_database_is_one_line(cloud: ChromaProxy, settings: None, tmp_path: Path):
    with (
        pytest.raises(ArchiveError, match="no tenant newsroom or no database missing"),
        Assistant(tmp_path / "archive", chroma_database="missing") as assistant,
    ):
        assistant.index([write(tmp_path / "few.jsonl", range(3))], workers=1)


def test_chroma_cloud_itself_needs_key_tenant_and_database(tmp_path: Path):
    for given, missing in (
        ({"chroma_tenant": "t", "chroma_database": "d"}, "ASSISTANT_CHROMA_API_KEY"),
        ({"chroma_api_key": "k"}, "ASSISTANT_CHROMA_TENANT"),
    ):
        with (
            pytest.raises(ArchiveError, match=missing),
            Assistant(tmp_path / "a", chroma="https://api.trychroma.com", **given) as assistant,
        ):
            assistant.index([write(tmp_path / "few.jsonl", range(3))], workers=1)


def test_the_key_is_never_shown(
    settings: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for arguments in (("config",), ("config", "--json")):
        assert run(monkeypatch, *arguments) == 0
        shown = capsys.readouterr().out
        assert "chroma_api_key" in shown.lower()
        assert KEY not in shown
