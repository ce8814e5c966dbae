"""Packages of the extras: the core does without them, and says in one line what to type."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from index.extras import MissingExtraError, how_to_install, require
from tests.conftest import ROOT, USER_ARTICLE
from tests.index.readers.formats import made

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# The name that is imported, where the package has another.
IMPORTED = {"python-docx": "docx", "sentence-transformers": "sentence_transformers"}
# Needed by modules that are about to go.
FORMATS = ("a.pdf", "b.docx", "c.warc", "d.warc.gz")
# A command line that finds no package of any extra.
BARE = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocked())
import runpy
for sys.argv[1:] in {commands}:
    try:
        runpy.run_module("assistant", run_name="__main__")
    except SystemExit as stop:
        code = stop.code
sys.exit(code)
"""


def packages_of(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[ ]", requirement)[0].lower() for requirement in requirements}


def optional_modules() -> set[str]:
    """What the extras bring that the core does not bring anyway."""
    declared = PROJECT["project"]["optional-dependencies"]
    packages = set().union(*map(packages_of, declared.values()))
    packages -= {"httpx2", "httpcore2", "news-archive-assistant"}  # openai needs the first two
    return {IMPORTED.get(package, package) for package in packages}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> "subprocess.CompletedProcess[str]":
    """What five commands say, one after the other; the exit code is the last one's."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "articles").mkdir()
    for number, name in enumerate(FORMATS):
        suffix = name[name.index(".") :]
        article = made(suffix, f"Bridge {number} is shut.", "utf-8")
        (folder / "articles" / name).write_bytes(article)
    commands = [
        ["index", str(USER_ARTICLE), "articles", "https://news.example/feed"],
        ["ask", "What was Turkey removed from?"],
        *(["slack"], ["serve"], ["mcp"]),
    ]
    code = BARE.format(names=optional_modules(), commands=commands)
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_ARCHIVE": "archive"},
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_without_extras_a_folder_is_indexed_but_for_their_formats(
    bare: "subprocess.CompletedProcess[str]",
):
    assert "indexed" in bare.stdout
    for name in (*FORMATS, "https://news.example/feed"):
        (line,) = [line for line in bare.stderr.splitlines() if name in line]
        assert re.search(r"is not installed: .*pip install .*\[formats\]'$", line), line
    assert "Traceback" not in bare.stderr
    assert "F-35 fighter program" in bare.stdout


def test_without_extras_commands_say_what_to_type(bare: "subprocess.CompletedProcess[str]"):
    assert bare.returncode == 1
    lines = bare.stderr.splitlines()[-3:]
    for extra, line in zip(("slack", "web", "web"), lines, strict=True):
        assert re.fullmatch(rf"assistant: .*pip install .*\[{extra}\]'", line), line


def test_every_extra_but_pytorch_is_installed_for_tests():
    declared = PROJECT["project"]["optional-dependencies"]
    wanted = [
        one
        for extra in ("cluster", "formats", "metrics", "notebook", "postgres", "slack", "web")
        for one in declared[extra]
    ]
    assert sorted(PROJECT["dependency-groups"]["extras"]) == sorted(set(wanted))
    assert declared["judge"] == ["news-archive-assistant[rerank]"]


def test_a_mistake_of_ours_is_not_a_missing_extra():
    with pytest.raises(ModuleNotFoundError, match=r"index\.no_such_module"):
        require("formats", "index.no_such_module")
    with pytest.raises(MissingExtraError, match="the package no_such_package is not installed"):
        require("formats", "no_such_package.part")


def test_the_command_is_that_of_the_python_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/pip")
    monkeypatch.setattr("sys.executable", str(tmp_path / ".venv/bin/python"))
    monkeypatch.chdir(tmp_path)
    wanted = "install 'news-archive-assistant[slack]'"
    assert how_to_install("slack") == f".venv/bin/python -m pip {wanted}"
    monkeypatch.setattr("shutil.which", lambda _: str(tmp_path / ".venv/bin/pip"))
    assert how_to_install("slack") == f"pip {wanted}"


def test_every_declared_package_has_a_row_in_the_docs():
    table = (ROOT / "docs/dependencies.md").read_text("utf-8")
    project = PROJECT["project"]
    for declared in (project["dependencies"], *project["optional-dependencies"].values()):
        for package in packages_of(declared) - {"news-archive-assistant"}:
            assert re.search(rf"^\|[^\n]*\b{re.escape(package)}\b", table, re.MULTILINE), package
