"""Fitted constants: each file says what made it, and fits the code that uses it."""

import json
import shlex
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import assistant
from assistant.fitted_weights import FIELDS, load_weights
from assistant.generation.extractive.decision import CAUTION, Measures
from assistant.settings import Settings
from assistant.verification.features import FEATURES
from index.errors import ArchiveError
from tests.benchmarks.weights_file import as_json, write_weights
from tests.conftest import ROOT

PACKAGE = Path(assistant.__file__).parent
WORDS = (
    "small_talk.json",
    "quantity_words.json",
    "example_requests.json",
)  # by language, which nothing fitted
FILES = sorted(
    str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.json") if path.name not in WORDS
)


@pytest.mark.parametrize("path", FILES)
def test_a_file_names_its_command_data_and_date(path: str):
    text = (PACKAGE / path).read_text("utf-8")
    fitted = json.loads(text)
    assert tuple(fitted) == FIELDS
    python, option, module, *_ = shlex.split(fitted["command"])
    assert (python, option) == ("python", "-m")
    assert find_spec(module)
    assert fitted["data"]
    for name in fitted["data"]:
        assert "==" in name or name.startswith("../shared/") or (ROOT / name).exists(), name
    assert date.fromisoformat(fitted["date"])
    assert text == as_json(fitted)  # as it would be written again


@pytest.mark.parametrize("name", ["decision", "ranking", "support"])
def test_a_fit_script_tells_its_usage(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    module = import_module(f"tests.benchmarks.fit_{name}")
    monkeypatch.setattr("sys.argv", ["fit", "--help"])
    with pytest.raises(SystemExit):
        module.main()
    assert "--write" in capsys.readouterr().out


def test_weights_are_in_the_order_of_measures():
    decision = load_weights("generation/extractive/decision.json")
    assert tuple(decision["answers"]) == tuple(decision["merit"]) == Measures._fields
    assert tuple(load_weights("verification/score.json")) == (*FEATURES, "intercept")


def test_the_settings_tell_the_caution_in_force():
    assert str(CAUTION) in str(Settings.model_fields["caution"].description)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "Expecting property name"),
        ("[]", "it must have command, data"),
        ('{"weights": {}}', "it must have command, data"),
        ('{"command": "", "data": [], "date": "", "note": "", "weights": {"a": ["1"]}}', "'1' is"),
    ],
)
def test_a_damaged_file_is_told_in_one_line(
    text: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("assistant.fitted_weights.files", lambda package: tmp_path)
    (tmp_path / "new.json").write_text(text)
    with pytest.raises(ArchiveError, match=rf"assistant/new\.json is damaged \({reason}") as told:
        load_weights("new.json")
    assert "\n" not in str(told.value)


def test_a_missing_file_is_told_too():
    with pytest.raises(ArchiveError, match=r"no\.json is damaged"):
        load_weights("no.json")


def test_what_is_written_is_what_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.benchmarks.weights_file._PACKAGE", tmp_path)
    monkeypatch.setattr("assistant.fitted_weights.files", lambda package: tmp_path)
    monkeypatch.setattr("sys.argv", ["fit.py", "sets", "--write"])
    weights = {"rows": {"one": (0.1, -3.0)}, "intercept": 1e-3}
    write_weights("new.json", "tests.benchmarks.fit", ["sets"], "Twice.", weights)
    assert load_weights("new.json") == weights
    text = (tmp_path / "new.json").read_text()
    assert json.loads(text)["command"] == "python -m tests.benchmarks.fit sets"
    assert '"one": [0.1, -3.0]' in text
