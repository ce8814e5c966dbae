"""Decides how an article is added: its id, and whether it is new, updated, older or unchanged.

Only reads the archive; index/catalog/changes.py writes it.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from index.catalog.catalogue import Catalogue
from index.models import CHANGED, Article
from index.readers.base import is_there

State = Literal["new", "updated", "older", "unchanged"]


def identified(catalogue: Catalogue, article: Article) -> Article:
    """`article` with the id that the archive has for its file, and the time of an undated change.

    If two folders contain different files of the same name, the second gets an id of its own.
    """
    article = _under_its_id(catalogue, article)
    return replace(article, metadata=_with_change(article, catalogue.article(article.id)))


def _with_change(article: Article, current: Article | None) -> dict[str, Any]:
    """The metadata, with the time of the change if the text changed but the dates did not."""
    metadata = {name: value for name, value in article.metadata.items() if name != CHANGED}
    if current is None or article.latest_date != current.latest_date:
        return metadata
    if (article.title, article.text) != (current.title, current.text):
        return metadata | {CHANGED: datetime.now(UTC).isoformat(timespec="seconds")}
    seen = current.metadata.get(CHANGED)
    return metadata | ({CHANGED: seen} if seen else {})


def _under_its_id(catalogue: Catalogue, article: Article) -> Article:
    if not (article.path and article.path.endswith("/" + article.id)):
        return article
    query = (
        "SELECT articles.id FROM versions JOIN articles ON articles.key = article WHERE path = ?"
    )
    if known := catalogue.value(f"{query} LIMIT 1", article.path):
        return replace(article, id=known)
    held = catalogue.article(article.id)
    still_there = held and held.path and is_there(held.path.split("#L")[0])
    if held and still_there and held.fingerprint != article.fingerprint:
        return replace(article, id=f"{article.id} in {Path(article.path).parent}")
    return article


def state(catalogue: Catalogue, article: Article) -> State:
    """The effect of adding `article` to the archive."""
    current = catalogue.article(article.id)
    if current is None:
        return "new"
    if current.fingerprint == article.fingerprint:
        return "unchanged"
    older = _before(article.latest_date, current.latest_date)
    query = "SELECT 1 FROM versions JOIN articles ON articles.key = article"
    seen = catalogue.value(
        f"{query} WHERE id = ? AND fingerprint = ?", article.id, article.fingerprint
    )
    # An earlier text becomes current again only if the same file or page was reverted to it.
    if seen and (older or article.path != current.path):
        return "unchanged"
    return "older" if older else "updated"


def _before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other
