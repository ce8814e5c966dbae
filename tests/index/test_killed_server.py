"""A Chroma server that is killed (SIGKILL) while two processes write: nothing lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Assistant
from index.catalog.scope import Scope
from tests.conftest import ROOT
from tests.index.processes import nearest_of, opened, sourced
from tests.index.test_processes import report, start

KILLS = 24


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_two_dozen_kills_of_a_server_lose_no_article(tmp_path: Path):
    with subprocess.Popen(
        [sys.executable, "-m", "tests.index.server_killing", tmp_path, str(KILLS)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ,
    ) as killing:  # fmt: skip
        assert killing.stdout is not None
        kills = [json.loads(killing.stdout.readline() or "{}") for _ in range(KILLS + 1)]
        check(kills)
        folder = tmp_path / "archive"
        for writer in [start("write", folder, first, 50) for first in (0, 50)]:
            assert report(writer)["refused"] == ""
        find_all(folder)
        killing.communicate("\n", timeout=60)


def check(kills: list[dict]) -> None:
    for number, kill in enumerate(kills):
        assert kill["lost"] == [], f"lost by kill {number}"
        assert kill["left"] == "", (number, kill)
        assert not any("\n" in refused for refused in kill["refused"])
    assert kills[-1]["dead"], "a torn index was not seen"
    assert kills[-1]["repaired"].startswith("repaired: rebuilt Chroma's index")


def find_all(folder: Path) -> None:
    """Each article by its own words, and by its vector."""
    with Assistant(folder) as assistant, opened(folder) as archive:
        ids = [article.id for article in archive.catalogue.articles()]
        assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()
        for name in ids:
            number = int(name.removeprefix("ferry-"))
            assert nearest_of(archive, number, Scope()) == name
            hits = assistant.search(sourced(number).text, 10)
            assert name in [hit.chunk.article.id for hit in hits]
