"""Damage of the recorded answers that the database does not notice: texts and JSON in its rows."""

from collections.abc import Iterator

from pydantic import ValidationError

from assistant.history.database import Store
from assistant.history.record import Trace
from assistant.schema.answer import Answer

# Tables with texts: an expression by which a row is found again, and the columns.
_TEXTS = {
    "answers": ("CAST(id AS BLOB)", ("id", "conversation", "answer", "trace")),
    "cited": ("CAST(answer || '/' || article || '/' || version AS BLOB)", ("answer", "article")),
    "feedback": ("key", ("answer", "verdict", "sentence", "note", "by")),
    "spending": ("CAST(answer || '/' || model AS BLOB)", ("answer", "model", "conversation")),
}


def count_spoiled(store: Store) -> int:
    """How many rows have a text that is no UTF-8."""
    spoiled = store.engine.spoiled
    return sum(len(spoiled(table, names, key)) for table, (key, names) in _TEXTS.items())


def find_unreadable(store: Store, limit: int | None = None) -> list[str]:
    """The ids of the answers whose JSON cannot be read, of the latest or of all."""
    query = "SELECT id, answer, trace FROM answers ORDER BY asked DESC, id"
    query += f" LIMIT {limit}" if limit else ""
    rows = store.connection.execute(query)
    return [answer_id for answer_id, *texts in rows if not _is_readable(*texts)]


def restore_texts(store: Store) -> Iterator[str]:
    """Writes each text that is no UTF-8 again as it can be read; tells how many rows had one."""
    if not store.open(create=False) or not (count := count_spoiled(store)):
        return
    store.engine.read_damaged()
    with store.transaction() as db:
        db.execute("PRAGMA defer_foreign_keys = ON")  # an answer's id may be one of the texts
        for table, (key, names) in _TEXTS.items():
            columns, values = ", ".join(names), ", ".join(f"{name} = ?" for name in names)
            for one in store.engine.spoiled(table, names, key):
                row = db.execute(f"SELECT {columns} FROM {table} WHERE {key} = ?", (one,))
                changed = (*row.fetchone(), one)
                db.execute(f"UPDATE {table} SET {values} WHERE {key} = ?", changed)
    rows = "1 row" if count == 1 else f"{count:,} rows"
    yield f"kept {rows} of the recorded answers as they can be read"


def _is_readable(answer: str, trace: str) -> bool:
    try:
        Answer.model_validate_json(answer)
        Trace.model_validate_json(trace)
    except ValidationError:
        return False
    return True
