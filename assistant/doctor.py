"""Checks of the archive, of the recorded answers and of the model; they change nothing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from assistant.history.database import Store
from assistant.llm.chat_models import ModelError, check_model, model_name
from assistant.settings import Settings
from index.doctor import check
from index.doctor.check_result import Finding
from index.errors import ArchiveError
from index.sql import Error


def findings(settings: Settings, is_full: bool = False) -> Iterator[Finding]:
    """What the checks find, one after the other; `is_full` looks at all instead of a sample."""
    folder = settings.archive.absolute()
    yield from check(folder, is_full, settings.chroma_key, settings.database_address)
    yield _answers(folder, settings.database_address)
    yield _model(settings)


def _answers(folder: Path, database: str) -> Finding:
    store = Store(folder, database)
    with closing(store):
        try:
            if not store.open(create=False):
                return Finding("answers", "fine", "none is recorded")
            found = "; ".join(store.engine.problems(False))
            count = store.value("SELECT COUNT(*) FROM answers")
        except (Error, OSError, ArchiveError) as error:
            found, count = str(error), 0
    if found and database:
        return Finding("answers", "failure", f"cannot be read: {found}", "restore the database")
    if found:
        remedy = f"move {store.path.name} to another folder; the next answer creates a new file"
        return Finding("answers", "failure", f"cannot be read: {found}", remedy)
    return Finding("answers", "fine", f"{count:,} {'is' if count == 1 else 'are'} recorded")


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
