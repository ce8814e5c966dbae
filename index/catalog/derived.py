"""What the catalogue derives from the texts: word index, stems, and signs of lines and of reprints.

It is written with each version (index/catalog/changes.py); here it is made again, and made for
articles that an earlier version of the project indexed.
"""

from index import stems
from index.catalog import boilerplate_lines, reprints
from index.catalog.catalogue import Catalogue
from index.catalog.changes import changed
from index.catalog.database import note_facts
from index.models import Chunk
from index.sql import Connection

# Facts of an archive that has it all; each is of something that some earlier version did not have.
_MADE = ("lines", "signed", "stemmed", "folded")


def add_derived(catalogue: Catalogue) -> None:
    """Makes it again, once, for articles that an earlier version of the project indexed."""
    if all(map(catalogue.find_fact, _MADE)):
        return
    with catalogue.transaction() as db:
        _rebuild_words(catalogue, db)
        for article in list(catalogue.articles()):
            version = catalogue.value("SELECT current FROM articles WHERE id = ?", article.id)
            query = "SELECT first, last, start, end, tokens FROM chunks WHERE version = ?"
            chunks = [Chunk(*row) for row in db.execute(query, (version,))]
            boilerplate_lines.forget(db, version)
            boilerplate_lines.note(db, version, article, chunks)
            reprints.unsign(db, version)
            reprints.sign(db, version, article.text)
            stems.keep(db, version)
        note_facts(db, dict.fromkeys(_MADE, "1"))


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
