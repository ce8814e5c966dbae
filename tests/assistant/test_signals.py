"""Indexing that is asked to stop: a clear line, and an archive as good as before."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.archive import Archive
from index.catalog.catalogue import open_catalogue
from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("number", "says"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")]
)
def test_an_interrupted_run_says_so_and_can_be_resumed(
    tmp_path: Path, number: signal.Signals, says: str
):
    news, folder = tmp_path / "news", tmp_path / "archive"
    news.mkdir()
    for n in range(1_000):
        sentences = " ".join(f"Ferry {n} carried {m} lorries to Olm." for m in range(3))
        (news / f"{n}.txt").write_text(sentences)
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "--archive", folder, "index", "--quiet", news],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    end = time.monotonic() + 60
    while articles(folder) == 0:
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert (out, err.strip().count("\n")) == ("", 0), err
    assert err.strip().startswith(f"assistant: {says}; finished work is kept")
    assert open_catalogue(folder).engine.holder() is None
    with Archive.open(folder) as archive:
        assert 0 < articles(folder) < 1_000
        assert archive.vectors.ids() == archive.catalogue.all_vectors().keys()


def articles(folder: Path) -> int:
    if not (folder / "catalogue.sqlite").exists():
        return 0
    with Archive(folder) as archive:
        return archive.catalogue.counts()["articles"]
