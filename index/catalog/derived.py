"""What the catalogue derives from the texts: word index, stems, and signs of lines and of reprints.

It is written with each version (index/catalog/changes.py); here it is made again, and made for
articles that an earlier version of the project indexed.
"""

from index import stems
from index.catalog import boilerplate_lines, reprints
from index.catalog.catalogue import Catalogue
from index.catalog.changes import changed
from index.catalog.scope import Scope
from index.models import Chunk
from index.sql import Connection


def add_derived(catalogue: Catalogue) -> None:
    """Gives articles that an earlier version of the project indexed what it did not have, once."""
    jobs = {"lines": _note_lines, "signed": _sign, "stemmed": _stem, "folded": _fold}
    for fact, job in jobs.items():
        if not catalogue.find_fact(fact):
            with catalogue.transaction() as db:
                job(catalogue, db)
                db.execute("INSERT INTO facts VALUES (?, '1')", (fact,))


def _note_lines(catalogue: Catalogue, db: Connection) -> None:
    for article in list(catalogue.articles()):
        version = catalogue.value("SELECT current FROM articles WHERE id = ?", article.id)
        boilerplate_lines.forget(db, version)
        query = "SELECT first, last, start, end, tokens FROM chunks WHERE version = ?"
        chunks = [Chunk(*row) for row in db.execute(query, (version,))]
        boilerplate_lines.note(db, version, article, chunks)


def _sign(catalogue: Catalogue, db: Connection) -> None:
    for version, text in catalogue.current("versions.key, text", Scope()):
        reprints.unsign(db, version)
        reprints.sign(db, version, text)


def _stem(catalogue: Catalogue, db: Connection) -> None:
    query = "SELECT DISTINCT version FROM chunks WHERE key NOT IN (SELECT chunk FROM stems)"
    for (version,) in db.execute(query).fetchall():
        stems.keep(db, version)


def _fold(catalogue: Catalogue, db: Connection) -> None:
    """Builds the word index and the stems of texts that were looked up as they were written."""
    _rebuild_words(catalogue, db)
    query = "SELECT DISTINCT version, text FROM chunks JOIN versions ON versions.key = version"
    for version, text in db.execute(query).fetchall():
        if not text.isascii():
            chunks = "SELECT key FROM chunks WHERE version = ?"
            db.execute(f"DELETE FROM stems WHERE chunk IN ({chunks})", (version,))
            stems.keep(db, version)


def rebuild_words(catalogue: Catalogue) -> int:
    """Builds the word index again; returns the number of chunks."""
    with catalogue.transaction() as db:
        count = _rebuild_words(catalogue, db)
        changed(db)
    return count


def _rebuild_words(catalogue: Catalogue, db: Connection) -> int:
    catalogue.words.clear(db)
    versions = db.execute("SELECT DISTINCT version FROM chunks").fetchall()
    return sum(catalogue.words.add(db, version) for (version,) in versions)
