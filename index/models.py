"""Data classes: articles, sentences, chunks, and what readers yield.

All offsets are Unicode code points in `Article.text`, end exclusive, so that
`article.text[start:end]` is the exact quotation.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """The span of one sentence in its article's text, without surrounding white space."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sentences number `first` to `last`, inclusive, and the span that they cover."""

    first: int
    last: int
    start: int
    end: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of a news article, as it is stored.

    `id` stays the same when the article is indexed again. `version` starts at 1 and is 0 before the
    article is stored. `path` is the file or page that it was read from, `metadata` the fields of
    that file that are not fields here.
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
        """The later one of its update and its publication; a scheduled text changes before."""
        return max(filter(None, (self.updated_at, self.published_at)), default=None)

    @property
    def known_at(self) -> datetime | None:
        """When this version became known: its latest date, or when an undated change was seen."""
        seen = self.metadata.get(CHANGED)
        if self.latest_date is None or seen is None:
            return self.latest_date
        return max(self.latest_date, datetime.fromisoformat(seen))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that a reader sees: it differs between versions but not between copies."""
        fields = {name: getattr(self, name) for name in _FINGERPRINTED}
        fields["metadata"] = dict(self.metadata)
        if fields["metadata"].pop(DETECTED, None):  # not stated by the article
            fields["language"] = None
        fields["metadata"].pop(CHANGED, None)
        return hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()

    @property
    def embedding_header(self) -> str:
        """Title, source and day; embedded with each chunk but not part of its span."""
        day = self.published_at.date().isoformat() if self.published_at else None
        return " | ".join(part for part in (self.title, self.source, day) if part)


# Key in the metadata: the origin of a language that the file does not state.
DETECTED = "language_taken_from"
# Key in the metadata: when a changed text with unchanged dates was first indexed.
CHANGED = "change_seen_at"
# Begins the stamp of an address that is read for a list.
FOR_LIST = "for "
_FINGERPRINTED = (
    "text", "title", "source", "url", "authors", "published_at", "updated_at", "section",
    "language",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the input that was not indexed or was changed: its place and the reason."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Notice(Problem):
    """Something unusual in an article that was indexed; no article is missing because of it."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file or page: its place, and a `stamp` that changes whenever its content may have changed.

    An input with an empty stamp is read every time. That of an address in a list is `FOR_LIST` and
    the list's place: it is read again whenever the list is.
    """

    place: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Unchanged(Input):
    """An input that was not read because the archive has it with the same stamp."""


@dataclass(frozen=True, slots=True)
class Finished(Input):
    """The end of an input, after all of its articles and problems.

    `complete` is False if a part could not be read; articles may then be missing by mistake.
    `notices` are repeated by later runs while the input is unchanged.
    """

    complete: bool = True
    notices: tuple[Notice, ...] = ()


Reading = Article | Problem | Unchanged | Finished
