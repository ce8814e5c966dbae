"""The catalogue, written: versions added, retired and removed.

A vector is noted as doubtful before Chroma is given it, and again in the transaction that retires
its chunk; whoever writes next takes the doubtful ones out of Chroma. So a process can die
anywhere, and nothing is lost or left over.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index import stems
from index.catalog import boilerplate_lines, embeddings, inputs, reprints
from index.catalog.catalogue import Catalogue
from index.catalog.database import forget_facts, note_facts
from index.catalog.embeddings import Embedded, Passage, passage_of
from index.catalog.rows import row_of_article
from index.errors import ArchiveError
from index.models import Article, Chunk, Finished, Sentence
from index.sql import Connection


@dataclass(frozen=True, slots=True)
class Entry:
    """A version about to be added: `vectors[i]` is the id of the vector of `chunks[i]`."""

    article: Article
    sentences: Sequence[Sentence]
    chunks: Sequence[Chunk]
    vectors: Sequence[str]

    @property
    def passages(self) -> list[Passage]:
        """What is embedded of each chunk."""
        return [passage_of(self.article, self.sentences[c.first : c.last + 1]) for c in self.chunks]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction writes: versions, and what was read in run number `run`.

    `vectors` are those of the entries; `read` are (place of an input, article id); `finished`
    inputs that have been read to their end; `received` is the time, in Unix seconds.
    """

    entries: Sequence[Entry]
    vectors: Mapping[str, Embedded]
    read: Sequence[tuple[str, str]] = ()
    finished: Sequence[Finished] = ()
    run: int = 0
    received: float | None = None


def add(catalogue: Catalogue, batch: Batch) -> None:
    """Adds a version each, in one transaction; one that has chunks becomes the searched one."""
    with catalogue.transaction() as db:
        for entry in batch.entries:
            _add(catalogue, db, entry, batch)
        inputs.record_articles(db, batch.run, batch.read)
        inputs.record_inputs(db, batch.run, batch.finished)
        if batch.entries:
            changed(db)


def chunk_again(
    catalogue: Catalogue, entries: Mapping[int, Entry], vectors: Mapping[str, Embedded]
) -> None:
    """Gives current versions (by their keys) other chunks, in one transaction; their text stays."""
    with catalogue.transaction() as db:
        for version, entry in entries.items():
            _remove_chunks(catalogue, db, version)
            _add_chunks(catalogue, db, version, entry, vectors)
            db.execute("DELETE FROM to_chunk WHERE version = ?", (version,))
        changed(db)


def remove(catalogue: Catalogue, article_id: str) -> None:
    """Takes an article with all its versions out of the catalogue."""
    with catalogue.transaction() as db:
        if not _remove(catalogue, db, article_id):
            raise ArchiveError(f"no article {article_id!r}; see `assistant articles list`")
        changed(db)


def remove_all(catalogue: Catalogue, article_ids: Iterable[str]) -> int:
    """Takes those of these articles that are there out of the catalogue; tells how many."""
    catalogue.engine.overwrite_freed()
    with catalogue.transaction() as db:
        count = sum(_remove(catalogue, db, article_id) for article_id in article_ids)
        if count:
            changed(db)
    return count


def overwrite_removed(catalogue: Catalogue) -> None:
    """Leaves nothing of what was removed in the file: neither words of the index, nor its journal.

    What `remove_all` frees is overwritten with zeros as it is freed.
    """
    with catalogue.transaction() as db:
        catalogue.words.overwrite(db)
    catalogue.engine.overwrite()


def doubt(catalogue: Catalogue, vectors: Iterable[str]) -> None:
    """Notes vectors that Chroma is about to be given."""
    with catalogue.transaction() as db:
        db.executemany(
            "INSERT INTO doubtful VALUES (?) ON CONFLICT DO NOTHING", ((v,) for v in vectors)
        )


def doubtful(catalogue: Catalogue) -> list[str]:
    """Vectors that may be in Chroma and should not."""
    return [row[0] for row in catalogue.connection.execute("SELECT vector FROM doubtful")]


def settle(catalogue: Catalogue, vectors: Iterable[str]) -> None:
    """Notes that doubtful vectors are gone from Chroma."""
    with catalogue.transaction() as db:
        db.executemany("DELETE FROM doubtful WHERE vector = ?", ((v,) for v in vectors))


def prune(catalogue: Catalogue, met: inputs.Met) -> int:
    """Removes the articles that are gone from where they were read; returns their number."""
    places, articles = inputs.gone(catalogue, met)
    if not (places or articles):
        return 0
    with catalogue.transaction() as db:
        for article in articles:
            _remove(catalogue, db, article)
        inputs.forget_inputs(db, places)
        changed(db)
    return len(articles)


def put_to_use(catalogue: Catalogue, embedder: str, identity: str, chroma: str) -> None:
    """Notes where the archive's vectors are from now on; the earlier ones are retired."""
    before = json.dumps([catalogue.fact("chroma"), catalogue.fact("identity")])
    facts = {"embedder": embedder, "identity": identity, "chroma": chroma}
    if before == json.dumps([chroma, identity]):
        return
    with catalogue.transaction() as db:
        note_facts(db, {**facts, "retired": before})
        forget_facts(db, "unusable")  # said of the vectors before
        changed(db)


