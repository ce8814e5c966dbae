"""The catalogue: versions, what is searched, and what is not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from index import article_identity
from index.archive import Archive
from index.catalog.scope import Scope
from index.errors import ArchiveError
from index.models import Article
from index.pipeline import index
from index.readers import read
from tests.making import add

MAY, JUNE = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
FIRST = Article(id="a", text="The bridge is shut.", path="/x/a.txt", published_at=MAY)
SECOND = Article(
    id="a", text="The crossing is open.", path="/y/a.txt", published_at=MAY, updated_at=JUNE
)


def found(archive: Archive, word: str) -> list[str]:
    chunks = archive.chunks(list(archive.find_words([word], 10, Scope())))
    return [chunk.text for chunk in chunks.values()]


def test_a_new_text_is_a_version_beside_the_old(archive: Archive):
    add(archive, FIRST)
    add(archive, SECOND)
    current, old = archive.catalogue.article("a"), archive.catalogue.article("a", 1)
    assert current and (current.version, current.text) == (2, SECOND.text)
    assert old and (old.version, old.text) == (1, FIRST.text)
    assert len(archive.catalogue.sentences("a", 1)) == 1
    assert found(archive, "crossing") == [SECOND.text]
    assert found(archive, "bridge") == []
    assert archive.vectors.count() == 1


def test_a_late_older_version_is_kept_but_not_searched(archive: Archive):
    add(archive, SECOND)
    add(archive, FIRST)
    current = archive.catalogue.article("a")
    assert current and current.text == SECOND.text
    assert found(archive, "bridge") == []
    assert article_identity.state(archive.catalogue, FIRST) == "unchanged"


def test_both_versions_read_again_change_nothing(archive: Archive):
    add(archive, FIRST, SECOND)
    before = archive.catalogue.counts(), archive.catalogue.generation
    assert add(archive, FIRST, SECOND).unchanged == 2
    assert (archive.catalogue.counts(), archive.catalogue.generation) == before


def test_a_restored_earlier_text_is_searched_again(archive: Archive):
    one = Article(id="p", text="The bridge is shut.", path="/x/p.txt")
    two = Article(id="p", text="The bridge is open.", path="/x/p.txt")
    for article in (one, two, one):
        add(archive, article)
    assert found(archive, "bridge") == [one.text]
    assert archive.vectors.count() == 1


def test_files_of_one_name_in_two_folders_are_two_articles(archive: Archive, tmp_path: Path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(folder)
        path = str(tmp_path / folder / "a.txt")
        add(archive, Article(id="a.txt", text=f"Story {folder}.", path=path))
    assert archive.catalogue.counts()["articles"] == 2
    path = str(tmp_path / "two" / "a.txt")
    add(archive, Article(id="a.txt", text="Story two, continued.", path=path))
    assert archive.catalogue.counts() == {
        "articles": 2, "versions": 3, "sentences": 3, "chunks": 2
    }  # fmt: skip


def test_two_files_of_one_name_are_two_articles(archive: Archive, tmp_path: Path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(f"Story {folder}.")
    summary = index(archive, read([tmp_path / "one", tmp_path / "two"]))
    assert (summary.indexed, archive.catalogue.counts()["articles"]) == (2, 2)


def test_a_removed_article_is_gone_everywhere(archive: Archive):
    add(archive, FIRST, Article(id="b", text="The flood rose."))
    archive.remove("a")
    assert archive.catalogue.counts() == {
        "articles": 1, "versions": 1, "sentences": 1, "chunks": 1
    }  # fmt: skip
    assert archive.vectors.count() == 1
    assert found(archive, "bridge") == []
    with pytest.raises(ArchiveError, match="no article 'a'"):
        archive.remove("a")


def test_every_field_of_an_article_survives_storage(archive: Archive):
    article = Article(
        id="é/ü", text="Text \u202e with 🎉.", title="T", source="S", url="https://s.example/",
        authors=("Ä", "林"), published_at=MAY, updated_at=JUNE, section="x", language="en",
        path="/p", metadata={"desk": ["a", 1, None]},
    )  # fmt: skip
    add(archive, article)
    stored = archive.catalogue.article("é/ü")
    assert stored is not None
    assert stored.fingerprint == article.fingerprint
    assert (stored.path, stored.version) == ("/p", 1)


def test_a_scope_hides_other_sources_times_and_later_knowledge(archive: Archive):
    a = Article(id="a", text="Bridge.", source="A", published_at=MAY)
    b = Article(id="b", text="Bridge.", source="B", published_at=JUNE)
    c = Article(id="c", text="Bridge.", source="A", published_at=MAY, updated_at=JUNE)
    d = Article(id="d", text="Bridge.")
    add(archive, a, b, c, d)
    between = datetime(2024, 5, 15, tzinfo=UTC)
    vector = archive.embedder.embed_query("bridge")
    for scope, expected in (
        (Scope(), "abcd"),
        (Scope(sources=("A",)), "ac"),
        (Scope(since=between), "b"),
        (Scope(until=between), "ac"),
        (Scope(as_of=between), "a"),
        (Scope(sources=("A", "B"), since=MAY, as_of=JUNE), "abc"),
    ):
        for keys in (
            archive.find_words(["bridge"], 10, scope),
            archive.find_nearest(vector, 10, scope),
        ):
            ids = {chunk.article.id for chunk in archive.chunks(list(keys)).values()}
            assert ids == set(expected), scope


def test_words_are_found_whatever_else_the_question_contains(archive: Archive):
    add(archive, FIRST)
    for term in ('"', "bridge OR", "NEAR(", "*", "^bridge", "a:b", "\x00", "-"):
        archive.find_words([term], 10, Scope())
    assert found(archive, "bridges") == [FIRST.text]
