"""The planner: makes the query plan of a question, with the names that the archive has."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from assistant.planning.english.intents import read_intents
from assistant.planning.english.question_rules import read_question
from assistant.planning.known_names import Names
from assistant.schema.query_plan import QueryPlan
from assistant.schema.question import Question
from index.archive import Archive
from index.catalog.bylines import is_mentioned, read_bylines, read_dates
from index.catalog.scope import Scope


class Planner:
    """Plans questions to one archive; caches its names until it changes. Thread-safe."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._names: tuple[tuple[int, datetime | None], Names] | None = None

    def plan(self, question: Question) -> QueryPlan:
        """The plan of the standalone question, with its intents."""

        @cache
        def read(text: str) -> QueryPlan:
            return self.read(text, question.scope)

        text = question.standalone
        return replace(read(text), intents=read_intents(text, read))

    def read(
        self, question: str, scope: Scope | None = None, now: datetime | None = None
    ) -> QueryPlan:
        """The plan of `question`, asked `now` (default: the end of the scope), without intents."""
        known = Scope(as_of=scope.as_of) if scope else Scope()
        today = now or known.as_of or datetime.now(UTC)
        return read_question(
            question,
            today.date(),
            lambda: self._names_of(known),
            lambda phrase: is_mentioned(self._archive.catalogue, phrase, known),
            lambda: read_dates(self._archive.catalogue, known).last,
        )

    def _names_of(self, scope: Scope) -> Names:
        key = (self._archive.catalogue.generation, scope.as_of)
        with self._lock:
            if self._names is None or self._names[0] != key:
                self._names = (key, Names.of(read_bylines(self._archive.catalogue, scope)))
            return self._names[1]
