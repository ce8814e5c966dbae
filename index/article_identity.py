"""Decides how an article is added: its id, and whether it is new, updated, older or unchanged.

Only reads the archive; index/catalog/changes.py writes it.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from index.catalog.catalogue import Catalogue
from index.models import CHANGED, Article
from index.readers.addresses import address_id
from index.readers.base import is_there

State = Literal["new", "updated", "older", "unchanged"]


class Claims:
    """The addresses that the articles of one run have claimed as their ids.

    Pages of one article and pages of one section often state the same address. The first text has
    it as its id; another text gets an id of its own, unless it is another version: of the same
    title, or first published at the same moment.
    """

    def __init__(self) -> None:
        self._first: dict[str, tuple[set[Any], Any, int, str | None]] = {}

    def settled(self, article: Article) -> Article:
        """`article`, under an id of its own if a different one has claimed its address."""
        if article.id != address_id(article.url):
            return article
        story = {article.title, article.published_at} - {None}
        claim = (story, article.latest_date, hash(article.text), article.path)
        first, date, text, path = self._first.setdefault(article.id, claim)
        is_version = first & story and article.latest_date != date
        if is_version or text == claim[2] or path == article.path:
            return article
        return replace(article, id=f"{article.id} in {article.path}")


def identified(catalogue: Catalogue, article: Article, claims: Claims) -> Article:
    """`article` with the id that the archive has for its file, and the time of an undated change.

    If two folders contain different files of the same name, the second gets an id of its own.
    """
    article = _under_its_id(catalogue, claims.settled(article))
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
    if article.id == address_id(article.url):
        return _under_its_address(catalogue, article)
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


def _under_its_address(catalogue: Catalogue, article: Article) -> Article:
    """Its id as an earlier version of the project made it, or as an earlier run settled it."""
    settled = f"{article.id} in {article.path}"
    if catalogue.article(settled):
        return replace(article, id=settled)
    is_older_form = catalogue.article(article.id) is None and catalogue.article(str(article.url))
    return replace(article, id=str(article.url)) if is_older_form else article


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
