"""Health, readiness and metrics of `assistant serve`."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree, move

import pytest

from assistant import Assistant
from assistant.monitoring.readiness import Readiness
from index.archive import Archive
from index.chroma_server import ChromaServer
from tests.assistant.web.serving import serving

TOKEN, SCRAPES = "correct-horse-battery", "only-for-prometheus"
ANSWERED = "Which fighter program was Turkey withdrawn from?"


@pytest.fixture
def probed(seeds_to_copy: Path, tmp_path: Path):
    folder = Path(copytree(seeds_to_copy, tmp_path / "archive"))
    with Assistant(folder, llm="none", metrics_token=SCRAPES) as assistant:
        yield assistant


def value(page: str, name: str) -> float:
    lines = [line for line in page.splitlines() if line.startswith(f"{name} ")]
    assert lines, (name, page)
    return float(lines[0].rpartition(" ")[2])


def test_probes_need_no_token_and_tell_no_secret(probed: Assistant):
    with serving(probed, host="0.0.0.0", token=TOKEN, hosts=("news.example",)) as web:
        for host in ("news.example", "10.1.2.3:8080"):
            assert web.get("/health", headers={"Host": host}).json() == {"ok": True}
            assert web.get("/ready", headers={"Host": host}).json() == {"ready": True}
        assert web.get("/", headers={"Host": "10.1.2.3:8080"}).status_code == 400


def test_an_archive_that_cannot_be_read_is_not_ready(probed: Assistant, tmp_path: Path):
    assert probed.archive
    move(probed.settings.archive / "chroma", tmp_path / "away")
    with serving(probed) as web:
        told = web.get("/ready")
        assert web.get("/health").status_code == 200
    assert told.status_code == 503
    assert told.json() == {"ready": False, "problem": "the vectors are gone"}


def test_probes_at_once_are_told_the_same(probed: Assistant, monkeypatch: pytest.MonkeyPatch):
    readiness, real = Readiness(probed), Archive.place

    def slow(archive: Archive, chroma: str) -> Path | ChromaServer:
        time.sleep(0.1)
        return real(archive, chroma)

    monkeypatch.setattr(Archive, "place", slow)
    with ThreadPoolExecutor(5) as probes:
        assert [*probes.map(lambda _: readiness.problem(), range(5))] == [""] * 5


def test_nothing_indexed_is_alive_but_not_ready(tmp_path: Path):
    with Assistant(tmp_path / "none", llm="none") as assistant:
        assert Readiness(assistant).problem() == "the archive cannot be read"


def test_metrics_count_questions_refusals_stages_and_the_index(probed: Assistant):
    with serving(probed) as web:
        for question in (ANSWERED, ANSWERED, "Who paid for the moon base of Aldor?"):
            asked = web.post("/api/ask", json={"question": question})
            assert asked.status_code == 200
        told = web.get("/metrics")
    page = told.text
    assert told.headers["content-type"].startswith("text/plain")
    assert value(page, 'assistant_questions_total{outcome="answered"}') == 2
    assert value(page, 'assistant_questions_total{outcome="abstained"}') == 1
    assert "assistant_refusals_total{reason=" in page
    assert value(page, "assistant_question_seconds_count") == 3
    assert value(page, 'assistant_stage_seconds_count{stage="retrieve"}') == 3
    assert value(page, "assistant_questions_running") == 0
    assert value(page, "assistant_archive_up") == 1
    assert value(page, "assistant_chunks") == probed.archive.size
    assert 0 < value(page, "assistant_index_lag_seconds") < 100 * 24 * 3600
    assert "fighter" not in page and "Turkey" not in page


def test_a_question_that_fails_is_an_error_by_name(
    probed: Assistant, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    with serving(probed) as web:
        monkeypatch.setattr(probed.stages, "retrieve", fail)
        assert web.post("/api/ask", json={"question": ANSWERED}).status_code == 500
        page = web.get("/metrics").text
    assert value(page, 'assistant_questions_total{outcome="failed"}') == 1
    assert value(page, 'assistant_errors_total{error="RuntimeError"}') == 1
    assert "secret" not in page


def test_a_reader_who_leaves_is_counted_apart(probed: Assistant):
    with serving(probed) as web:
        events = probed.stream(ANSWERED)
        next(events)
        events.close()
        page = web.get("/metrics").text
    assert value(page, 'assistant_questions_total{outcome="left"}') == 1
    assert "assistant_errors_total{" not in page


def test_metrics_are_for_who_may_ask_or_scrape(probed: Assistant):
    with serving(probed, host="0.0.0.0", token=TOKEN) as web:

        def status(path: str, token: str) -> int:
            return web.get(path, headers={"Authorization": f"Bearer {token}"}).status_code

        assert web.get("/metrics").status_code in (303, 401)
        assert status("/metrics", "wrong") in (303, 401)
        assert status("/metrics", TOKEN) == status("/metrics", SCRAPES) == 200
        assert status("/api/articles", TOKEN) == 200
        assert status("/api/articles", SCRAPES) == 401


def test_without_the_extra_metrics_say_what_to_install(
    probed: Assistant, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delitem(sys.modules, "assistant.monitoring.metrics", raising=False)
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with serving(probed) as web:
        told = web.get("/metrics")
        assert web.get("/ready").status_code == 200
    assert told.status_code == 501 and "[metrics]" in told.text


def test_a_silent_chroma_server_is_not_ready(probed: Assistant, monkeypatch: pytest.MonkeyPatch):
    gone = ChromaServer("http://127.0.0.1:9", "")
    monkeypatch.setattr(probed.archive, "place", lambda _: gone)
    with serving(probed) as web:
        assert web.get("/ready").json()["problem"] == "the Chroma server does not answer"


def test_probes_are_left_out_of_the_api_description(probed: Assistant):
    with serving(probed) as web:
        paths = web.get("/openapi.json").json()["paths"]
    assert not {"/health", "/ready", "/metrics"} & paths.keys()
