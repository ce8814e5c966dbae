"""Which articles a question may be answered from: sources, a span of time, and as of when."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Scope:
    """A filter on articles; every part that is given must hold.

    `since` and `until` bound the publication, both included. `as_of` hides every version that
    became known later. An article without a date lies in no span of time. `articles` are ids, some
    hundreds at most; `authors` and `languages` are as articles state them. Where it is `confined`,
    nothing that lies outside may be told of, either.
    """

    sources: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    confined: bool = False

    @property
    def around(self) -> "Scope":
        """What may be shown, as nearest coverage, if nothing within this answers."""
        return self if self.confined else Scope(as_of=self.as_of)

    def sql(self) -> tuple[str, list[Any]]:
        """A condition on the table `versions` and its parameters."""
        conditions: list[str] = ["TRUE"]
        values: list[Any] = []
        if self.sources:
            conditions.append(f"source IN ({', '.join('?' * len(self.sources))})")
            values.extend(self.sources)
        if self.articles:
            ids = ", ".join("?" * len(self.articles))
            conditions.append(f"versions.article IN (SELECT key FROM articles WHERE id IN ({ids}))")
            values.extend(self.articles)
        if self.authors:
            any_of = " OR ".join(["instr(authors, ?) > 0"] * len(self.authors))
            conditions.append(f"({any_of})")  # a JSON list, in which each name is in quotes
            values.extend(json.dumps(name, ensure_ascii=False) for name in self.authors)
        if self.languages:
            conditions.append(f"language IN ({', '.join('?' * len(self.languages))})")
            values.extend(self.languages)
        for column, operator, moment in self._bounds():
            conditions.append(f"{column} {operator} ?")
            values.append(moment.timestamp())
        return " AND ".join(conditions), values

    def chroma(self) -> dict[str, Any] | None:
        """The condition as a Chroma `where`, without authors; None for all."""
        conditions: list[dict[str, Any]] = []
        if self.sources:
            conditions.append({"source": {"$in": list(self.sources)}})
        if self.articles:
            conditions.append({"article": {"$in": list(self.articles)}})
        if self.languages:
            conditions.append({"language": {"$in": list(self.languages)}})
        for column, operator, moment in self._bounds():
            sign = "$gte" if operator == ">=" else "$lte"
            conditions.append({column: {sign: moment.timestamp()}})
        if len(conditions) < 2:
            return conditions[0] if conditions else None
        return {"$and": conditions}

    def _bounds(self) -> list[tuple[str, str, datetime]]:
        bounds = (
            ("published", ">=", self.since),
            ("published", "<=", self.until),
            ("known", "<=", self.as_of),
        )
        return [(column, operator, moment) for column, operator, moment in bounds if moment]
