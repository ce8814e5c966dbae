"""The transcripts in README.md and docs/, made by running what they show.

A block that follows `<!-- transcript: NAME -->` is written by `python -m tests.transcripts`:

- `console`: each line `$ ...` is run in a shell, over an archive of seeds/, without a chat model;
- `model`: the same with recorded replies of a chat model (`python -m tests.recorded`);
- `chat`, `slack`: the session of the module of that name.

`<!-- transcript: NAME, 9 lines -->` keeps the first nine lines (of each command) and adds `...`.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copytree

from tests.conftest import ROOT, SEEDS
from tests.transcripts import chat, slack

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_BLOCK = re.compile(
    r"(?P<head><!-- transcript: (?P<name>\w+)(?:, (?P<lines>\d+) lines)? -->\n\n```\w*\n)"
    r"(?P<body>.*?)(?=^```$)",
    re.DOTALL | re.MULTILINE,
)
_PROGRAMS = {"console": "assistant", "model": "tests.recorded"}
# What is different in each run: seconds, sizes, the ids of answers, and when they were given.
_CHANGING = re.compile(
    r"\d+\.\d (?:s|MB)\b|\b[a-z0-9]{8}\b(?=(?:  \d|\]))|\d{4}-\d\d-\d\d \d\d:\d\d UTC"
)


def without_changing(page: str) -> str:
    """The page without what is different in each run."""
    return _CHANGING.sub("*", page)


def written(page: str) -> str:
    """The page with its transcripts made again."""
    if not _BLOCK.search(page):
        return page
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        copytree(SEEDS, home / "news" / "seeds")
        if "$ assistant index seeds" not in page:
            _run("assistant index seeds", home)
        return _BLOCK.sub(lambda block: block["head"] + _body(block, home), page)


def _body(block: re.Match[str], home: Path) -> str:
    lines = int(block["lines"] or 0)
    name = block["name"]
    if name in _PROGRAMS:
        if name == "model":
            _run("assistant index seeds", home, name)
        commands = [line[2:] for line in block["body"].splitlines() if line.startswith("$ ")]
        told = [f"$ {command}\n{_cut(_run(command, home, name), lines)}" for command in commands]
        return "\n".join(told)
    return _cut({"chat": chat, "slack": slack}[name].transcript(), lines)


def _cut(text: str, lines: int) -> str:
    text = text.strip("\n") + "\n"
    kept = text.splitlines()[:lines] if lines else text.splitlines()
    return "\n".join(kept).rstrip() + ("\n...\n" if len(kept) < text.count("\n") else "\n")


def _run(command: str, home: Path, name: str = "console") -> str:
    done = subprocess.run(
        command,
        shell=True,
        cwd=home / "news",
        env=_environment(home, name),
        capture_output=True,
        text=True,
    )
    return done.stdout.replace(str(home), "~")


def _environment(home: Path, name: str) -> dict[str, str]:
    """Somebody's home without any setting but the archive, and `assistant` on the PATH."""
    program = home / "bin" / "assistant"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {_PROGRAMS[name]} "$@"\n')
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name in ("LANG", "TMPDIR")}
    return kept | {
        "ASSISTANT_ARCHIVE": str(home / name),
        "HOME": str(home),
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
