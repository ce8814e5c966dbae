"""`assistant index` and its options, as a person and as cron use them."""

import json
import re
import shlex
import sys
import threading
import time
from pathlib import Path

import pexpect
import pytest

from assistant.render import progress
from index.catalog.catalogue import open_catalogue
from index.models import Article
from index.readers import count_steps, read_inputs
from index.writer import writing
from tests.assistant.test_cli import Run
from tests.conftest import ROOT
from tests.openai_server import OpenAIServer
from tests.work import files_opened

SMALL = "openai:text-embedding-3-small"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(4):
        (folder / f"{n}.txt").write_text(f"Ferry {n} left Olm at dawn. It carried {n + 3} lorries.")
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(capsys, monkeypatch, "--archive", "a")


def test_a_dry_run_counts_and_changes_nothing(run: Run, news: Path):
    plan = json.loads(run("index", "--dry-run", "--json", news).out)
    assert (plan["indexed"], plan["updated"], plan["dollars"], plan["skipped"]) == (4, 0, None, [])
    assert 40 < plan["tokens"] < 200
    assert not Path("a").exists()
    run("index", "--quiet", news)
    (news / "0.txt").write_text("Ferry 0 did not leave.")
    (news / "9.txt").write_text("")
    assert run("index", "--dry-run", news).out.startswith("0 indexed, 1 updated, 3 unchanged, ")
    assert (run.code, "9.txt: contains no text" in run.err) == (3, True)
    assert run("index", "--json", news).out.count('"updated": 1') == 1


def test_a_first_run_updates_nothing_that_was_there_before(run: Run, tmp_path: Path):
    first = {"id": "flood", "text": "The river rose.", "published_at": "2024-01-01"}
    later = {"id": "flood", "text": "The river fell.", "published_at": "2024-01-02"}
    news = tmp_path / "news.jsonl"
    news.write_text(f"{json.dumps(first)}\n{json.dumps(later)}\n")
    told = run("index", news).out
    assert told.startswith("1 indexed (1 of them in two versions), 0 unchanged, 0 skipped; ")
    later["text"] = "The river is dry."
    news.write_text(json.dumps(later | {"updated_at": "2024-01-03"}))
    assert run("index", news).out.startswith("0 indexed, 1 updated, ")


def test_a_dry_run_says_what_a_paid_embedder_would_cost(run: Run, news: Path):
    (news / "long.txt").write_text("The ferry left Olm at dawn. " * 20_000)
    plan = json.loads(run("index", "--dry-run", "--json", "--embedder", SMALL, news).out)
    assert plan["dollars"] == pytest.approx(plan["tokens"] * 0.02 / 1e6)
    assert " US dollars" in run("index", "--dry-run", "--embedder", SMALL, news).out


def test_a_dry_run_refuses_what_the_run_would_refuse(run: Run, news: Path):
    assert "no OpenAI embedder" in run("index", "--dry-run", "--embedder", "openai:x", news).err
    assert (run.code, run.out) == (1, "")
    run("index", "--quiet", news)
    for wanted in (("--embedder", SMALL), ("--chroma", "http://127.0.0.1:1")):
        assert (
            "to change it: `assistant index --re-embed"
            in run("index", "--dry-run", *wanted, news).err
        )
        assert (run.code, run.out) == (1, "")


def test_a_dry_run_of_re_embedding_pays_for_nothing(
    run: Run, news: Path, openai_server: OpenAIServer
):
    run("index", "--quiet", news)
    told = ("index", "--re-embed", "--embedder", SMALL, "--json")
    plan = json.loads(run(*told, "--dry-run").out)
    assert plan["embedded"] == 4 and 40 < plan["tokens"] < 200
    assert plan["dollars"] == pytest.approx(plan["tokens"] * 0.02 / 1e6)
    assert openai_server.embedded == []
    assert json.loads(run(*told).out)["embedded"] == 4
    assert json.loads(run(*told, "--dry-run").out)["embedded"] == 0
    assert run("index", "--re-embed", "--dry-run").out.startswith("0 embedded, 0 tokens, ")
    assert run("index", "--re-embed", "--prune").code == 2


def test_quiet_says_nothing_and_prune_counts_what_it_removed(run: Run, news: Path):
    run("index", "--quiet", news)
    assert (run.out, run.err) == ("", "")
    (news / "3.txt").unlink()
    assert "1 removed" in run("index", "--prune", news).out
    assert len(json.loads(run("articles", "list", "--json").out)) == 3


