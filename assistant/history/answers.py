"""The recorded answers of an archive: look-up, feedback, staleness and evaluation cases."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.history.record import VERDICTS, Feedback, Record, Trace, Verdict
from assistant.history.recorder import Recorder, remove_expired
from assistant.history.retention import find_answers, remove_answers
from assistant.history.staleness import Stale, compare
from assistant.schema.answer import Answer, Citation
from assistant.schema.surroundings import surroundings_of
from index.catalog.catalogue import Catalogue
from index.errors import ArchiveError
from index.models import Article
from index.sql import Error, Row

if TYPE_CHECKING:
    from assistant.history.cases import Cases


_ALL = 2**62  # more than there are
_NO_SENTENCE = (
    "no article has that sentence; copy it word for word from an article, which"
    " `assistant search WORDS` finds, or leave it out"
)


class UnknownAnswerError(ArchiveError, KeyError):
    """No recorded answer has that id, or several ids begin with it."""

    def __str__(self) -> str:
        return str(self.args[0])


class Answers:
    """The recorded answers of an archive; an id may be abbreviated while it is unique.

    >>> assistant.answers["h7k2"].text  # doctest: +SKIP
    >>> assistant.answers.feedback("h7k2", "wrong-citation", citation=2)  # doctest: +SKIP
    """

    def __init__(self, recorder: Recorder, catalogue: Callable[[], Catalogue]) -> None:
        self._store = recorder.store
        self._catalogue = catalogue  # opened only when articles are needed
        self._keep_days = recorder.keep_days

    def __getitem__(self, answer_id: str) -> Answer:
        answer = self.record(answer_id).answer
        return restore_surroundings(answer, lambda *name: self._catalogue().article(*name))

    def __len__(self) -> int:
        rows = self._rows("SELECT COUNT(*) FROM answers")
        return int(rows[0][0]) if rows else 0

    def record(self, answer_id: str) -> Record:
        """The answer with its trace and feedback; raises `UnknownAnswerError`."""
        rows = self._rows("SELECT * FROM answers WHERE id = ?", self._whole_id(answer_id))
        return self._records(rows)[0]

    def _whole_id(self, answer_id: str) -> str:
        """The id that begins so, also of an answer that cannot be read."""
        columns = "SELECT id FROM answers WHERE id "
        # All ids that begin with `answer_id` sort before it with the highest character appended.
        rows = self._rows(columns + "= ?", answer_id) or self._rows(
            columns + ">= ? AND id < ? ORDER BY id LIMIT 4", answer_id, answer_id + "\U0010ffff"
        )
        if len(rows) != 1 or not answer_id:
            found = ", ".join(row["id"] for row in rows[:3])
            raise UnknownAnswerError(
                f"several answers begin with {answer_id!r}; use a longer id: {found}..."
                if found and answer_id
                else f"there is no answer {answer_id!r}; `assistant answers` lists the ids"
            )
        return str(rows[0]["id"])

    def latest(self, limit: int | None = 20, conversation: str | None = None) -> list[Record]:
        """The latest answers, newest first; all of them if `limit` is None."""
        of, values = ("WHERE conversation = ?", [conversation]) if conversation else ("", [])
        query = f"SELECT * FROM answers {of} ORDER BY asked DESC, id LIMIT ?"
        return self._records(self._rows(query, *values, _ALL if limit is None else limit))

    def citing(self, article_id: str, limit: int = 10) -> list[Record]:
        """The latest answers that cite an article in any version, newest first."""
        query = (
            "SELECT * FROM answers WHERE id IN (SELECT answer FROM cited WHERE article = ?)"
            " ORDER BY asked DESC, id LIMIT ?"
        )
        return self._records(self._rows(query, article_id, limit))

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
        """Record feedback on an answer.

        `citation` is the number of the citation in question, `sentence` the sentence of an article
        that should be cited instead, `by` the person. Raises `ArchiveError` if there is no such
        answer, verdict, citation or sentence.
        """
        record = self.record(answer_id)
        numbers = [known.number for known in record.answer.citations]
        if verdict not in VERDICTS:
            raise ArchiveError(f"unknown verdict {verdict!r}; use one of {', '.join(VERDICTS)}")
        if citation is not None and citation not in numbers:
            raise ArchiveError(f"the answer {record.id} has no citation {citation}")
        if sentence is not None and not self._has(record, sentence):
            raise ArchiveError(_NO_SENTENCE)
        now = datetime.now(UTC)
        with self._store.transaction() as db:
            db.execute(
                "INSERT INTO feedback (answer, given, verdict, citation, sentence, note, by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (record.id, now.timestamp(), verdict, citation, sentence, note, by),
            )
        return Feedback(
            verdict=verdict, given_at=now, citation=citation, sentence=sentence, note=note, by=by
        )

    def remove(
        self,
        *answer_ids: str,
        before: datetime | None = None,
        sources: Sequence[str] = (),
        articles: Sequence[str] = (),
        dry_run: bool = False,
    ) -> list[str]:
        """Remove answers with the feedback on them, for good; what they cost is still counted.

        Those with these ids; those asked `before` then that also name an article of these
        `sources`, where both are given; those that name one of these `articles` or were written
        from it. Returns their ids; with `dry_run` nothing is removed.
        """
        named = [self._whole_id(answer_id) for answer_id in answer_ids]
        found = find_answers(self._store, before, sources, articles)
        ids = list(dict.fromkeys([*named, *found]))
        if not dry_run:
            remove_answers(self._store, ids)
        return ids

    def stale(self) -> list[Stale]:
        """The answers that cite an article that has changed or was removed, newest first."""
        citing: dict[tuple[str, int], list[str]] = {}
        for article, version, answer in self._rows("SELECT article, version, answer FROM cited"):
            citing.setdefault((article, version), []).append(answer)
        catalogue = self._catalogue()
        current = catalogue.current_versions(sorted({article for article, _ in citing}))
        changed = (ids for (id, version), ids in citing.items() if current.get(id) != version)
        stale = sorted(set(chain.from_iterable(changed)))
        answers = self._store.select("SELECT * FROM answers WHERE id IN ({})", stale)
        newest = sorted(answers, key=lambda row: (-row["asked"], row["id"]))
        return [compare(record, catalogue) for record in self._records(newest)]

    def cases(self, folder: str | Path) -> "Cases":
        """Write the wrong citations to `folder` as a dataset for `assistant eval`.

        The gold sentences of a case are those named in feedback, and the citations that no feedback
        calls wrong. The result names the answers that cannot become cases, and why.
        """
        from assistant.history.cases import write_cases

        rows = self._rows(
            "SELECT * FROM answers WHERE id IN (SELECT answer FROM feedback"
            " WHERE verdict != 'right') ORDER BY asked, id"
        )
        return write_cases(self._records(rows), self._catalogue(), Path(folder))

    def _has(self, record: Record, sentence: str) -> bool:
        """Whether an article has that sentence: one that the answer was made from, or another."""
        from assistant.history.cases import articles_given, find_article

        catalogue = self._catalogue()
        given = articles_given(record, catalogue)
        return bool(sentence.strip() and find_article(sentence, given, catalogue))

    def _records(self, rows: Iterable[Row]) -> list[Record]:
        return [_record(row, self._feedback(row["id"])) for row in rows]

    def _feedback(self, answer_id: str) -> list[Feedback]:
        rows = self._rows("SELECT * FROM feedback WHERE answer = ? ORDER BY key", answer_id)
        return [
            Feedback(**dict(row), given_at=datetime.fromtimestamp(row["given"], UTC))
            for row in rows
        ]

    def _rows(self, query: str, *values: Any) -> list[Row]:
        """The rows of a query; none if no answer was ever recorded."""
        if not self._store.open(create=False):
            return []
        # Without write access, answers past their retention cannot be removed.
        with suppress(Error):
            if self._keep_days is not None:
                with self._store.transaction() as db:
                    remove_expired(db, self._keep_days)
        return self._store.connection.execute(query, values).fetchall()


def _record(row: Row, feedback: list[Feedback]) -> Record:
    try:
        answer = Answer.model_validate_json(row["answer"])
        trace = Trace.model_validate_json(row["trace"])
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        told = f"cannot read the answer {row['id']}: {why}; `assistant answers remove {row['id']}`"
        raise ArchiveError(f"{told} removes it") from error
    return Record(**dict(trace), answer=answer, json_text=row["answer"], feedback=tuple(feedback))


def restore_surroundings(answer: Answer, find: Callable[[str, int], Article | None]) -> Answer:
    """The same answer with the paragraphs around its citations, which its JSON does not have.

    `find` gives an article by id and version; without it, or if its text differs, there are none.
    """

    def placed(citation: Citation) -> Citation:
        article = find(citation.article.id, citation.article.version)
        if article is None or article.text[citation.start : citation.end] != citation.quote:
            return citation
        return citation.within(surroundings_of(article, citation.start, citation.end))

    return answer.with_citations(placed)
