"""The texts beside the versions' own: those that are no UTF-8 any more, and how they are restored.

What comes from the articles is made from them again; what comes from files and feeds is forgotten,
so that they are read again. PostgreSQL checks each text itself: it has none of these.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from index.archive import Archive
from index.catalog import boilerplate_lines, inputs
from index.catalog.catalogue import Catalogue
from index.catalog.changes import changed
from index.catalog.rows import article_of_row
from index.chroma_records import vector_ids
from index.doctor.catalogue import REPAIR
from index.doctor.check_result import Finding, counted
from index.language import language_of
from index.models import DETECTED, Article
from index.sql import Connection

Keys = Sequence[Any]
_LINE = re.compile(r"#L\d+$")  # of a file with an article on each line


class Texts(NamedTuple):
    """The columns of a table that have texts, and an expression by which a row is found again."""

    key: str
    columns: Sequence[str]


_TABLES = {
    "articles": Texts("key", ("id",)),
    "boilerplate": Texts("line", ("source", "text")),
    "chunks": Texts("key", ("vector",)),
    "doubtful": Texts("CAST(vector AS BLOB)", ("vector",)),
    "embedders": Texts("key", ("identity",)),
    "inputs": Texts("key", ("place", "stamp")),
    "notices": Texts("input", ("place", "reason")),
    "subscriptions": Texts("key", ("address", "title", "page", "etag", "modified", "problem")),
    # A fingerprint tells of their other texts.
    "versions": Texts("key", ("language", "path")),
    "visits": Texts("subscription", ("name", "digest", "page", "etag", "modified")),
}


def check_tables(archive: Archive, is_full: bool) -> Finding:
    """Every text beside the versions' own is UTF-8: what is not can be shown by no command."""
    spoiled = find_spoiled(archive.catalogue)
    if spoiled:
        many = counted(sum(map(len, spoiled.values())), "row has", "rows have")
        message = f"{many} a text that is not UTF-8: {', '.join(spoiled)}"
        return Finding("tables", "failure", message, REPAIR)
    return Finding("tables", "fine", "every text is UTF-8")


def find_spoiled(catalogue: Catalogue) -> dict[str, Keys]:
    """By table, the rows with a text that is no UTF-8."""
    spoiled = catalogue.engine.spoiled
    found = {name: spoiled(name, of.columns, of.key) for name, of in _TABLES.items()}
    return {name: keys for name, keys in found.items() if keys}


def restore(catalogue: Catalogue, spoiled: Mapping[str, Keys]) -> None:
    """Puts right what `find_spoiled` found; an article's id stays as it can be read."""
    with catalogue.transaction() as db:
        for table, keys in spoiled.items():
            _RESTORE[table](catalogue, db, keys)
        changed(db)


def _restore_ids(catalogue: Catalogue, db: Connection, keys: Keys) -> None:
    """Their files are read again: the article then has its own id, and this one can be pruned."""
    for key in keys:
        (read,) = db.execute("SELECT id FROM articles WHERE key = ?", (key,)).fetchone()
        db.execute("UPDATE articles SET id = ? WHERE key = ?", (read, key))
        inputs.forget_article(db, key)
        query = "SELECT chunks.key FROM chunks JOIN versions ON versions.key = version"
        rows = db.execute(f"{query} WHERE article = ?", (key,)).fetchall()
        # Of that id, for its own id will have vectors of the same text.
        _restore_vectors(catalogue, db, [row[0] for row in rows])


def _restore_boilerplate(catalogue: Catalogue, db: Connection, keys: Keys) -> None:
    for line in keys:
        query = "SELECT version FROM lines WHERE line = ? ORDER BY version LIMIT 1"
        version = catalogue.value(query, line)
        db.execute("DELETE FROM boilerplate WHERE line = ?", (line,))
        if version is not None:
            boilerplate_lines.add(db, line, _article_of(db, version))


