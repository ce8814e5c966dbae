"""Performs the steps of a Dockerfile below a folder, without Docker: COPY, RUN, ENV, and what runs.

Absolute paths of the image are found below `root`; programs are those of this machine.
"""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

# Folders of the image that steps write to; all else is the machine's.
_OWN = re.compile(r"(?<![\w/.])(/opt/venv|/build|/archive|/chroma)\b")


@dataclass
class Image:
    """What a Dockerfile says, performed below `root`: its last stage."""

    root: Path
    python: str  # in the place of the base image's
    folder: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    user: str = ""
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def perform(self, dockerfile: Path, context: Path) -> None:
        """Perform each step, in order."""
        text = re.sub(r"\\\n", " ", dockerfile.read_text())
        for line in text.splitlines():
            word, _, rest = line.strip().partition(" ")
            if word and not word.startswith("#"):
                getattr(self, f"_{word.lower()}")(rest.strip(), context)

    def here(self, text: str) -> str:
        """The text with the image's folders where they are on this machine."""
        return _OWN.sub(lambda found: f"{self.root}{found[0]}", text)

    def _from(self, rest: str, context: Path) -> None:
        self.folder, self.environment, self.user = "/", {}, ""

    def _workdir(self, rest: str, context: Path) -> None:
        self.folder = self.here(rest)
        Path(self.folder).mkdir(parents=True, exist_ok=True)

    def _copy(self, rest: str, context: Path) -> None:
        *sources, target = rest.split()
        if sources[0].startswith("--from="):
            return  # stages share the folders below the root
        for source in sources:
            place = Path(self.folder, target)
            if (context / source).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(context / source, place, ignore=ignored)
            else:
                shutil.copy(context / source, place)

    def _run(self, rest: str, context: Path) -> None:
        told = re.sub(r"^python ", f"{self.python} ", self.here(rest))
        subprocess.run(["sh", "-euc", told], cwd=self.folder, check=True)

    def _env(self, rest: str, context: Path) -> None:
        name, _, value = rest.partition("=")
        self.environment[name] = self.here(value)

    def _user(self, rest: str, context: Path) -> None:
        self.user = rest

    def _volume(self, rest: str, context: Path) -> None:
        assert Path(self.here(rest)).is_dir()

    def _expose(self, rest: str, context: Path) -> None:
        assert rest.isdecimal()

    def _healthcheck(self, rest: str, context: Path) -> None:
        self.health = json.loads(rest.partition("CMD ")[2])

    def _entrypoint(self, rest: str, context: Path) -> None:
        self.entrypoint = json.loads(rest)

    def _cmd(self, rest: str, context: Path) -> None:
        self.command = json.loads(rest)

    def started(
        self, *arguments: str, temporary: Path, **environment: str
    ) -> subprocess.Popen[str]:
        """A process of the image: its user, no capabilities, file systems that cannot be written.

        Only the archive and `temporary`, in the place of /tmp, can be.
        """
        user, _, group = self.user.partition(":")
        told = os.environ | self.environment | environment
        told |= {"HOME": str(temporary), "TMPDIR": str(temporary)}
        told = {name: value for name, value in told.items() if not name.startswith("PYTHONPATH")}
        archive = self.here("/archive")
        enclose = (
            f"mount --make-rprivate / && for own in {archive} {temporary}; do"
            " mount --bind $own $own; done && mount -o remount,ro,bind / && cd"
            f" {archive} && exec setpriv --reuid {user} --regid {group} --clear-groups"
            ' --bounding-set=-all --no-new-privs "$@"'
        )
        return subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", enclose, "sh", *arguments],
            env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