def test_re_embedding_is_one_command(run: Run, news: Path, openai_server: OpenAIServer):
    run("index", "--quiet", news)
    assert run("index", "--re-embed", "--embedder", SMALL).out == "4 embedded, 0 skipped\n"
    assert run("ask", "--llm", "none", "How many lorries did ferry 2 carry?").code == 0
    assert run("index", news, "--embedder", SMALL).code == 0


def test_re_embedding_quietly_says_only_json(run: Run, news: Path):
    run("index", "--quiet", news)
    assert json.loads(run("index", "--re-embed", "--json").out)["embedded"] == 0


@pytest.mark.parametrize("where", [("--workers", 2), ("--cluster", "tcp://127.0.0.1:9")])
def test_a_dry_run_refuses_what_it_does_not_use(run: Run, news: Path, where: tuple[str, object]):
    assert run("index", "--dry-run", *where, news).code == 2
    assert "cannot be combined with --dry-run" in run.err


def test_paths_or_re_embed_is_usage(run: Run, news: Path):
    assert run("index").code == 2
    assert run("index", "--re-embed", news).code == 2


def test_a_second_writer_is_refused_or_waits(run: Run, news: Path):
    run("index", "--quiet", news)
    release = threading.Event()

    held = threading.Event()

    def hold() -> None:
        with writing(open_catalogue(Path("a"))):
            held.set()
            release.wait(40)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(40)
    run("index", news)
    assert (run.code, "is being written by process" in run.err) == (1, True)
    threading.Timer(1, release.set).start()
    assert run("index", "--wait", "40", news).code == 0
    holder.join(40)


def test_an_unreachable_address_is_named_and_the_rest_is_indexed(run: Run, news: Path):
    run("index", "https://127.0.0.1:1/feed.xml", news)
    assert (run.code, "4 indexed" in run.out) == (3, True)
    assert "https://127.0.0.1:1/feed.xml: " in run.err


def test_without_a_terminal_progress_is_a_line_at_intervals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    with progress.counting("Indexing", 2_000, "files") as advance:
        time.sleep(1)  # for another writer, say
        advance(500)
        time.sleep(0.01)
        advance(500)
    err = capsys.readouterr().err
    rate = re.match(r"Indexing: 1,000 of 2,000 files, (\d+) files/s, ", err)
    assert rate and int(rate[1]) > 1_000
    assert err.endswith(" s left\n")


def on_a_terminal(*arguments: object) -> tuple[int, str]:
    """The exit code of `assistant`, and what it shows on a terminal of its own (a pty)."""
    shown, code = pexpect.run(
        shlex.join([sys.executable, "-m", "assistant", "--archive", "a", *map(str, arguments)]),
        timeout=50, withexitstatus=True,
        env={"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100", "HOME": str(Path.cwd())},
    )  # fmt: skip
    assert code is not None, f"still running after 50 s:\n{shown.decode()}"
    return code, re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown.decode())


@pytest.mark.slow
def test_a_terminal_shows_count_rate_and_time_left(news: Path):
    for n in range(4, 200):
        (news / f"{n}.txt").write_text(f"Ferry {n} left Olm at dawn. It carried {n + 3} lorries.")
    code, shown = on_a_terminal("index", news)
    assert code == 0
    assert re.search(r"Indexing ━+ +200/200 +\d+ kB/s +\d:\d\d:\d\d", shown), shown
    assert "200 indexed, 0 updated, 0 unchanged, 0 skipped; " in shown


def test_one_large_file_is_counted_while_it_is_read(tmp_path: Path):
    lines = [json.dumps({"id": str(n), "text": f"Ferry {n} left. " * 60}) for n in range(300)]
    (tmp_path / "wire.jsonl").write_text("\n".join(lines))
    told: list[int] = []
    readings = read_inputs([tmp_path], told.append)
    assert sum(isinstance(reading, Article) for reading in readings) == 300
    assert len(told) > 20 and max(told) < sum(told) / 5
    assert sum(told) == count_steps([tmp_path])


@pytest.mark.slow
def test_on_a_terminal_quiet_shows_nothing(news: Path):
    assert on_a_terminal("index", "--quiet", news) == (0, "")


def test_unchanged_files_are_not_opened_again(run: Run, news: Path):
    time.sleep(0.1)  # a file that was written a moment ago is read again
    with files_opened(news) as opened:
        assert json.loads(run("index", "--json", news).out)["indexed"] == 4
        assert {Path(path).name for path in opened} == {f"{n}.txt" for n in range(4)}
        opened.clear()
        assert json.loads(run("index", "--json", news).out)["unchanged"] == 4
        assert opened == []
