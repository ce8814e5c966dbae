"""What Chroma is given of a chunk: its id, its vector, its text and what can be filtered by."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from index.catalog.embeddings import Vector
from index.models import Article

_Value = TypeVar("_Value", str, str | int | float)


@dataclass(frozen=True, slots=True)
class Record:
    """A chunk as Chroma has it: `article.text[start:end]` and its vector."""

    id: str
    vector: Vector
    article: Article
    start: int
    end: int

    @property
    def document(self) -> str:
        """The chunk's text."""
        return self.article.text[self.start : self.end]

    @property
    def metadata(self) -> dict[str, str | int | float]:
        """What Chroma can filter by; `published` and `known` are Unix seconds."""
        article = self.article
        published, known = article.published_at, article.known_at
        fields: dict[str, str | int | float | None] = {
            "article": article.id,
            "version": article.version,
            "title": article.title,
            "source": article.source,
            "url": article.url,
            "authors": ", ".join(article.authors) or None,
            "section": article.section,
            "language": article.language,
            "published": published.timestamp() if published else None,
            "known": known.timestamp() if known else None,
            "start": self.start,
            "end": self.end,
        }
        return {name: value for name, value in fields.items() if value is not None}


def vector_ids(article: Article, spans: Iterable[tuple[int, int]]) -> list[str]:
    """The ids of those spans' records: the same for the same text of the same article, always."""
    prefix = f"{article.id}\0{article.fingerprint}\0"
    names = (f"{prefix}{start}-{end}".encode() for start, end in spans)
    return [hashlib.sha256(name).hexdigest()[:32] for name in names]


def cut_bytes(value: _Value, most: int | None) -> _Value:
    """A text, to `most` bytes; anything else as it is."""
    if most is None or not isinstance(value, str) or len(value) * 4 <= most:
        return value
    return value.encode()[:most].decode(errors="ignore")
