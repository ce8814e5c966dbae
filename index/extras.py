"""Optional packages, by the extra of pyproject.toml that brings them."""

import shutil
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from index.errors import ArchiveError

_NAME = "news-archive-assistant"
_OWN = ("assistant", "index", "prompts")


class MissingExtraError(ArchiveError):
    """A package of an extra is not installed; the text says what to type."""


def require(extra: str, module: str) -> Any:
    """The module, imported; `MissingExtraError` if it, or what it imports, is not installed.

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
    """The command, as it must be typed here and now.

    pip adds an extra to what is installed already, whether from a folder or an index.
    """
    own, pip = Path(sys.executable), shutil.which("pip")
    if pip and Path(pip).parent == own.parent:
        return f"pip install '{_NAME}[{extra}]'"
    here = Path.cwd()
    shown = own.relative_to(here) if own.is_relative_to(here) else own
    return f"{shown} -m pip install '{_NAME}[{extra}]'"
