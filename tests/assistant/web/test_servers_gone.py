"""Readiness and metrics while the database or the Chroma server is not there."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from tests.assistant.web.serving import serving
from tests.assistant.web.test_probes import value
from tests.chroma_server import ChromaProcess
from tests.conftest import USER_ARTICLE
from tests.postgres_server import PostgresProcess
from tests.work import until

pytestmark = pytest.mark.timeout(180)  # a Chroma server is started twice, among others


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaProcess]:
    (tmp_path / "server").mkdir()
    server = ChromaProcess(tmp_path / "server")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def remote(postgres: PostgresProcess, chroma: ChromaProcess, tmp_path: Path) -> Iterator[Assistant]:
    database = postgres.database()
    with Assistant(tmp_path / "one", database=database, chroma=chroma.url, llm="none") as assistant:
        assert not assistant.index([USER_ARTICLE]).problems
        yield assistant


@pytest.mark.slow
def test_a_service_is_not_ready_until_its_servers_return(
    remote: Assistant, postgres: PostgresProcess, chroma: ChromaProcess
):
    with serving(remote) as web:

        def ready() -> bool:
            return web.get("/ready").status_code == 200

        assert ready()
        page = web.get("/metrics").text
        assert value(page, "assistant_archive_up") == 1
        assert value(page, "assistant_chunks_without_vector") == 0
        postgres.stop()
        until(lambda: not ready(), "the database is missed")
        began = time.monotonic()
        told = web.get("/ready").json()
        assert told == {"ready": False, "problem": "the database does not answer"}
        assert time.monotonic() - began < 10
        assert value(web.get("/metrics").text, "assistant_archive_up") == 0
        assert web.get("/health").status_code == 200
        postgres.start()
        until(ready, "the database is found again")
        chroma.kill()
        until(lambda: not ready(), "Chroma is missed")
        assert web.get("/ready").json()["problem"] == "the Chroma server does not answer"
        chroma.start()
        until(ready, "Chroma is found again")


@pytest.mark.slow
def test_chunks_that_chroma_lacks_are_counted(remote: Assistant):
    lost = sorted(remote.archive.vectors.ids())[:2]
    remote.archive.vectors.delete(lost)
    with serving(remote) as web:
        page = web.get("/metrics").text
    assert value(page, "assistant_chunks_without_vector") == 2
