"""Lines of many articles of one source are in no chunk; the texts keep them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.archive import Archive
from index.catalog import boilerplate_lines, changes
from index.catalog.scope import Scope
from index.models import Article
from index.pipeline import Summary
from tests.index.processes import MadeUp
from tests.making import add
from tests.stores import check_again

NOTICE = "Mail your harbour photographs to our picture desk. We print the best."
BACKGROUND = "The Varn tunnel was dug by two crews in nine years."


def story(number: int, *more: str, source: str | None = "The Harbour Courier") -> Article:
    lead = f"Ferry number {number} left Olm at dawn, and its captain told {number + 2} passengers"
    own = [f"{lead} that the fog of last night would hold them up until noon.", *more]
    return Article(id=f"ferry-{number}", text="\n\n".join(own), source=source)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive.create(tmp_path / "archive")
    archive._embedder = MadeUp()
    return archive


def articles(count: int, first: int = 0) -> list[Article]:
    return [story(n, NOTICE, f"So it was said on day {n}.") for n in range(first, first + count)]


def found(archive: Archive, word: str) -> int:
    return len(archive.find_words([word], 100, Scope()))


def texts_of_chunks(archive: Archive) -> str:
    keys = list(archive.catalogue.all_vectors().values())
    return "\n".join(chunk.text for chunk in archive.catalogue.chunks(keys).values())


def assert_sound(archive: Archive) -> None:
    assert archive.vectors.ids() == set(archive.catalogue.all_vectors())
    wrong = [
        f for f in check_again(archive, True).values() if f.severity != "fine" and f.name != "texts"
    ]
    assert wrong == []


def test_a_repeated_line_is_not_searched_but_stays_in_texts(archive):
    add(archive, *articles(10))
    assert found(archive, "picture") == 10  # ten are not many
    add(archive, *articles(5, first=10))
    assert found(archive, "picture") == 0 and "picture desk" not in texts_of_chunks(archive)
    assert found(archive, "passengers") == 15 and "said on day 3" in texts_of_chunks(archive)
    for article in archive.catalogue.articles():
        assert NOTICE in article.text and article.version == 1
        spans = archive.catalogue.sentences(article.id, 1)
        assert "We print the best." in [article.text[s.start : s.end] for s in spans]
    assert_sound(archive)


def test_doctor_lists_repeated_lines_with_source_and_count(archive):
    add(archive, *articles(12))
    finding = check_again(archive, True)["boilerplate"]
    assert finding.message == f"1 line is left out: “{NOTICE}” (The Harbour Courier, 12)"


@pytest.mark.parametrize(
    "others",
    [
        [story(n, BACKGROUND) for n in range(9)],
        [story(n, BACKGROUND, source=f"Paper {n}") for n in range(20)],
        [story(n, BACKGROUND, source=None) for n in range(20)],
        [Article(id=f"copy-{n}", text=story(1, BACKGROUND).text, source="A") for n in range(20)],
        [story(n, BACKGROUND * 8) for n in range(20)],
    ],
    ids=["few", "many sources", "no source", "copies of one story", "a long paragraph"],
)
def test_what_is_no_boilerplate_stays(archive: Archive, others: Sequence[Article]):
    add(archive, *others)
    assert boilerplate_lines.found(archive.catalogue) == []
    assert found(archive, "tunnel") >= len(others)


def test_a_large_sources_line_must_recur_in_one_percent(archive, monkeypatch):
    monkeypatch.setattr(boilerplate_lines, "MOST_SHARE", 0.5)
    add(archive, *(story(n) for n in range(100, 130)), *articles(12))
    assert boilerplate_lines.found(archive.catalogue) == []


def test_an_article_of_nothing_else_keeps_its_sentences(archive: Archive):
    add(archive, *articles(12), Article(id="notice", text=NOTICE, source="The Harbour Courier"))
    assert found(archive, "picture") == 1


def test_a_second_run_over_the_same_articles_embeds_nothing(archive: Archive):
    add(archive, *articles(15))

    def again(self: MadeUp, texts: list[str]) -> list[list[float]]:
        raise AssertionError("embedded again")

    archive._embedder.embed_documents = again.__get__(archive._embedder)
    assert add(archive, *articles(15)) == Summary(unchanged=15, seconds=pytest.approx(0, abs=60))


def test_the_next_run_finishes_dropping_lines_after_a_crash(archive, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(changes, "chunk_again", die)
        add(archive, *articles(15))
    finding = check_again(archive)["boilerplate"]
    assert finding.severity == "warning" and "15 articles still" in finding.message
    add(archive)
    assert found(archive, "picture") == 0
    assert_sound(archive)


def test_an_article_that_is_removed_or_rewritten_counts_no_more(archive: Archive):
    add(archive, *articles(10))
    archive.remove("ferry-0")
    add(archive, Article(id="ferry-1", text="It sank.", source="The Harbour Courier"))
    add(archive, *articles(2, first=20))
    assert boilerplate_lines.found(archive.catalogue) == []
    add(archive, *articles(1, first=30))
    assert [line.articles for line in boilerplate_lines.found(archive.catalogue)] == [11]
    assert found(archive, "picture") == 0
