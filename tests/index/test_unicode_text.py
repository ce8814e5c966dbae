"""One form of text and question: what cannot be seen, widths and accents make no difference."""

import json
from pathlib import Path

import pytest

from assistant import Assistant
from index.archive import Archive
from index.catalog.derived import add_derived
from index.catalog.scope import Scope
from index.models import Article
from index.unicode_text import one_width, readable, searchable
from tests.making import add


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Torn\u00advik", "Tornvik"),
        ("\ufeffTorn\u200bvik\u2060", "Tornvik"),
        ("Torn\u200cvik", "Tornvik"),
        ("\u200eTornvik\u200f", "Tornvik"),
        ("\u202aTornvik\u202c", "Tornvik"),
        ("E\u0301loi\u0308se", "Éloïse"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("ＴＯＲＮ", "ＴＯＲＮ"),
        pytest.param(
            "q" + "\u0300\u0316" * 50_000, "q" + "\u0316" * 15 + "\u0300" * 15, id="marks"
        ),
    ],
)
def test_stored_text_has_nothing_that_cannot_be_seen(written: str, stored: str) -> None:
    assert readable(written) == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Torn\u00advik", "tornvik"),
        ("Éloïse", "E\u0301loi\u0308se"),
        ("ＴＯＲＮ vik", "torn vik"),
        ("of\ufb01ce", "office"),
        ("𝗾𝘂𝗮𝘆", "quay"),
        ("F\u201135", "F-35"),
        ("Straße", "STRASSE"),
        ("обойдётся", "обойдется"),
        ("٤١", "41"),
        ("الرصـيـف", "الرصيف"),
        ("الرَّصِيف", "الرصيف"),
    ],
)
def test_words_are_looked_up_in_one_form(one: str, other: str) -> None:
    assert searchable(one) == searchable(other)


def test_one_width_keeps_every_offset() -> None:
    assert one_width("Ｔｏｒｎ　F‑35") == "Torn F-35"


COST = "will cost 7 million crowns, the mason said."
TEXTS = {
    "hyphens": (f"The to\u00adwer of Torn\u00advik {COST}", "tower Tornvik"),
    "joined": (f"The tow\u200ber of Tor\u200cnvik {COST}", "tower Tornvik"),
    "composed": ("La tour re\u0301nove\u0301e cou\u0302tera 7 millions.", "rénovée coûtera"),
    "wide": (f"Ｔｈｅ ｔｏｗｅｒ of Ｔｏｒｎｖｉｋ {COST}", "tower Tornvik"),
    "chinese": ("托恩维克的旧塔楼将耗资七百万元，石匠维克说。", "塔楼"),
    "japanese": ("トルンヴィクの古い塔の修理費は七億円になると石工が述べた。", "修理費"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_words_are_found_and_quoted_from_the_stored_text(tmp_path: Path, name: str) -> None:
    text, words = TEXTS[name]
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": name, "text": text}))
    with Assistant(tmp_path / "archive", llm="none") as assistant:
        assistant.index([tmp_path / "a.jsonl"])
        catalogue = assistant.archive.catalogue
        for word in words.split():
            assert catalogue.find_words([word], 5, Scope()), word
        stored = catalogue.article(name)
        (hit,) = assistant.search(words)
    assert stored is not None and stored.text == readable(text)
    assert stored.text[hit.chunk.chunk.start : hit.chunk.chunk.end]


@pytest.mark.parametrize(
    "question",
    [
        "What will the tow\u00ader of Torn\u200bvik cost?",
        "What will the tower of ＴＯＲＮＶＩＫ cost?",
        "\u200eWhat will the tower of Tornvik cost?\u200f",
    ],
)
def test_a_question_may_be_typed_in_any_form(tmp_path: Path, question: str) -> None:
    text = "The tower of Tornvik will cost 7 million crowns, the mason said on Friday."
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": text}))
    with Assistant(tmp_path / "archive", llm="none") as assistant:
        assistant.index([tmp_path / "a.jsonl"])
        answer = assistant.ask(question)
    assert [citation.quote for citation in answer.citations] == [text]


def test_an_earlier_archives_words_are_folded_once(archive: Archive) -> None:
    if archive.catalogue.address:
        pytest.skip("no earlier version knew PostgreSQL")
    add(archive, Article(id="a", text="托恩维克的旧塔楼将耗资七百万元，石匠维克说。"))
    catalogue = archive.catalogue
    with catalogue.transaction() as db:
        db.execute("INSERT INTO words (words) VALUES ('delete-all')")
        db.execute("INSERT INTO words (rowid, title, text) SELECT chunks.key, '', text FROM chunks"
                   " JOIN versions ON versions.key = version")  # fmt: skip
        db.execute("DELETE FROM facts WHERE name = 'folded'")
    assert not catalogue.find_words(["塔楼"], 5, Scope())
    add_derived(catalogue)
    assert catalogue.find_words(["塔楼"], 5, Scope())
