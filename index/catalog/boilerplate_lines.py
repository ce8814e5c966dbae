"""Lines that recur in many articles of a source: boilerplate, left out of the chunks.

The stored text keeps them, so that spans, and citations of older answers, stay exact. Articles
indexed before their lines were known as boilerplate are chunked again by the same run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.catalog.catalogue import Catalogue
from index.catalog.repeated_lines import boilerplate_spans, labelled_lines, short_lines, story_of
from index.models import Article, Chunk, Sentence
from index.sql import Connection

# Boilerplate is in more than this number and this share of a source's articles. Paragraphs of
# background that a newsroom repeats are in fewer; they are news.
MOST_ARTICLES, MOST_SHARE = 10, 0.01


@dataclass(frozen=True, slots=True)
class Line:
    """A line of boilerplate, its source, and the number of current articles that contain it."""

    text: str
    source: str
    articles: int


def kept_sentences(
    catalogue: Catalogue, article: Article, sentences: Sequence[Sentence]
) -> list[int]:
    """Numbers of the sentences that are not boilerplate, or of all if all of them are."""
    left_out = boilerplate_spans(catalogue, article)
    kept = [
        number
        for number, sentence in enumerate(sentences)
        if not any(start <= sentence.start and sentence.end <= end for start, end in left_out)
    ]
    return kept or list(range(len(sentences)))


def note(db: Connection, version: int, article: Article, chunks: Sequence[Chunk]) -> None:
    """Counts the lines of a version that becomes current.

    If one of them is now boilerplate, or became so after this version was split into `chunks`, the
    versions with the line in their chunks are queued to be chunked again.
    """
    lines = short_lines(article)
    if not lines:
        return
    story = story_of(article)
    counted = {*lines, *labelled_lines(article)}
    db.executemany("INSERT INTO lines VALUES (?, ?, ?)", ((n, version, story) for n in counted))
    for line, spans in lines.items():
        start, end = spans[0]
        if db.execute("SELECT 1 FROM boilerplate WHERE line = ?", (line,)).fetchone():
            if any(chunk.start < end and start < chunk.end for chunk in chunks):
                db.execute("INSERT INTO to_chunk VALUES (?) ON CONFLICT DO NOTHING", (version,))
        elif _has_become_boilerplate(db, line, article.source or ""):
            add(db, line, article)
            db.execute(
                "INSERT INTO to_chunk SELECT version FROM lines WHERE line = ?"
                " ON CONFLICT DO NOTHING",
                (line,),
            )


def add(db: Connection, line: int, article: Article) -> None:
    """Notes that the line of that digest is boilerplate, in the words that `article` has for it."""
    for start, end in short_lines(article).get(line, ())[:1]:
        row = (line, article.source, article.text[start:end].strip())
        db.execute("INSERT INTO boilerplate VALUES (?, ?, ?)", row)


def forget(db: Connection, version: int) -> None:
    """Subtracts the lines of a version that is no longer current."""
    db.execute("DELETE FROM lines WHERE version = ?", (version,))
    db.execute("DELETE FROM to_chunk WHERE version = ?", (version,))


def to_chunk(catalogue: Catalogue, limit: int) -> list[tuple[int, str]]:
    """Versions (key, article id) that are queued to be chunked again."""
    query = (
        "SELECT version, articles.id FROM to_chunk JOIN articles ON current = version"
        " ORDER BY version LIMIT ?"
    )
    return [(row[0], row[1]) for row in catalogue.connection.execute(query, (limit,))]


def found(catalogue: Catalogue) -> list[Line]:
    """All boilerplate, the most frequent first."""
    rows = catalogue.connection.execute(
        "SELECT text, source, (SELECT COUNT(*) FROM lines WHERE lines.line = boilerplate.line) n"
        " FROM boilerplate ORDER BY n DESC, source, text"
    )
    return [Line(*row) for row in rows]


def _has_become_boilerplate(db: Connection, line: int, source: str) -> bool:
    query = "SELECT COUNT(DISTINCT story) FROM lines WHERE line = ?"
    count = db.execute(query, (line,)).fetchone()[0]
    if count <= MOST_ARTICLES:
        return False
    # All versions: counting only the current ones would read every article each time.
    query = "SELECT COUNT(*) FROM versions WHERE source = ?"
    return bool(count > MOST_SHARE * db.execute(query, (source,)).fetchone()[0])
