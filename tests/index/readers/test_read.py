"""The walk over files and folders, and the seeds as its largest example."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from index.archive import Archive
from index.models import Article, Problem
from index.pipeline import index
from index.readers import READERS, read, read_inputs
from index.readers import charset as charset_module

ROOT = Path(__file__).parents[3]


def reasons(found: list[Article | Problem]) -> list[str]:
    return [problem.reason for problem in found if isinstance(problem, Problem)]


def ids(found: list[Article | Problem]) -> list[str]:
    return [article.id for article in found if isinstance(article, Article)]


def test_folders_are_read_in_order_without_hidden_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.md", ".hidden.txt", ".git/d.txt", "sub/.e/f.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("One sentence stands here.")
    assert ids(list(read([tmp_path]))) == ["a.txt", "b.txt", "sub/c.md"]
    assert ids(list(read([tmp_path / "sub" / "c.md", tmp_path / "a.txt"]))) == ["c.md", "a.txt"]


def test_unreadable_formats_are_problems_and_the_walk_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_text("x")
    (tmp_path / "b").write_text("x")
    (tmp_path / "c.TXT").write_text("Read me.")
    (tmp_path / "empty").mkdir()
    found = list(read([tmp_path / "gone", tmp_path / "empty", tmp_path]))
    assert reasons(found) == [
        "no such file or folder",
        "nothing to index in this folder",
        "no reader for .xyz files",
        "no reader for files without a suffix",
    ]
    assert ids(found) == ["c.TXT"]


def test_loops_pipes_and_dangling_links_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Read me once.")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(read([tmp_path]))
    assert ids(found) == ["a.txt"]
    assert len(reasons(found)) == 3


def test_an_archive_is_not_an_article_of_itself(tmp_path: Path) -> None:
    (tmp_path / "archive" / "inside").mkdir(parents=True)
    (tmp_path / "a.txt").write_text("Read me.")
    (tmp_path / "archive" / "catalogue.sqlite").write_bytes(b"x")
    (tmp_path / "archive" / "inside" / "b.txt").write_text("Leave me.")
    found = list(read([tmp_path]))
    assert ids(found) == ["a.txt"] and reasons(found) == []
    assert reasons(list(read([tmp_path / "archive"]))) == ["nothing to index in this folder"]


def test_a_reader_that_fails_ends_its_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: object, origin: object) -> Iterator[Article | Problem]:
        raise IndexError("out of\nrange")

    monkeypatch.setitem(READERS, ".md", fail)
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "b.txt").write_text("Read me.")
    found = list(read([tmp_path]))
    assert reasons(found) == ["cannot be read: IndexError: out of range"]
    assert ids(found) == ["b.txt"]


def test_an_id_from_a_file_name_shows_invisible_characters(tmp_path: Path) -> None:
    (tmp_path / "a\u202eb.txt").write_text("Read me.")
    assert ids(list(read([tmp_path]))) == ["a%E2%80%AEb.txt"]


def test_files_with_undecodable_names_are_separate_articles(
    archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "news\udcff"
    try:
        folder.mkdir()
        for name in ("caf\udce8.txt", "caf\udce9.txt", "line\nbreak.txt"):
            (folder / name).write_text(f"The ferry {name!a} sank.")
    except (OSError, UnicodeError):
        pytest.skip("no such names here")
    first = index(archive, read_inputs([folder]))
    assert (first.indexed, first.problems) == (3, [])
    found = {article.id: article.path for article in archive.catalogue.articles()}
    assert list(found) == ["caf%E8.txt", "caf%E9.txt", "line%0Abreak.txt"]
    assert found["caf%E9.txt"] == f"{tmp_path}/news%FF/caf%E9.txt"
    (folder / "caf\udce9.txt").unlink()
    summary = index(archive, read_inputs([folder]), prune=[folder])
    assert (summary.unchanged, summary.removed) == (2, 1)
    (folder / "caf\udce8.txt").write_bytes(b"")
    (problem,) = read([folder / "caf\udce8.txt"])
    assert str(problem).endswith("news%FF/caf%E8.txt: contains no text")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_reported_in_the_systems_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    assert reasons(list(read([tmp_path]))) == ["Permission denied"]


def test_a_file_that_fails_while_reading_is_a_problem() -> None:
    (problem,) = read([Path("/proc/self/mem/x.txt")])
    assert isinstance(problem, Problem)
    (problem,) = read([Path("x" * 5000)])
    assert problem == Problem(str(Path("x" * 5000).absolute()), "File name too long")


def test_an_article_that_is_too_large_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charset_module, "LARGEST_ARTICLE", 2**20)
    (tmp_path / "a.txt").write_text("x" * (2**20 + 1))
    assert reasons(list(read([tmp_path]))) == ["larger than 1 MB, too large for one article"]


@cache
def seeds() -> list[Article | Problem]:
    return list(read([ROOT / "seeds"]))


def test_the_seeds_are_read_without_a_problem() -> None:
    found = seeds()
    assert reasons(found) == []
    assert {one.language for one in found if isinstance(one, Article)} == {"en"}
    assert len(ids(found)) == 35
    assert len(set(ids(found))) == 34  # one page of the wire was saved in two versions


def test_every_gold_quotation_is_in_its_article() -> None:
    texts: dict[str, list[str]] = {}
    for article in seeds():
        if isinstance(article, Article):
            texts.setdefault(article.id, []).append(article.text)
    checked = 0
    for file in sorted((ROOT / "tests" / "evaluation").rglob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            for gold in json.loads(line).get("gold", []):
                if gold["article"] in texts:
                    assert any(gold["quote"] in text for text in texts[gold["article"]]), gold
                    checked += 1
    assert checked > 100


FURNITURE = [
    "cookie", "read more", "read next", "sign up", "subscribe to", "share this", "advertisement",
    "most read", "min read", "skip to", "newsletter", "rights reserved", "inbox", "buy a",
]  # fmt: skip


@pytest.mark.parametrize("file", sorted((ROOT / "seeds").rglob("*.html")), ids=lambda f: f.name)
def test_a_seed_page_gives_its_story_and_nothing_around_it(file: Path) -> None:
    (article,) = read([file])
    assert isinstance(article, Article)
    assert [words for words in FURNITURE if words in article.text.lower()] == []
    assert article.title and article.title not in article.text
    assert article.source and article.authors and article.published_at and article.section
    assert article.language == "en" and article.id == article.url
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) > 8 and len(paragraphs) == len(set(paragraphs))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("bank/lantern-2024-11-14-bank-nobody-watched.html", "My aunt kept her money at Corvane"),
        ("other/courier-2022-06-14-coral-species.html", "on the Orry Seamount, about 140"),
        ("other/courier-2022-06-14-coral-species.html", "name, vespera, comes from the Latin"),
        ("election/lantern-2025-05-31-everybody-voted.html", "read «صوتي ليس للبيع» — “My vote"),
        ("flood/ledger-2023-02-01-flood-insurance.html", "Vehicles | 2,600 | 52"),
    ],
)
def test_marks_inside_a_sentence_leave_it_whole(name: str, sentence: str) -> None:
    (article,) = read([ROOT / "seeds" / name])
    assert isinstance(article, Article)
    assert sentence in article.text


def test_pull_quotes_are_not_said_twice() -> None:
    (essay,) = read([ROOT / "seeds/bank/lantern-2024-11-14-bank-nobody-watched.html"])
    (report,) = read([ROOT / "seeds/election/lantern-2025-05-31-everybody-voted.html"])
    (leak,) = read([ROOT / "seeds/bridge/tribune-2024-03-24-leaked-memo-pier-9.html"])
    assert isinstance(essay, Article) and isinstance(report, Article)
    assert isinstance(leak, Article)
    assert leak.text.casefold().count("nobody ever lost his post over a crack") == 1
    assert essay.text.count("To be deceived you must first have been looking") == 1
    assert report.text.count("Nobody here is afraid") == 1
    assert "They say the sheep voted in Karsk 🐑🐑🗳️" in report.text
