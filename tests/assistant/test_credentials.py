"""Secrets in the environment, in files and in systemd's credentials."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.commands.slack import slack
from assistant.settings import load_settings, secret_names
from index.errors import ArchiveError
from tests.assistant.test_cli import Run

SECRET = "postgresql://news:correct-horse@db.example/news"  # an address is one, too


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n")
    return path


@pytest.mark.parametrize("name", secret_names())
@pytest.mark.parametrize("how", ["variable", "file", "credential"])
def test_each_secret_setting_comes_from_all_places(
    monkeypatch: pytest.MonkeyPatch, file: Path, name: str, how: str
):
    if how == "variable":
        monkeypatch.setenv(name, SECRET)
    elif how == "file":
        monkeypatch.setenv(f"{name}_FILE", str(file))
    else:
        file.rename(file.with_name(name))
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(file.parent))
    found = load_settings()
    for part in name.removeprefix("ASSISTANT_").lower().split("__"):
        found = getattr(found, part)
    assert found.get_secret_value() == SECRET  # type: ignore[attr-defined]
    assert SECRET not in repr(load_settings())


def test_the_secret_settings_are_those():
    assert {"ASSISTANT_WEB__TOKEN", "ASSISTANT_METRICS_TOKEN", "ASSISTANT_CHROMA_API_KEY"} <= set(
        secret_names()
    )


def test_a_file_beside_other_settings_leaves_them_alone(
    monkeypatch: pytest.MonkeyPatch, file: Path
):
    monkeypatch.setenv("ASSISTANT_WEB__TOKEN_FILE", str(file))
    monkeypatch.setenv("ASSISTANT_WEB__PER_MINUTE", "7")
    web = load_settings().web
    assert web.token and web.token.get_secret_value() == SECRET and web.per_minute == 7


@pytest.mark.parametrize(
    "given, told",
    [
        ({"ASSISTANT_WEB__TOKEN": "a", "ASSISTANT_WEB__TOKEN_FILE": "secret"}, "both set"),
        ({"ASSISTANT_WEB__TOKEN_FILE": "absent"}, "absent: No such file"),
        ({"ASSISTANT_WEB__TOKEN_FILE": "empty"}, "empty: the file is empty"),
        ({"OPENAI_API_KEY_FILE": "absent"}, "cannot read OPENAI_API_KEY"),
        ({"OPENAI_API_KEY_FILE": "binary"}, "binary: it is no text"),
    ],
)
def test_a_secret_that_cannot_be_read_is_said(
    monkeypatch: pytest.MonkeyPatch, file: Path, given: dict[str, str], told: str
):
    file.with_name("empty").write_text("\n")
    file.with_name("binary").write_bytes(b"\xff\xfe")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ArchiveError, match=told) as error:
        load_settings()
    assert SECRET not in str(error.value)


@pytest.mark.parametrize("how", ["OPENAI_API_KEY_FILE", "CREDENTIALS_DIRECTORY"])
def test_a_key_in_a_file_is_used_and_never_shown(
    user_folder: Path,
    file: Path,
    how: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    file.with_name("OPENAI_API_KEY").write_text(SECRET)
    places = {"OPENAI_API_KEY_FILE": file, "CREDENTIALS_DIRECTORY": file.parent}
    monkeypatch.setenv("ASSISTANT_WEB__TOKEN_FILE", str(file))
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv(how, str(places[how]))
    run = Run(capsys, monkeypatch, "--archive", str(user_folder))
    run("ask", "Who paid?")
    assert "openai:gpt-5-mini" in run.err  # a model is configured now, and cannot be reached
    for arguments in (("config",), ("config", "--json")):
        run(*arguments)
        assert run.code == 0 and SECRET not in run.out + run.err
    assert json.loads(run.out)["web"]["token"] == "*" * 10


def test_the_bot_takes_its_tokens_from_files(
    monkeypatch: pytest.MonkeyPatch, file: Path, user_folder: Path
):
    given: list[str] = []
    monkeypatch.setattr("assistant.slack.app.run", lambda _, keys, *more: given.append(repr(keys)))
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(f"{name}_FILE", str(file))
    done = CliRunner().invoke(slack, obj=user_folder)
    assert done.exit_code == 0, done.output
    assert given[0].count(SECRET) == 2
