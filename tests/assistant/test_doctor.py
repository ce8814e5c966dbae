"""`assistant doctor`: what it prints, its exit code, and whether the model can be reached."""

import json
import sys
from pathlib import Path

import pytest

from assistant.commands.cli import main
from tests.conftest import USER_ARTICLE
from tests.openai_server import OpenAIServer


def doctor(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    sys.argv = ["assistant", "--archive", "a", *map(str, arguments)]
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0), *capsys.readouterr()


@pytest.fixture(autouse=True)
def an_archive(clean_environment: None, capsys: pytest.CaptureFixture[str]) -> None:
    sys.argv = ["assistant", "--archive", "a", "index", "--quiet", str(USER_ARTICLE)]
    main()


def test_a_sound_archive_exits_0_with_a_line_per_check(capsys):
    code, out, _ = doctor(capsys, "doctor")
    assert code == 0
    assert all(line.startswith("ok") for line in out.splitlines())
    assert "answers quote the sources" in out


def test_json_is_what_was_repaired_and_each_finding(capsys):
    code, out, _ = doctor(capsys, "doctor", "--json", "--repair")
    report = json.loads(out)
    assert (code, report["repaired"]) == (0, [])
    assert list(report["findings"][0]) == ["name", "severity", "message", "remedy"]


def test_a_warning_exits_1_and_says_what_to_do(capsys):
    Path("caption.txt").write_text("A ferry.")
    sys.argv = ["assistant", "--archive", "a", "index", "--quiet", "caption.txt"]
    main()
    code, out, _ = doctor(capsys, "doctor")
    assert (code, "warning" in out, "-> check whether" in out) == (1, True, True)


@pytest.mark.parametrize(
    "command", [("ask", "Who repairs it?"), ("search", "bridge"), ("articles", "list")]
)
def test_a_text_that_is_no_utf8_is_one_line(capsys, command: tuple[str, ...]):
    path = Path("a", "catalogue.sqlite")
    data, start = path.read_bytes(), USER_ARTICLE.read_bytes().split(b". ")[0][-8:]
    assert data.count(start) >= 1
    path.write_bytes(data.replace(start, start[:2] + b"\xe5" + start[3:]))
    code, out, err = doctor(capsys, *command)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "not UTF-8" in err and "`assistant doctor`" in err
    assert "assistant doctor --repair" in doctor(capsys, "doctor")[1]


def test_a_failure_is_exit_code_2(capsys):
    sys.argv = ["assistant"]
    code, out, _ = doctor(capsys, "--archive", "nothing", "doctor")
    assert (code, out.startswith("FAILURE")) == (2, True)


def test_an_unreachable_model_or_refused_key_is_a_failure(
    capsys, monkeypatch: pytest.MonkeyPatch, openai_server: OpenAIServer
):
    monkeypatch.setenv("ASSISTANT_LLM", "openai:x")
    code, out, _ = doctor(capsys, "doctor")
    assert (code, "openai:x can be reached" in out) == (0, True)
    openai_server.models_status = 401
    code, out, _ = doctor(capsys, "doctor")
    assert (code, "refuses the API key" in out) == (2, True)
    monkeypatch.setenv("ASSISTANT_BASE_URL", "http://127.0.0.1:1/v1")
    code, out, _ = doctor(capsys, "doctor")
    assert (code, "cannot be reached" in out) == (2, True)


def test_doctor_asks_a_paid_embedder_whether_it_answers(
    capsys, monkeypatch: pytest.MonkeyPatch, openai_server: OpenAIServer
):
    monkeypatch.setenv("ASSISTANT_LLM", "none")
    story = ["index", "--quiet", "--embedder", "openai:text-embedding-3-small", str(USER_ARTICLE)]
    sys.argv = ["assistant", "--archive", "paid", *story]
    main()
    sys.argv = ["assistant", "--archive", "paid", "doctor"]
    for url, expected in ((openai_server.url, 0), ("http://127.0.0.1:1/v1", 2)):
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        with pytest.raises(SystemExit) as stop:
            main()
        assert stop.value.code == expected
    lines = capsys.readouterr().out.splitlines()
    (told,) = [line for line in lines if line.startswith("FAILURE")]
    assert "openai:text-embedding-3-small could not embed" in told and "OPENAI_API_KEY" in told
