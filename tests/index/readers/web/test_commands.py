"""Addresses from the command line and from programs, into an archive and out as a citation."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.commands.cli import main
from tests.conftest import ROOT
from tests.index.readers.web.stories import item, page, rss
from tests.web_server import Reply, WebServer


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["assistant", *words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_an_address_becomes_a_citation_with_its_link(
    server: WebServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_ARCHIVE", "archive")
    url = server.page("/a", page("<title>Bridge closed again</title>"))
    assert run(capsys, monkeypatch, "index", "--allow-private", url) == 0
    assert "1 indexed" in capsys.readouterr().out
    assert run(capsys, monkeypatch, "index", "--allow-private", "--json", url) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 1
    with Assistant(llm="none") as assistant:
        answer = assistant.ask("Who said that the bridge over the Orry was closed again?")
    (cited, *_) = answer.citations
    assert cited.article.url == cited.article.path == url
    assert str(cited.link).startswith(f"{url}#:~:text=")


def test_unreachable_pages_are_one_line_each_and_the_rest_indexed(
    server: WebServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "story.txt").write_text("The ferry is late.")
    words = ["--archive", "archive", "index", server.page("/a", page()), "ftp://x/y", "story.txt"]
    assert run(capsys, monkeypatch, *words) == 3
    out, err = capsys.readouterr()
    assert "1 indexed, 0 updated, 0 unchanged, 2 skipped" in out
    problems = [line for line in err.splitlines() if line.startswith("assistant: ")]
    assert problems[0].startswith(
        f"assistant: {server.url}/a: refused: 127.0.0.1 is on a private network;"
    )
    assert problems[1].startswith("assistant: ftp://x/y: ftp:// is not supported")
    assert server.asked == []


def test_a_program_indexes_a_feed(server: WebServer, tmp_path: Path) -> None:
    server.page("/a", page())
    url = server.on(
        "/feed", Reply(rss(item("/a"), item("/b")), headers={"Content-Type": "text/xml"})
    )
    steps: list[int] = []
    with Assistant(tmp_path / "archive", llm="none") as assistant:
        summary = assistant.index([url], steps.append, allow_private=True)
        assert (summary.indexed, len(summary.problems), len(steps)) == (1, 1, 1)
        summary = assistant.index([url], allow_private=True)
        assert (summary.indexed, summary.updated, summary.unchanged) == (0, 0, 1)


def test_no_web_library_is_imported_before_an_address_is_read() -> None:
    code = (
        "import sys, index.readers, assistant.commands.cli;"
        "print({'httpx2', 'httpcore2', 'feedparser', 'protego'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "set()"
