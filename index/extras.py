"""Optional packages, by the extra of pyproject.toml that brings them."""

import json
import shutil
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from index.errors import ArchiveError

_NAME = "news-archive-assistant"
_OWN = ("assistant", "index", "prompts")


class MissingExtraError(ArchiveError):
    """A package of an extra is not installed; the text says what to type."""


def require(extra: str, module: str) -> Any:
    """The module, imported; `MissingExtraError` where it, or what it imports, is not installed.

    >>> require("formats", "json").dumps([1])
    '[1]'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package in _OWN:
            raise  # our own mistake, not an extra
        raise MissingExtraError(
            f"the package {package} is not installed: {how_to_install(extra)}"
        ) from missing


def late(module: str, name: str, extra: str | None = None) -> Callable[..., Any]:
    """The function `name` of a module, and perhaps of an extra, imported when first called."""

    def call(*given: Any) -> Any:
        found = require(extra, module) if extra else import_module(module)
        return getattr(found, name)(*given)

    return call


def how_to_install(extra: str) -> str:
    """The command, as it must be typed here and now."""
    return f"{_pip()} install {_target(extra)}"


def _pip() -> str:
    """`pip`, if that is the one of the Python that runs this."""
    found = shutil.which("pip")
    own = Path(sys.executable)
    if found and Path(found).parent == own.parent:
        return "pip"
    return f"{_from_here(own)} -m pip"


def _target(extra: str) -> str:
    folder, is_editable = _source()
    if folder is None:
        return f"'{_NAME}[{extra}]'"
    return f"{'-e ' if is_editable else ''}'{_from_here(folder)}[{extra}]'"


def _source() -> tuple[Path | None, bool]:
    """The folder this was installed from, if it was from one, and whether it still runs there."""
    try:
        said = json.loads(distribution(_NAME).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return None, False
    if "dir_info" not in said:
        return None, False
    folder = Path(url2pathname(urlsplit(said["url"]).path))
    if not (folder / "pyproject.toml").is_file():
        return None, False
    return folder, bool(said["dir_info"].get("editable"))


def _from_here(path: Path) -> Path:
    """The path as seen from the current folder, where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
