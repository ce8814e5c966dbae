"""What an article, a sentence and a chunk are: frozen data, no input or output.

Offsets everywhere are Unicode code points into `Article.text`, end exclusive, so that
`article.text[start:end]` is the quotation itself.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """The span of one sentence in its article's text, without the white space around it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sentences `first` to `last` (numbers, both included) and the span they cover."""

    first: int
    last: int
    start: int
    end: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one news article, as it is stored.

    `id` is stable over re-indexing; `version` counts from 1 and is 0 until the catalogue
    has given one. `path` is where the article was read, `metadata` what its file said beyond
    the known fields.
    """

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    section: str | None = None
    language: str | None = None
    path: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0

    @property
    def latest_date(self) -> datetime | None:
        """The last day that it gives itself: its update, else its publication."""
        return self.updated_at or self.published_at

    @property
    def known_at(self) -> datetime | None:
        """When this version became known: its last day, or when an undated change was seen."""
        seen = self.metadata.get(CHANGED)
        if self.latest_date is None or seen is None:
            return self.latest_date
        return max(self.latest_date, datetime.fromisoformat(seen))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that a reader can see; two versions differ in it, a copy does not."""
        fields = {name: getattr(self, name) for name in _FINGERPRINTED}
        fields["metadata"] = dict(self.metadata)
        if fields["metadata"].pop(DETECTED, None):  # what it says itself has not changed by it
            fields["language"] = None
        fields["metadata"].pop(CHANGED, None)
        return hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()

    @property
    def embedding_header(self) -> str:
        """Title, source and day: said to the embedder before a chunk, never part of a span."""
        day = self.published_at.date().isoformat() if self.published_at else None
        return " | ".join(part for part in (self.title, self.source, day) if part)


# In the metadata: where the language was taken from that the file does not state.
DETECTED = "language_taken_from"
# When the archive was first given a text that is another than the version's before, though its own
# dates are not: nobody can have known it by those.
CHANGED = "change_seen_at"
_FINGERPRINTED = (
    "text", "title", "source", "url", "authors", "published_at", "updated_at", "section",
    "language",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the input that was not indexed, or not as it stood: where, and why."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Notice(Problem):
    """Something odd in an article that was indexed: no other article is missing because of it."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file or a page: where it is, and a `stamp` that changes whenever its content may have.

    An empty stamp says nothing: such an input is read every time.
    """

    place: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Unchanged(Input):
    """An input that is in the archive with this very stamp, and so was not read again."""


@dataclass(frozen=True, slots=True)
class Finished(Input):
    """The end of an input: all its articles and problems came just before.

    `complete` is False where something of it could not be read, so that nobody can tell what is
    no longer in it. `notices` are said again while the input stays as it is.
    """

    complete: bool = True
    notices: tuple[Notice, ...] = ()


Reading = Article | Problem | Unchanged | Finished
