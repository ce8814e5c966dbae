"""The project as a package: what a wheel carries, and that nothing leaves the machine."""

import json
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from pytest_socket import SocketConnectBlockedError

from tests.assistant.generation.test_model_writer import citing
from tests.conftest import ROOT, USER_ARTICLE
from tests.openai_server import OpenAIServer

QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pip install .` would put into site-packages, far from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_a_wheel_has_only_code_prompts_schema_and_samples():
    builder = WheelBuilder(str(ROOT))  # which lists in no time what it takes seconds to pack
    packed = {Path(file.distribution_path) for file in builder.recurse_included_files()}
    wanted = """
        prompts/answer.md
        index/catalog/migrations/1.sql
        assistant/history/migrations/1.sql
        assistant/retrieval/ranking.json
        assistant/render/answer.html.j2
        assistant/web/pages/ask.html.j2
        assistant/web/static/ask.js
        assistant/web/wording.toml
        assistant/seeds/meridian-wire.jsonl
        index/embedders/data/minilm-int8.onnx
        index/embedders/data/minilm-tokenizer.json
    """
    assert set(map(Path, wanted.split())) <= packed
    assert {path.parts[0] for path in packed} == {"assistant", "index", "prompts"}


@pytest.mark.slow
def test_it_works_from_a_wheel_outside_the_checkout(
    installed: Path, tmp_path: Path, openai_server: OpenAIServer
):
    environment = {**os.environ, "PYTHONPATH": str(installed), "ASSISTANT_ARCHIVE": "archive"}

    def assistant(*arguments: str) -> str:
        command = [sys.executable, "-P", "-m", "assistant", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        ).stdout

    assistant("index", str(USER_ARTICLE))
    assert "F-35 fighter program" in assistant("ask", "--llm", "none", QUESTION)
    openai_server.enqueue("not JSON", "nor this")
    assert "F-35 fighter program" in assistant("ask", QUESTION)
    assert "You answer a question about news" in str(openai_server.requests[0]["messages"])


def test_a_connection_that_leaves_this_machine_fails_a_test():
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@pytest.mark.slow
@pytest.mark.parametrize("is_on", [False, True])
def test_a_process_answers_and_is_traced_only_where_asked(
    user_folder: Path, openai_server: OpenAIServer, is_on: bool
):
    tracer = OpenAIServer()
    openai_server.enqueue(citing("F-35 fighter program", "Turkey was withdrawn from the F-35."))
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "LANGSMITH_ENDPOINT": tracer.url,
        "LANGSMITH_API_KEY": "test",
        **({"LANGSMITH_TRACING": "true"} if is_on else {}),
    }
    command = [sys.executable, "-m", "assistant", "--archive", str(user_folder), "ask", "--json"]
    done = subprocess.run(
        [*command, QUESTION], env=environment, check=True, capture_output=True, text=True
    )
    assert "F-35" in json.loads(done.stdout)["citations"][0]["quote"]
    assert openai_server.paths == ["/v1/chat/completions"]
    assert bool(tracer.paths) == is_on
    tracer.close()


@pytest.mark.slow
def test_no_library_calls_home(tmp_path: Path):
    log = tmp_path / "called"
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def told(real):\n"
        "    def call(*arguments, **named):\n"
        f"        open({str(log)!r}, 'a').write(repr(arguments[-1:]) + '\\n')\n"
        "        return real(*arguments, **named)\n"
        "    return call\n"
        "socket.getaddrinfo = told(socket.getaddrinfo)\n"
        "socket.socket.connect = told(socket.socket.connect)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}", "ASSISTANT_ARCHIVE": "a"}
    for arguments in (["index", str(USER_ARTICLE)], ["ask", QUESTION]):
        command = [sys.executable, "-m", "assistant", *arguments]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert not log.exists(), log.read_text()
    subprocess.run(
        [sys.executable, "-c", "import socket; socket.getaddrinfo('localhost', 1)"],
        env=environment,
        check=True,
    )
    assert log.exists()  # it would have been told
