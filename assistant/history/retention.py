"""Removal of recorded answers: by id, by age, by the source or the articles that they quote.

What they cost stays in the usage. The file is overwritten where they were.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.history.database import Store

# Besides what the answer names: what a statement was drawn from and, where a model wrote, all that
# it read, for its reply is kept, too.
_OF_ARTICLES = {
    "sqlite": """
  EXISTS (
    SELECT 1 FROM json_each(?) AS gone WHERE gone.value IN
      (SELECT atom FROM json_tree(answers.answer) WHERE key = 'id')
    OR gone.value IN (
      SELECT json_extract(given.value, '$.article')
      FROM json_each(answers.trace, '$.evidence') AS given
      WHERE json_array_length(answers.trace, '$.exchanges') > 0 OR
        json_extract(given.value, '$.id') IN
          (SELECT atom FROM json_tree(answers.trace, '$.statements'))
    )
  )
""",
    "postgresql": """
  EXISTS (
    SELECT 1 FROM json_array_elements_text(CAST(? AS json)) AS gone (value) WHERE gone.value IN
      (SELECT atom #>> '{}' FROM jsonb_path_query(as_json(answers.answer), '$.**.id') AS atom)
    OR gone.value IN (
      SELECT given ->> 'article'
      FROM jsonb_array_elements(as_json(answers.trace) -> 'evidence') AS given
      WHERE jsonb_array_length(as_json(answers.trace) -> 'exchanges') > 0 OR
        given ->> 'id' IN (
          SELECT atom #>> '{}'
          FROM jsonb_path_query(as_json(answers.trace), '$.statements.**') AS atom
        )
    )
  )
""",
}
_OF_SOURCES = {
    "sqlite": """
  EXISTS (SELECT 1 FROM json_tree(answers.answer) WHERE key = 'source'
    AND atom IN (SELECT value FROM json_each(?)))
""",
    "postgresql": """
  EXISTS (SELECT 1 FROM jsonb_path_query(as_json(answers.answer), '$.**.source') AS atom
    WHERE atom #>> '{}' IN (SELECT json_array_elements_text(CAST(? AS json))))
""",
}


@dataclass(frozen=True, slots=True)
class Removed:
    """How many articles were removed, and the ids of the answers that went with them."""

    articles: int
    answers: tuple[str, ...]


def find_answers(
    store: Store,
    before: datetime | None = None,
    sources: Sequence[str] = (),
    articles: Sequence[str] = (),
) -> list[str]:
    """The ids of answers, as `Answers.remove` describes them; none without a condition."""
    sql = store.dialect.name
    found = _ids(store, {_OF_ARTICLES[sql]: json.dumps(list(articles))}) if articles else []
    conditions: dict[str, object] = {}
    if before is not None:
        conditions["asked < ?"] = before.timestamp()
    if sources:
        conditions[_OF_SOURCES[sql]] = json.dumps(list(sources))
    return [*found, *(_ids(store, conditions) if conditions else [])]


def remove_answers(store: Store, ids: Sequence[str]) -> int:
    """Remove the answers with these ids and the feedback on them; tells how many there were."""
    if not store.open(create=False):
        return 0
    with store.transaction() as db:
        query = "DELETE FROM answers WHERE id = ?"
        removed = db.executemany(query, [(one,) for one in ids]).rowcount
    store.engine.overwrite()
    return max(0, removed)


def _ids(store: Store, conditions: Mapping[str, object]) -> list[str]:
    """The answers for which all of these conditions hold, each with its parameter."""
    if not store.open(create=False):
        return []
    condition = " AND ".join(f"({one})" for one in conditions)
    rows = store.connection.execute(
        f"SELECT id FROM answers WHERE {condition} ORDER BY asked, id", (*conditions.values(),)
    )
    return [row["id"] for row in rows]
