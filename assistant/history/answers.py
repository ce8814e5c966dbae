"""The answers that an archive has given, to be looked up, replayed and judged."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.history.record import VERDICTS, Feedback, Record, Trace, Verdict
from assistant.history.recorder import Memory, forget
from assistant.history.surroundings import recall
from assistant.schema.answer import Answer
from index.catalog.catalogue import Catalogue
from index.errors import ArchiveError

if TYPE_CHECKING:
    from assistant.history.cases import Cases
    from assistant.history.staleness import Stale


class UnknownAnswerError(ArchiveError, KeyError):
    """No answer of that id is kept, or several ids begin so."""

    def __str__(self) -> str:
        return str(self.args[0])


class Answers:
    """What was answered, newest first; an id may be shortened to a beginning that no other has.

    >>> assistant.answers["h7k2"].text  # doctest: +SKIP
    >>> assistant.answers.feedback("h7k2", "wrong-citation", citation=2)  # doctest: +SKIP
    """

    def __init__(self, memory: Memory, catalogue: Callable[[], Catalogue]) -> None:
        self._store = memory.store
        self._catalogue = catalogue  # opened only where articles are looked at
        self._keep_days = memory.keep_days

    def __getitem__(self, answer_id: str) -> Answer:
        return recall(self.record(answer_id).answer, lambda *name: self._catalogue().article(*name))

    def __len__(self) -> int:
        rows = self._rows("SELECT COUNT(*) FROM answers")
        return int(rows[0][0]) if rows else 0

    def record(self, answer_id: str) -> Record:
        """The answer with how it came about; raises `UnknownAnswerError`."""
        columns = "SELECT * FROM answers WHERE id "
        # The letters of an id are below the one that ends the stretch of ids that begin with it.
        rows = self._rows(columns + "= ?", answer_id) or self._rows(
            columns + ">= ? AND id < ? ORDER BY id LIMIT 4", answer_id, answer_id + "\U0010ffff"
        )
        if len(rows) != 1 or not answer_id:
            raise UnknownAnswerError(_not_one(answer_id, [row["id"] for row in rows]))
        return self._records(rows)[0]

    def latest(self, limit: int | None = 20, conversation: str | None = None) -> list[Record]:
        """The `limit` latest answers (all, where it is None), the newest first."""
        of, values = ("WHERE conversation = ?", [conversation]) if conversation else ("", [])
        query = f"SELECT * FROM answers {of} ORDER BY asked DESC, id LIMIT ?"
        return self._records(self._rows(query, *values, -1 if limit is None else limit))

    def feedback(
        self,
        answer_id: str,
        verdict: Verdict,
        *,
        citation: int | None = None,
        sentence: str | None = None,
        note: str | None = None,
        by: str | None = None,
    ) -> Feedback:
        """Notes what somebody says of an answer.

        `citation` is the number of the one meant, `sentence` the words of an article that should
        have been cited. Raises `ArchiveError` where there is no such answer, verdict or citation.
        """
        record = self.record(answer_id)
        numbers = [known.number for known in record.answer.citations]
        if verdict not in VERDICTS:
            raise ArchiveError(f"{verdict!r} is no verdict; say one of {', '.join(VERDICTS)}")
        if citation is not None and citation not in numbers:
            raise ArchiveError(f"the answer {record.id} has no citation {citation}")
        given = Feedback(
            verdict=verdict,
            given_at=datetime.now(UTC),
            citation=citation,
            sentence=sentence,
            note=note,
            by=by,
        )
        row = (record.id, given.given_at.timestamp(), verdict, citation, sentence, note, by)
        with self._store.transaction() as db:
            db.execute(
                "INSERT INTO feedback (answer, given, verdict, citation, sentence, note, by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return given

    def stale(self) -> "list[Stale]":
        """The answers that cite an article which has changed or was removed; newest first."""
        from assistant.history.staleness import compare, outdated

        cited = [
            (row[0], row[1]) for row in self._rows("SELECT DISTINCT article, version FROM cited")
        ]
        catalogue = self._catalogue()
        changed = outdated(cited, catalogue)
        answers = self._rows(
            "SELECT DISTINCT answers.* FROM answers JOIN cited ON cited.answer = answers.id"
            " JOIN json_each(?) AS changed ON cited.article = json_extract(changed.value, '$[0]')"
            " AND cited.version = json_extract(changed.value, '$[1]')"
            " ORDER BY asked DESC, answers.id",
            json.dumps(changed),
        )
        return [compare(record, catalogue) for record in self._records(answers)]

    def cases(self, folder: str | Path) -> "Cases":
        """Writes the wrong citations into `folder` as a dataset that `assistant eval` runs.

        A case asks the question again; its gold are the sentences that somebody has named, and the
        citations that nobody has blamed. Says which answers make no case, and why.
        """
        from assistant.history.cases import collect, write_cases

        rows = self._rows(
            "SELECT * FROM answers WHERE id IN (SELECT answer FROM feedback"
            " WHERE verdict != 'right') ORDER BY asked, id"
        )
        return write_cases(collect(self._records(rows), self._catalogue()), Path(folder))

    def _records(self, rows: Iterable[sqlite3.Row]) -> list[Record]:
        return [_record(row, self._feedback(row["id"])) for row in rows]

    def _feedback(self, answer_id: str) -> list[Feedback]:
        rows = self._rows("SELECT * FROM feedback WHERE answer = ? ORDER BY key", answer_id)
        return [
            Feedback(
                verdict=row["verdict"],
                given_at=datetime.fromtimestamp(row["given"], UTC),
                citation=row["citation"],
                sentence=row["sentence"],
                note=row["note"],
                by=row["by"],
            )
            for row in rows
        ]

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """The rows of a query; none where no answer was ever kept."""
        if not self._store.open(create=False):
            return []
        # Who may only read cannot remove what has become too old either.
        with suppress(sqlite3.OperationalError):
            if self._keep_days is not None:
                with self._store.transaction() as db:
                    forget(db, self._keep_days)
        return self._store.connection.execute(query, values).fetchall()


def _record(row: sqlite3.Row, feedback: list[Feedback]) -> Record:
    try:
        answer = Answer.model_validate_json(row["answer"])
        trace = Trace.model_validate_json(row["trace"])
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        raise ArchiveError(f"the answer {row['id']} cannot be read: {why}") from error
    return Record(**dict(trace), answer=answer, json_text=row["answer"], feedback=tuple(feedback))


def _not_one(answer_id: str, found: list[str]) -> str:
    if not found or not answer_id:
        return f"no answer {answer_id!r} is kept; `assistant answers` lists those that are"
    return f"several answers begin with {answer_id!r}: {', '.join(found[:3])}..."
