"""Fitted constants: each file says what made it, and fits the code that uses it."""

import shlex
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import assistant
from assistant.fitted import Fitted
from assistant.generation.extractive import answerability
from assistant.generation.extractive.features import MEASURES
from assistant.settings import Settings
from assistant.verification.features import FEATURES
from index.errors import ArchiveError
from tests.benchmarks.weights_file import as_json, write_weights
from tests.conftest import ROOT

PACKAGE = Path(assistant.__file__).parent
FILES = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.json"))


@pytest.mark.parametrize("path", FILES)
def test_a_file_names_its_command_data_and_date(path: str):
    fitted = Fitted[Any].load(path)
    python, option, module, *_ = shlex.split(fitted.command)
    assert (python, option) == ("python", "-m")
    assert find_spec(module)
    assert fitted.data
    for name in fitted.data:
        assert "==" in name or name.startswith("../shared/") or (ROOT / name).exists(), name
    assert fitted.date.year >= 2026


def test_weights_are_in_the_order_of_measures():
    found = Fitted[dict[str, float]].load("verification/score.json").weights
    assert tuple(found) == (*FEATURES, "intercept")
    about = (*answerability.BEST, *answerability.LEAST)
    assert tuple(answerability.ABOUT) == about
    assert tuple(answerability.IN_ARCHIVE) == (*about, "score", "terms", "named", "cosine")
    assert tuple(answerability.COEFFICIENTS) == MEASURES


def test_the_settings_tell_the_caution_in_force():
    assert str(answerability.CAUTION) in str(Settings.model_fields["caution"].description)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "Expecting property name"),
        ("{}", "command: Field required"),
        ('{"command": "", "data": [], "date": "x", "note": "", "weights": {}}', "date: "),
        ('{"command": "", "data": [], "date": "2026-11-25", "note": "", "weights": 3}', "weights"),
    ],
)
def test_a_damaged_file_is_told_in_one_line(
    text: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("assistant.fitted.files", lambda package: tmp_path)
    (tmp_path / "weights.json").write_text(text)
    with pytest.raises(
        ArchiveError, match=rf"assistant/weights\.json is damaged \({reason}"
    ) as told:
        Fitted[dict[str, float]].load("weights.json")
    assert "\n" not in str(told.value)


def test_a_missing_file_is_told_too():
    with pytest.raises(ArchiveError, match=r"no\.json is damaged"):
        Fitted[Any].load("no.json")


def test_what_is_written_is_what_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.benchmarks.weights_file._PACKAGE", tmp_path)
    monkeypatch.setattr("assistant.fitted.files", lambda package: tmp_path)
    monkeypatch.setattr("sys.argv", ["fit.py", "sets", "--write"])
    weights = {"rows": {"one": [0.1, -3.0]}, "intercept": 1e-3}
    write_weights("new.json", "tests.benchmarks.fit", ["sets"], "Twice.", weights)
    fitted = Fitted[Any].load("new.json")
    assert (fitted.command, fitted.data, fitted.note) == (
        "python -m tests.benchmarks.fit sets",
        ("sets",),
        "Twice.",
    )
    assert fitted.weights == weights
    assert '"one": [0.1, -3.0]' in (tmp_path / "new.json").read_text()


@pytest.mark.parametrize("path", FILES)
def test_files_are_laid_out_as_written(path: str):
    assert files("assistant").joinpath(path).read_text("utf-8") == as_json(Fitted[Any].load(path))
