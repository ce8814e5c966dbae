"""An article as a row of the table `versions`, both ways."""

import json
from datetime import datetime
from typing import Any

from index.models import Article
from index.sql import Row


def article_of_row(row: Row) -> Article:
    """The version in a row of `versions`, joined with its article's id."""
    return Article(
        id=row["id"],
        version=row["number"],
        text=row["text"],
        title=row["title"],
        source=row["source"],
        url=row["url"],
        authors=tuple(json.loads(row["authors"])),
        published_at=moment_of(row["published_at"]),
        updated_at=moment_of(row["updated_at"]),
        section=row["section"],
        language=row["language"],
        path=row["path"],
        metadata=json.loads(row["metadata"]),
    )


def moment_of(text: str | None) -> datetime | None:
    """The time that a row gives in ISO 8601, if any."""
    return datetime.fromisoformat(text) if text else None


def row_of_article(article: Article) -> dict[str, Any]:
    """The columns of a version, without its keys and its number."""
    published, known = article.published_at, article.known_at
    return {
        "text": article.text,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "published_at": published.isoformat() if published else None,
        "updated_at": article.updated_at.isoformat() if article.updated_at else None,
        "section": article.section,
        "language": article.language,
        "path": article.path,
        "metadata": json.dumps(dict(article.metadata), ensure_ascii=False, default=str),
        "fingerprint": article.fingerprint,
        "published": published.timestamp() if published else None,
        "known": known.timestamp() if known else None,
    }