def _restore_vectors(catalogue: Catalogue, db: Connection, keys: Keys) -> None:
    for key in keys:
        query = "SELECT version, start, end FROM chunks WHERE key = ?"
        version, start, end = db.execute(query, (key,)).fetchone()
        (name,) = vector_ids(_article_of(db, version), [(start, end)])
        db.execute("UPDATE chunks SET vector = ? WHERE key = ?", (name, key))


def _restore_versions(catalogue: Catalogue, db: Connection, keys: Keys) -> None:
    """The language that was detected, and the path of the only file that the article is in."""
    for key in keys:
        read = _article_of(db, key)
        language = language_of(read.text) if DETECTED in read.metadata else read.language
        rows = db.execute(
            "SELECT place FROM inputs JOIN read_from ON input = inputs.key"
            " JOIN versions ON versions.article = read_from.article WHERE versions.key = ?",
            (key,),
        ).fetchall()
        line = _LINE.search(read.path or "")
        path = rows[0][0] + (line[0] if line else "") if len(rows) == 1 else read.path
        changed = (language, path, key)
        db.execute("UPDATE versions SET language = ?, path = ? WHERE key = ?", changed)


def _restore_embedders(catalogue: Catalogue, db: Connection, keys: Keys) -> None:
    """The archive's own, unless another row is that: then it is one of before."""
    identity = catalogue.fact("identity")
    for key in keys:
        if catalogue.value("SELECT 1 FROM embedders WHERE identity = ?", identity) is None:
            db.execute("UPDATE embedders SET identity = ? WHERE key = ?", (identity, key))
        else:
            db.execute("DELETE FROM embedders WHERE key = ?", (key,))


def _restore_subscriptions(catalogue: Catalogue, db: Connection, keys: Keys) -> None:
    """A feed whose address is lost is none. Of others the title stays as it can be read."""
    lost = catalogue.engine.spoiled("subscriptions", ("address",), "key")
    db.executemany("DELETE FROM subscriptions WHERE key = ?", ((key,) for key in lost))
    for key in set(keys) - set(lost):
        (title,) = db.execute("SELECT title FROM subscriptions WHERE key = ?", (key,)).fetchone()
        db.execute(
            "UPDATE subscriptions SET title = ?, page = '', etag = '', modified = '',"
            " problem = NULL WHERE key = ?",
            (title, key),
        )


def _restore_inputs(catalogue: Catalogue, db: Connection, keys: Keys) -> None:
    lost = catalogue.engine.spoiled("inputs", ("place",), "key")
    db.executemany("DELETE FROM inputs WHERE key = ?", ((key,) for key in lost))
    db.executemany("UPDATE inputs SET stamp = '' WHERE key = ?", ((key,) for key in keys))


def _restore_notices(catalogue: Catalogue, db: Connection, keys: Keys) -> None:
    db.executemany("DELETE FROM notices WHERE input = ?", ((key,) for key in keys))
    db.executemany("UPDATE inputs SET stamp = '' WHERE key = ?", ((key,) for key in keys))


def _forget(table: str) -> Callable[[Catalogue, Connection, Keys], None]:
    """Forgets the rows: of vectors that Chroma may have, of entries of a feed."""

    def forget(catalogue: Catalogue, db: Connection, keys: Keys) -> None:
        query = f"DELETE FROM {table} WHERE {_TABLES[table].key} = ?"
        db.executemany(query, ((key,) for key in keys))

    return forget


_RESTORE: dict[str, Callable[[Catalogue, Connection, Keys], None]] = {
    "articles": _restore_ids,
    "boilerplate": _restore_boilerplate,
    "chunks": _restore_vectors,
    "doubtful": _forget("doubtful"),
    "embedders": _restore_embedders,
    "inputs": _restore_inputs,
    "notices": _restore_notices,
    "subscriptions": _restore_subscriptions,
    "versions": _restore_versions,
    "visits": _forget("visits"),
}


def _article_of(db: Connection, version: int) -> Article:
    query = (
        "SELECT versions.*, articles.id FROM versions"
        " JOIN articles ON articles.key = article WHERE versions.key = ?"
    )
    return article_of_row(db.execute(query, (version,)).fetchone())
