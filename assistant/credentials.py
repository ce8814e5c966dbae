"""Secrets: in the environment, in a file that NAME_FILE names, or in systemd's credentials.

systemd puts a file for each `LoadCredential=NAME:...` into the folder $CREDENTIALS_DIRECTORY.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from index.errors import ArchiveError

_SUFFIX, _FOLDER = "_FILE", "CREDENTIALS_DIRECTORY"
_KEY, _OWN = "_API_KEY", "ASSISTANT_"


def read(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The secret of that name; empty if there is none.

    Raises `ArchiveError` if its file cannot be read, or if it is given twice.
    """
    given, file = environment.get(name, "").strip(), environment.get(name + _SUFFIX, "")
    if given and file:
        raise ArchiveError(f"{name} and {name}{_SUFFIX} are both set; unset one of them")
    if given:
        return given
    if file:
        return _contents(name, Path(file))
    kept = Path(environment.get(_FOLDER) or "/nonexistent", name)
    try:
        return _contents(name, kept) if kept.is_file() else ""
    except PermissionError as error:  # better no service than one without its token
        raise ArchiveError(
            f"cannot read systemd's credentials in {kept.parent}: {error.strerror}"
        ) from error


def take(name: str) -> str:
    """`read`, and remove the secret from the environment: child processes need not see it."""
    secret = read(name)
    os.environ.pop(name, None)
    return secret


def with_files(
    environment: Mapping[str, str | None], names: Iterable[str]
) -> dict[str, str | None]:
    """The environment (names in lower case) in which the secrets of those names have values."""
    known = {name.upper(): value for name, value in environment.items() if value is not None}
    known |= {_FOLDER: os.environ.get(_FOLDER, "")}
    found = {name.lower(): read(name, known) for name in names}
    files = {name + _SUFFIX.lower() for name in found}
    kept = {name: value for name, value in environment.items() if name not in files}
    return kept | {name: secret for name, secret in found.items() if secret}


def export_keys() -> None:
    """Put the keys of models (OPENAI_API_KEY, ...) where their clients read them."""
    folder = Path(os.environ.get(_FOLDER) or "/nonexistent")
    names = {path.name for path in folder.glob(f"*{_KEY}")}
    names |= {name.removesuffix(_SUFFIX) for name in os.environ if name.endswith(_KEY + _SUFFIX)}
    for name in sorted(names):
        if not name.startswith(_OWN):  # those are settings
            os.environ[name] = read(name)
            os.environ.pop(name + _SUFFIX, None)


def secret_of(name: str, given: str, file: Path | None) -> str:
    """A secret that is given, or is in a file; raises `ArchiveError` if neither or both are."""
    if bool(given.strip()) == bool(file):
        raise ArchiveError(f"{name}: give `token` or `file`")
    return given.strip() or _contents(name, file or Path())


def _contents(name: str, file: Path) -> str:
    try:
        secret = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise ArchiveError(f"cannot read {name} from {file}: {why}") from error
    if not secret:
        raise ArchiveError(f"cannot read {name} from {file}: the file is empty")
    return secret