def note_damage(catalogue: Catalogue, versions: Iterable[int]) -> None:
    """Notes versions that are not as they were written: the next reading of their file counts.

    Their texts are kept as they are read, so that whoever reads them next can: see `read_damaged`.
    """
    with catalogue.transaction() as db:
        for version in versions:
            row = db.execute("SELECT * FROM versions WHERE key = ?", (version,)).fetchone()
            texts = {name: value for name, value in dict(row).items() if isinstance(value, str)}
            columns = ", ".join(f"{name} = :{name}" for name in texts)
            values = texts | {"fingerprint": "", "key": version}
            db.execute(f"UPDATE versions SET {columns} WHERE key = :key", values)
            inputs.forget_article(db, row["article"])


def forget_retired(catalogue: Catalogue, identity: str) -> None:
    """Notes that retired vectors are gone, and forgets what the catalogue keeps of them."""
    with catalogue.transaction() as db:
        if identity != catalogue.fact("identity"):
            embeddings.forget(db, identity)
        forget_facts(db, "retired")


def detach_vectors(catalogue: Catalogue) -> None:
    """Makes a copy a separate archive, whose vectors are still to be made, in its own folder.

    What the original has on a Chroma server stays the original's.
    """
    identity, retired = catalogue.fact("identity"), catalogue.find_fact("retired")
    with catalogue.transaction() as db:
        note_facts(db, {"archive": secrets.token_hex(8), "chroma": "", "unfilled": "1"})
        forget_facts(db, "retired", "unusable")
        db.execute("DELETE FROM doubtful")
        if retired and (earlier := json.loads(retired)[1]) != identity:
            embeddings.forget(db, earlier)
        changed(db)


def _remove(catalogue: Catalogue, db: Connection, article_id: str) -> bool:
    row = db.execute("SELECT key, current FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return False
    _retire(catalogue, db, row["current"])
    inputs.forget_article(db, row["key"])
    db.execute("DELETE FROM articles WHERE key = ?", (row["key"],))
    return True


def _add(catalogue: Catalogue, db: Connection, entry: Entry, batch: Batch) -> None:
    version = _add_version(db, entry, batch.received)
    if not entry.chunks:
        return
    row = db.execute(
        "SELECT key, current FROM articles WHERE id = ?", (entry.article.id,)
    ).fetchone()
    if row["current"]:
        _retire(catalogue, db, row["current"])
    db.execute("UPDATE articles SET current = ? WHERE key = ?", (version, row["key"]))
    _add_chunks(catalogue, db, version, entry, batch.vectors)
    reprints.sign(db, version, entry.article.text)
    boilerplate_lines.note(db, version, entry.article, entry.chunks)


def _add_chunks(
    catalogue: Catalogue,
    db: Connection,
    version: int,
    entry: Entry,
    vectors: Mapping[str, Embedded],
) -> None:
    db.executemany(
        "INSERT INTO chunks (version, number, first, last, start, end, tokens, vector)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (version, number, c.first, c.last, c.start, c.end, c.tokens, vector)
            for number, (c, vector) in enumerate(zip(entry.chunks, entry.vectors, strict=True))
        ),
    )
    catalogue.words.add(db, version)
    stems.keep(db, version)
    made = ((name, vectors[name]) for name in entry.vectors)
    embeddings.keep(db, catalogue.fact("identity"), made)
    db.executemany("DELETE FROM doubtful WHERE vector = ?", ((v,) for v in entry.vectors))


def _add_version(db: Connection, entry: Entry, received: float | None) -> int:
    db.execute("INSERT INTO articles (id) VALUES (?) ON CONFLICT DO NOTHING", (entry.article.id,))
    row = row_of_article(entry.article) | {"received": received}
    cursor = db.execute(
        f"INSERT INTO versions (article, number, {', '.join(row)})"
        " SELECT key, (SELECT COUNT(*) + 1 FROM versions WHERE article = articles.key),"
        f" {', '.join(':' + name for name in row)} FROM articles WHERE id = :id",
        row | {"id": entry.article.id},
    )
    version = cursor.lastrowid or 0
    db.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?)",
        ((version, number, s.start, s.end) for number, s in enumerate(entry.sentences)),
    )
    return version


def _retire(catalogue: Catalogue, db: Connection, version: int) -> None:
    _remove_chunks(catalogue, db, version)
    reprints.unsign(db, version)
    boilerplate_lines.forget(db, version)


def _remove_chunks(catalogue: Catalogue, db: Connection, version: int) -> None:
    catalogue.words.forget(db, version)
    db.execute(
        "INSERT INTO doubtful SELECT vector FROM chunks WHERE version = ? ON CONFLICT DO NOTHING",
        (version,),
    )
    db.execute("DELETE FROM chunks WHERE version = ?", (version,))


def changed(db: Connection) -> None:
    """Tells running readers that what they remember may be out of date."""
    db.execute(
        "UPDATE facts SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
        " WHERE name = 'generation'"
    )
