"""The files of docs/deploy: units, Dockerfile and Compose file."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import ROOT, USER_ARTICLE
from tests.deploy.dockerfile import Image

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_each_container_is_confined_and_watched(compose: dict[str, Any]):
    assert set(compose["services"]) == {"web", "slack", "chroma", "postgres"}
    for name, service in compose["services"].items():
        assert service["user"] == ("999:999" if name == "postgres" else "10001:10001"), name
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["healthcheck"]["test"][0] == "CMD", name
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")
        volumes = [volume.partition(":")[0] for volume in service["volumes"]]
        assert set(volumes) <= set(compose["volumes"]), name


def test_each_secret_of_a_container_is_a_file(compose: dict[str, Any]):
    for name, service in compose["services"].items():
        used = set(service.get("secrets", []))
        assert used <= set(compose["secrets"]), name
        told = service["environment"]
        named = {v.rpartition("/")[2] for n, v in told.items() if n.endswith("_FILE")}
        assert named == used, name
        assert not [n for n in told if n.endswith(("_TOKEN", "_API_KEY"))], name


def test_volumes_are_folders_that_the_image_gives_its_user(compose: dict[str, Any]):
    made = re.search(
        r"^RUN install -d -o 10001 [^/]+(/.+)$", (DEPLOY / "Dockerfile").read_text(), re.M
    )
    assert made
    for service in compose["services"].values():
        if service["image"] == "news-archive":
            for volume in service["volumes"]:
                assert volume.partition(":")[2] in made[1].split()


def test_the_application_waits_for_database_and_vectors(compose: dict[str, Any]):
    for name in ("web", "slack"):
        service = compose["services"][name]
        assert set(service["depends_on"]) == {"postgres", "chroma"}
        assert {one["condition"] for one in service["depends_on"].values()} == {"service_healthy"}
        assert service["environment"]["ASSISTANT_DATABASE_FILE"] == "/run/secrets/database"


def test_containers_ask_health_of_what_exists(compose: dict[str, Any]):
    services = compose["services"]
    assert "8080/ready" in services["web"]["healthcheck"]["test"][-1]
    port = services["slack"]["environment"]["ASSISTANT_SLACK__STATUS_PORT"]
    assert f"{port}/ready" in services["slack"]["healthcheck"]["test"][-1]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong_with_a_unit(unit: Path, tmp_path: Path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze here")
    for one in UNITS:  # a timer needs its service
        told = one.read_text().replace("/opt/news-archive/bin/assistant", "/bin/true")
        (tmp_path / one.name).write_text(told)
    verify = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(verify, capture_output=True, text=True)
    assert done.returncode == 0 and unit.name not in done.stderr, done.stderr


def test_each_unit_runs_a_command_that_exists():
    from assistant.commands.cli import cli

    services = [unit for unit in UNITS if unit.suffix == ".service"]
    assert len(services) == 4
    for unit in services:
        (line,) = [one for one in unit.read_text().splitlines() if one.startswith("ExecStart=")]
        program, command, *_ = line.removeprefix("ExecStart=").split()
        assert program == "/opt/news-archive/bin/assistant"
        assert command in cli.commands or cli.get_command(None, command)  # type: ignore[arg-type]
        assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "User=news-archive"} <= set(
            unit.read_text().splitlines()
        )


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """The image, below a folder that any user may enter."""
    as_another = ["setpriv", "--reuid", "10001", "--clear-groups", _python(), "-c", ""]
    if subprocess.run(as_another, capture_output=True).returncode:
        pytest.skip("no Python 3.11 here that any user may run")
    root = Path(tempfile.mkdtemp(prefix="image-", dir="/var/tmp"))
    root.chmod(0o755)
    try:
        made = Image(root, _python())
        made.perform(DEPLOY / "Dockerfile", ROOT)
        yield made
    finally:
        shutil.rmtree(root)


def _python() -> str:
    """A Python 3.11 that any user may run: that of Debian, as in the base image, if it is here."""
    for python in ("/usr/local/bin/python3.11", "/usr/bin/python3.11"):
        if Path(python).exists():
            check = [python, "-c", "import ensurepip"]
            if subprocess.run(check, capture_output=True).returncode == 0:
                return python
    return sys.executable


def _may_enclose() -> bool:
    if os.geteuid() != 0 or not (shutil.which("unshare") and shutil.which("setpriv")):
        return False
    told = ["unshare", "--mount", "sh", "-c", "mount --make-rprivate /"]
    return subprocess.run(told, capture_output=True).returncode == 0


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.skipif(not _may_enclose(), reason="needs root, unshare and setpriv")
def test_the_image_answers_as_another_user_without_writing(image: Image):
    temporary = image.root / "tmp"
    temporary.mkdir(mode=0o777)
    temporary.chmod(0o777)
    source = image.root / "article.txt"
    shutil.copy(USER_ARTICLE, source)
    source.chmod(0o644)

    def run(*arguments: str) -> str:
        told = image.started(*image.entrypoint, *arguments, temporary=temporary)
        out, err = told.communicate(timeout=600)
        assert told.returncode == 0, err
        return out

    assert "1 indexed" in run("index", str(source))
    assert "F-35" in run("ask", "--llm", "none", QUESTION)
    touch = image.started("touch", str(image.root / "opt" / "new"), temporary=temporary)
    assert "Read-only file system" in touch.communicate()[1]

    serve = [*image.entrypoint, *image.command, "--port", "0"]
    token = {"ASSISTANT_WEB__TOKEN": "correct-horse", "ASSISTANT_LLM": "none"}
    server = image.started(*serve, temporary=temporary, **token)
    try:
        port = _port_of(server)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=300) as web:
            assert web.get("/ready").json() == {"ready": True}
            asked = web.post(
                "/api/ask",
                json={"question": QUESTION},
                headers={"Authorization": "Bearer correct-horse"},
            )
            assert "F-35" in asked.json()["text"]
            health = [part.replace("8080", port) for part in image.health]
            probe = image.started(*health, temporary=temporary)
            assert probe.wait(100) == 0
            metrics = web.get("/metrics", headers={"Authorization": "Bearer correct-horse"})
            assert 'outcome="answered"} 1.0' in metrics.text
    finally:
        server.terminate()
        _, log = server.communicate(timeout=100)
    assert '"event": "question"' in log and "fighter" not in log


def _port_of(server: subprocess.Popen[str]) -> str:
    assert server.stderr
    for line in server.stderr:
        if found := re.search(r"serving http://\S+:(\d+);", line):
            return found[1]
    raise AssertionError("the server has ended")


@pytest.mark.slow
def test_the_web_unit_serves_with_its_credentials(user_folder: Path, tmp_path: Path):
    """Its command, environment and credentials; systemd's own part is to give it these."""
    unit = (DEPLOY / "news-archive-web.service").read_text()
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    for name, place in re.findall(r"^LoadCredential=(\w+):(\S+)$", unit, re.MULTILINE):
        (credentials / name).write_text(f"{Path(place).name}-of-the-unit\n")
    told = dict(re.findall(r"^Environment=(\w+)=(\S+)$", unit, re.MULTILINE))
    told |= {"ASSISTANT_ARCHIVE": str(user_folder), "ASSISTANT_LLM": "none"}
    told |= {"HOME": str(tmp_path), "CREDENTIALS_DIRECTORY": str(credentials)}
    (line,) = re.findall(r"^ExecStart=\S+ (.+)$", unit, re.MULTILINE)
    command = [sys.executable, "-m", "assistant", *line.split(), "--port", "0"]
    server = subprocess.Popen(
        command, env=os.environ | told | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{_port_of(server)}", timeout=50) as web:
            assert web.get("/ready").json() == {"ready": True}
            assert web.get("/api/search", params={"q": "F-35"}).status_code == 401
            own = {"Authorization": "Bearer web-token-of-the-unit"}
            assert web.get("/api/search", params={"q": "F-35"}, headers=own).status_code == 200
            monitor = {"Authorization": "Bearer metrics-token-of-the-unit"}
            assert web.get("/metrics", headers=monitor).status_code == 200
            assert web.get("/api/search", params={"q": "F"}, headers=monitor).status_code == 401
    finally:
        server.terminate()
        server.communicate(timeout=50)
    assert f"SuccessExitStatus={server.returncode}" in unit
