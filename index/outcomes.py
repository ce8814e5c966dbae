"""What adding an article would come to: under which id, and as what.

The archive is only looked at; changes.py does it.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from index.article import Article
from index.catalog import Catalogue
from index.readers.spelling import is_there

State = Literal["new", "updated", "older", "unchanged"]


def identified(catalogue: Catalogue, article: Article) -> Article:
    """`article` under the id that the archive has for its file.

    Two folders may hold different files of one name: the second gets an id of its own.
    """
    if not (article.path and article.path.endswith("/" + article.id)):
        return article
    row = catalogue.connection.execute(
        "SELECT articles.id FROM versions JOIN articles ON articles.key = versions.article"
        " WHERE path = ? LIMIT 1",
        (article.path,),
    ).fetchone()
    if row:
        return replace(article, id=row[0])
    held = catalogue.article(article.id)
    still_there = held and held.path and is_there(held.path.split("#L")[0])
    if held and still_there and held.fingerprint != article.fingerprint:
        return replace(article, id=f"{article.id} in {Path(article.path).parent}")
    return article


def state(catalogue: Catalogue, article: Article) -> State:
    """What adding `article` would do to the archive."""
    current = catalogue.article(article.id)
    if current is None:
        return "new"
    if current.fingerprint == article.fingerprint:
        return "unchanged"
    older = _before(article.latest_date, current.latest_date)
    seen = catalogue.connection.execute(
        "SELECT 1 FROM versions JOIN articles ON articles.key = versions.article"
        " WHERE id = ? AND fingerprint = ?",
        (article.id, article.fingerprint),
    ).fetchone()
    # A text seen before comes back only where the current one was read: a page set back.
    if seen and (older or article.path != current.path):
        return "unchanged"
    return "older" if older else "updated"


def _before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other
