"""The queue of questions and their outcomes: a small database beside the archive.

A question is stored before Slack gets the acknowledgement, and stays open until Slack shows its
answer. If the bot dies, the next one finds the question still open.
"""

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.slack.event_parser import Asked, Edited, Removed
from assistant.slack.queue_database import Outcome, Place, Queue, QueuedQuestion, Rules

# Slack repeats an event for up to an hour; a socket may deliver an old one after a pause.
_KEEP_EVENTS = 7 * 24 * 3600.0

# A question of the thread, or the shared answer that began the thread.
_OF_THREAD = "channel = ? AND (thread = ? AND place = 'thread' OR message = ?)"


class Deliveries(Queue):
    """The questions of one archive's bot, and the settings of its channels. Not thread-safe."""

    def __init__(self, folder: Path, keep_days: float | None = None, database: str = "") -> None:
        super().__init__(folder, database)
        self.open()
        self.connection.execute("DELETE FROM event WHERE at < ?", (time.time() - _KEEP_EVENTS,))
        if keep_days is not None:
            self._forget_words("settled < ?", time.time() - keep_days * 24 * 3600)

    def receive(self, event: str, said: Asked | Edited | Removed) -> bool:
        """Store an event; False if it is known already or not for the bot.

        One transaction: after a crash the event counts as not received, and Slack repeats it.
        """
        with self.transaction():
            if not self.is_first(event):
                return False
            if isinstance(said, Removed):
                return self._remove(said)
            if isinstance(said, Edited):
                return self._edit(said)
            return self._is_for_us(said) and self._add(said, "thread")

    def command(self, event: str, asked: Asked, respond: str) -> bool:
        """Store a question that is answered in private; False if it is known already."""
        with self.transaction():
            return self.is_first(event) and self._add(asked, "private", respond)

    def share(self, asked: Asked, answer: str, place: Place, respond: str) -> bool:
        """Queue a private answer to be shown to all; False if that was done already."""
        return self._add(asked, place, respond, answer)

    def forget(self, question: QueuedQuestion) -> None:
        self.connection.execute("DELETE FROM question WHERE id = ?", (question.id,))

    def is_first(self, event: str) -> bool:
        """Whether this event comes for the first time; remembers it."""
        added = self.connection.execute(
            "INSERT INTO event VALUES (?, ?) ON CONFLICT DO NOTHING", (event, time.time())
        )
        return added.rowcount == 1

    def _is_for_us(self, asked: Asked) -> bool:
        """Whether it is meant for the bot, or is a reply in a thread that the bot answers in."""
        if asked.is_meant or not asked.is_reply or asked.mentions:
            return asked.is_meant
        answered = self.value(
            f"SELECT 1 FROM question WHERE {_OF_THREAD}"
            " AND outcome IN ('answered', 'abstained') LIMIT 1",
            *(asked.channel, asked.thread, asked.thread),
        )
        return answered is not None

    def _add(
        self,
        asked: Asked,
        place: Place,
        respond: str | None = None,
        answer: str | None = None,
        revision: str = "",
    ) -> bool:
        added = self.connection.execute(
            "INSERT INTO question"
            " (channel, ts, place, thread, person, team, text, respond, received, answer, revision)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                *(asked.channel, asked.ts, place, asked.thread, asked.person, asked.team),
                *(asked.text, respond, time.time(), answer, revision),
            ),
        )
        return added.rowcount == 1

    def _edit(self, edited: Edited) -> bool:
        """Store an edited message, which may arrive before the message itself.

        Slack also sends such an event when it adds a link's preview; the text is then the same.
        """
        asked = edited.asked
        changed = self.connection.execute(
            "UPDATE question SET text = ?, revision = ?, edits = edits + 1, open = 1, due = 0,"
            " tries = 0, answer = NULL WHERE channel = ? AND ts = ? AND deleted = 0"
            " AND text <> ? AND revision < ?",
            (asked.text, edited.revision, asked.channel, asked.ts, asked.text, edited.revision),
        )
        if changed.rowcount:
            return True
        return asked.is_meant and self._add(asked, "thread", revision=edited.revision)

    def _remove(self, removed: Removed) -> bool:
        gone = self.connection.execute(
            "UPDATE question SET deleted = 1, open = 1, due = 0, tries = 0"
            " WHERE channel = ? AND ts = ? AND deleted = 0",
            (removed.channel, removed.ts),
        )
        if removed.was_meant and not gone.rowcount:
            # The deletion may arrive before the question, which then is not answered.
            self.connection.execute(
                "INSERT INTO question"
                " (channel, ts, place, thread, person, text, received, deleted, open, outcome)"
                " VALUES (?, ?, 'thread', ?, '', '', ?, 1, 0, 'removed') ON CONFLICT DO NOTHING",
                (removed.channel, removed.ts, removed.ts, time.time()),
            )
        return gone.rowcount == 1

    def take(self, busy: Iterable[tuple[str, str]]) -> QueuedQuestion | None:
        """The oldest open question that is due and not behind another one in its thread."""
        closed = set(busy)
        now = time.time()
        query = (
            "SELECT id, channel, ts, place, thread, due FROM question WHERE open = 1 ORDER BY id"
        )
        for number, channel, ts, place, thread, due in self.connection.execute(query).fetchall():
            line = (channel, thread if place == "thread" else ts)
            if line not in closed and due <= now:
                return self.get(number)
            closed.add(line)
        return None

    def next_due(self) -> float | None:
        """When the next postponed question is due (Unix time); None if there is none."""
        query = "SELECT min(due) FROM question WHERE open = 1 AND due > ?"
        due: float | None = self.value(query, time.time())
        return due

    def get(self, number: int) -> QueuedQuestion:
        """The question with that id; raises KeyError if there is none."""
        query = "SELECT * FROM question WHERE id = ?"
        row = self.connection.execute(query, (number,)).fetchone()
        if row is None:
            raise KeyError(number)
        return QueuedQuestion.model_validate(dict(row))

    def before(self, question: QueuedQuestion) -> str | None:
        """The id of the answer before `question` in its thread, whose conversation continues."""
        answer = self.value(
            f"SELECT answer FROM question WHERE {_OF_THREAD}"
            " AND id <> ? AND answer IS NOT NULL AND deleted = 0"
            " AND received < ? ORDER BY received DESC LIMIT 1",
            *(question.channel, question.thread, question.thread, question.id, question.received),
        )
        return str(json.loads(answer)["id"]) if answer else None

    def is_current(self, question: QueuedQuestion) -> bool:
        """Whether the question was neither edited nor deleted since it was taken."""
        row = self.connection.execute(
            "SELECT revision, deleted FROM question WHERE id = ?", (question.id,)
        ).fetchone()
        return bool(row) and tuple(row) == (question.revision, int(question.deleted))

    def note_posting(self, question: QueuedQuestion) -> None:
        """Note that a message is about to be posted; it may exist before its ts is stored."""
        self._set(question, "posting = 1")

    def note_message(self, question: QueuedQuestion, ts: str | None) -> None:
        """Store the ts of the answer's message, or that there is none."""
        self._set(question, "posting = 0, message = ?", ts)

    def note_answer(self, question: QueuedQuestion, answer: str) -> None:
        """Store the answer to this wording of the question, unless it was edited since."""
        self.connection.execute(
            "UPDATE question SET answer = ? WHERE id = ? AND revision = ?",
            (answer, question.id, question.revision),
        )

    def settle(self, question: QueuedQuestion, outcome: Outcome) -> bool:
        """Close the question; False if it has changed since it was taken."""
        settled = self.connection.execute(
            "UPDATE question SET open = 0, outcome = ?, settled = ?"
            " WHERE id = ? AND revision = ? AND deleted = ?",
            (outcome, time.time(), question.id, question.revision, int(question.deleted)),
        )
        if outcome == "removed":
            self._forget_words("id = ?", question.id)
        return settled.rowcount == 1

    def postpone(self, question: QueuedQuestion, seconds: float) -> None:
        self._set(question, "tries = tries + 1, due = ?", time.time() + seconds)

    def messages(self, channel: str) -> set[str]:
        """The ts of all answers in a channel."""
        rows = self.connection.execute(
            "SELECT message FROM question WHERE channel = ? AND message IS NOT NULL", (channel,)
        )
        return {ts for (ts,) in rows}

    def asked_since(self, moment: float, question: QueuedQuestion, *, by_person: bool) -> int:
        """Questions before `question` since `moment`, counting edits but not refusals."""
        of_whom, person = ("AND person = ?", (question.person,)) if by_person else ("", ())
        query = (
            "SELECT coalesce(sum(1 + edits), 0) FROM question WHERE received >= ? AND id < ?"
            f" AND place <> 'channel' AND coalesce(outcome, '') <> 'refused' {of_whom}"
        )
        return int(self.value(query, moment, question.id, *person))

    def waiting(self) -> int:
        return int(self.value("SELECT count(*) FROM question WHERE open = 1"))

    def rules(self, channel: str) -> Rules:
        kept = self.value("SELECT rules FROM channel WHERE id = ?", channel)
        return Rules.model_validate_json(kept or "{}")

    def change_rules(self, channel: str, rules: Rules, by: str) -> None:
        self.connection.execute(
            "INSERT INTO channel VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " rules = excluded.rules, changed_by = excluded.changed_by,"
            " changed_at = excluded.changed_at",
            (channel, rules.model_dump_json(), by, time.time()),
        )

    def forget_answers(self, ids: Sequence[str]) -> int:
        """Delete the text and answer of closed questions with these answers; tells how many."""
        rows = self.connection.execute("SELECT id, answer FROM question WHERE answer IS NOT NULL")
        having = [number for number, answer in rows.fetchall() if json.loads(answer)["id"] in ids]
        return sum(self._forget_words("id = ?", number) for number in having)

    def _forget_words(self, which: str, value: float) -> int:
        """Delete the text and answer of closed questions; their outcome and message stay."""
        changed = self.connection.execute(
            f"UPDATE question SET text = '', answer = NULL, respond = NULL WHERE {which}"
            " AND open = 0",
            (value,),
        )
        return changed.rowcount

    def _set(self, question: QueuedQuestion, change: str, *values: object) -> None:
        self.connection.execute(
            f"UPDATE question SET {change} WHERE id = ?", (*values, question.id)
        )
