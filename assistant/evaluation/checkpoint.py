"""Checkpoints of evaluations: the dataset's archive, and the cases of an interrupted run.

Both are in the user's cache folder. Their names contain a digest of everything that could change
them, so that nothing stale is used. What was not used for a month is deleted.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from platformdirs import user_cache_path
from pydantic import ValidationError

from assistant.evaluation.case import Case
from index.errors import ArchiveError

_UNUSED = 30 * 24 * 3600.0  # seconds
_ROOT = Path(__file__).parent.parent.parent
# These packages only work on finished cases.
_AFTERWARDS = ("assistant/evaluation/metrics", "assistant/evaluation/report")


def kept_folder() -> Path:
    """The cache folder, after deleting what was not used for a month."""
    folder = user_cache_path("news-archive-assistant") / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - _UNUSED:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    return folder


def name_of(what: str, *reasons: Any) -> str:
    told = json.dumps(reasons, sort_keys=True, default=str)
    return f"{what}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def code_checksum(*packages: str) -> str:
    """A digest of every file of these packages, including prompts and schema files."""
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted((_ROOT / package).rglob("*")):
            name = path.relative_to(_ROOT).as_posix()
            if path.suffix == ".pyc" or path.is_dir() or name.startswith(_AFTERWARDS):
                continue
            digest.update(f"{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


class CaseLog:
    """The cases of one run, one line each, appended as they finish; deleted after the last one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    @contextmanager
    def at(cls, path: Path) -> Iterator["CaseLog"]:
        """Opens and locks the log; raises `ArchiveError` if another process has it open."""
        lock = FileLock(f"{path}.lock", timeout=0)
        try:
            with lock:
                yield cls(path)
        except Timeout:
            raise ArchiveError(
                "another process is running the same evaluation; wait for it, or stop it"
            ) from None

    def read(self) -> dict[str, Case]:
        """The cases by question id; incomplete lines are skipped."""
        cases = {}
        with suppress(FileNotFoundError):
            for line in self._path.read_text(encoding="utf-8").splitlines():
                with suppress(ValidationError):
                    case = Case.model_validate_json(line)
                    cases[case.question.id] = case
        return cases

    def append(self, case: Case) -> None:
        """Adds a case; it is on disk when this returns, even if the process is killed then."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(case.model_dump_json() + "\n")

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)
