"""The packages of the extra `notebook`, imported when they are first needed."""

from importlib import import_module
from typing import Any

from index.errors import ArchiveError


def load(package: str) -> Any:
    """The package; `ArchiveError` with what to install where it is missing."""
    try:
        return import_module(package)
    except ModuleNotFoundError as missing:
        raise ArchiveError(
            f"this needs the package {missing.name}: pip install 'news-archive-assistant[notebook]'"
        ) from missing
