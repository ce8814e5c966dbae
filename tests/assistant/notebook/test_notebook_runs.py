"""seeds/ask.ipynb runs in a real kernel and shows what it was committed with."""

from pathlib import Path
from shutil import copytree

import nbformat
import pytest

from assistant import Assistant
from tests.conftest import SEEDS
from tests.transcripts.notebook import NOTEBOOK, run, stable


@pytest.mark.slow
def test_it_shows_what_it_was_committed_with(
    seeds_to_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ASSISTANT_ARCHIVE", str(copytree(seeds_to_copy, tmp_path / "archive")))
    committed = nbformat.read(NOTEBOOK, as_version=4)
    for was, shows in zip(stable(committed), stable(run()), strict=True):
        assert shows == was, "python -m tests.transcripts.notebook writes it anew"


def test_nothing_of_a_machine_is_in_it():
    written = NOTEBOOK.read_text("utf-8")
    for hint in (str(Path.home()), "/home/", "/tmp/", str(SEEDS), "iopub"):
        assert hint not in written


def test_a_notebook_among_articles_is_passed_over(tmp_path: Path):
    (tmp_path / "notes.ipynb").write_text("{}")
    (tmp_path / "story.txt").write_text("A story.\n\nThe bridge reopened on Monday.")
    with Assistant(tmp_path / ".archive") as assistant:
        summary = assistant.index([tmp_path])
        assert (summary.indexed, summary.problems) == (1, [])
        (problem,) = assistant.index([tmp_path / "notes.ipynb"]).problems
        assert ".ipynb" in problem.reason
