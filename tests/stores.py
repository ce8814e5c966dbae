"""Where an archive may be in tests: {SQLite, PostgreSQL} x {Chroma's folder, `chroma run`}."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.archive import Archive
from index.doctor import check
from index.doctor.check_result import Finding
from tests.chroma_server import ChromaProcess

if TYPE_CHECKING:
    from tests.postgres_server import PostgresProcess

FOLDER = "sqlite+folder"
OTHERS = ("postgres+folder", "sqlite+server", "postgres+server")
# The files whose tests of `archive` say what an archive does, wherever it is.
CONFORMING = {
    "test_archive.py", "test_boilerplate.py", "test_bylines.py", "test_catalogue.py",
    "test_deduplication.py", "test_excerpts.py", "test_facets.py", "test_inputs.py",
    "test_nearest.py", "test_pipeline.py", "test_prompt_injection.py", "test_ranking.py",
    "test_repeated_furniture.py", "test_time_preference.py", "test_unicode_text.py",
}  # fmt: skip


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Has tests of those files run with each kind of archive; on the first alone every day."""
    if "archive" not in metafunc.fixturenames or metafunc.definition.path.name not in CONFORMING:
        return
    others = [pytest.param(kind, marks=pytest.mark.slow) for kind in OTHERS]
    metafunc.parametrize("archive", [FOLDER, *others], indirect=True)


@contextmanager
def made(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Archive]:
    """A new, empty archive of that kind."""
    database, _, vectors = kind.partition("+")
    chroma = request.getfixturevalue("chroma_process").url if vectors == "server" else None
    address = request.getfixturevalue("postgres").database() if database == "postgres" else ""
    with Archive.create(folder, chroma=chroma, database=address) as archive:
        yield archive


def open_again(archive: Archive) -> Archive:
    """The same archive, opened once more."""
    return Archive.open(archive.folder, database=archive.catalogue.address)


def check_again(archive: Archive, is_full: bool = False) -> dict[str, Finding]:
    """What the doctor finds, by name."""
    found = check(archive.folder, is_full, database=archive.catalogue.address)
    return {finding.name: finding for finding in found}


@pytest.fixture(scope="session")
def postgres() -> "Iterator[PostgresProcess]":
    """A PostgreSQL server that many tests have databases on."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra postgres)")
    from tests import postgres_server

    if postgres_server.find_program("initdb") is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with postgres_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def chroma_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """A Chroma server that many tests have collections on."""
    server = ChromaProcess(tmp_path_factory.mktemp("chroma-process"))
    server.start()
    yield server
    server.stop()
