"""Checks of the archive, of the recorded answers and of the model, and repairs of the first two."""

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from assistant.history.damage import count_spoiled, find_unreadable, restore_texts
from assistant.history.database import Store
from assistant.llm.chat_models import ModelError, check_model, model_name
from assistant.settings import Settings
from index.doctor import check
from index.doctor.catalogue import REPAIR
from index.doctor.check_result import SHOWN, Finding, counted, shown
from index.doctor.repair import repair as repair_archive
from index.errors import ArchiveError
from index.sql import Error

_LATEST = 1_000  # answers that are read unless in full


def findings(settings: Settings, is_full: bool = False) -> Iterator[Finding]:
    """What the checks find, one after the other; `is_full` looks at all instead of a sample."""
    folder = settings.archive.absolute()
    yield from check(folder, is_full, settings.chroma_key, settings.database_address)
    yield _answers(folder, settings.database_address, is_full)
    yield _model(settings)


def repair(settings: Settings) -> Iterator[str]:
    """Repairs the archive and the recorded answers; says each thing that it did."""
    folder, database = settings.archive.absolute(), settings.database_address
    yield from repair_archive(folder, settings.chroma_key, database)
    store = Store(folder, database)
    with closing(store), suppress(Error, OSError, ArchiveError):  # the check that follows tells
        yield from restore_texts(store)


def _answers(folder: Path, database: str, is_full: bool) -> Finding:
    store = Store(folder, database)
    with closing(store):
        try:
            if not store.open(create=False):
                return Finding("answers", "fine", "none is recorded")
            found = "; ".join(store.engine.problems(False))
            return _damage(store, is_full) if not found else _lost(store, found)
        except (Error, OSError, ArchiveError) as error:
            return _lost(store, str(error))


def _damage(store: Store, is_full: bool) -> Finding:
    """What is wrong with rows of a sound database."""
    if spoiled := count_spoiled(store):
        message = f"{counted(spoiled, 'row has', 'rows have')} a text that is not UTF-8"
        return Finding("answers", "failure", message, REPAIR)
    if unreadable := find_unreadable(store, None if is_full else _LATEST):
        message = f"{counted(len(unreadable), 'answer')} cannot be read: {shown(unreadable)}"
        remedy = f"assistant answers remove {' '.join(unreadable[:SHOWN])}"
        return Finding("answers", "failure", message, remedy)
    count = store.value("SELECT COUNT(*) FROM answers")
    return Finding("answers", "fine", f"{count:,} {'is' if count == 1 else 'are'} recorded")


def _lost(store: Store, found: str) -> Finding:
    """The finding where the database itself cannot be read."""
    remedy = f"move {store.path.name} to another folder; the next answer creates a new file"
    if store.address:
        remedy = "restore the database"
    return Finding("answers", "failure", f"cannot be read: {found}", remedy)


def _model(settings: Settings) -> Finding:
    name = model_name(settings.llm)
    if name is None:
        return Finding("model", "fine", "none is configured: answers quote the sources")
    try:
        check_model(name, settings.base_url, settings.timeout)
    except ModelError as error:
        remedy = "ASSISTANT_LLM=none quotes without a model"
        return Finding("model", "failure", str(error), remedy)
    return Finding("model", "fine", f"{name} can be reached")
