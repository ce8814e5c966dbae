"""Lines that a source repeats below articles about different things are no evidence."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.retrieval.readable import Readable
from index.archive import Archive
from index.models import Article
from tests.index.processes import MadeUp
from tests.making import add

TOPICS = ("Ferry sinks", "Baker retires", "Snow closes school", "Choir wins prize")
ONE_TOPIC = ("Ferry sinks", "Why the ferry sank", "Sunken ferry raised", "Ferry captain heard")

OF_ONE_FERRY = ("Fähre sinkt", "Fähre gehoben", "Kapitän der Fähre vor Gericht")

NOTICES = (
    "Sign up for our harbour letter and read it every Tuesday.",
    "Stories like this one are why you should subscribe to the Courier.",
    "Get the Courier's app: it is fast.",
    "Melden Sie sich für unseren Hafenbrief an, der dienstags kommt.",
    "Der Kurier ist auch als App zu haben.",
    "Ida Falk schreibt für den Kurier über den Hafen.",
    "(This story was updated to add new information.)",
    "(Dieser Text wurde um neue Angaben ergänzt.)",
    "Looking for a puzzle? Play the Courier's crossword now.",
)
LABELS = ("More", "Related", "From the archives", "Mehr dazu", "Lesen Sie auch", "Aus dem Archiv")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive.create(tmp_path / "archive")
    archive._embedder = MadeUp()
    return archive


def said(archive: Archive, titles: Sequence[str], lines: Sequence[str]) -> str:
    """What may be evidence of the first article; each has a line below and its own sentences."""
    articles = [
        Article(
            id=str(number),
            title=title,
            source="The Courier",
            text=f"{title}, {'as was said ' * 9}in report {number}.\n\n{line}\n\nSo it ended.",
        )
        for number, (title, line) in enumerate(zip(titles, lines, strict=False))
    ]
    add(archive, *articles)
    first = archive.catalogue.article("0")
    assert first is not None
    is_readable = Readable(first, archive.catalogue)
    spans = archive.catalogue.sentences("0", 1)
    return " ".join(first.text[one.start : one.end] for one in spans if is_readable(one))


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_below_articles_of_different_topics_is_furniture(archive: Archive, notice: str):
    text = said(archive, TOPICS, [notice] * 3)
    assert "in report 0" in text and "So it ended" in text and notice not in text


def test_a_notice_in_very_many_articles_is_furniture_too(archive: Archive):
    titles = [f"{title} in street {number}" for number in range(4) for title in TOPICS]
    assert NOTICES[0] not in said(archive, titles, [NOTICES[0]] * 16)


def test_titles_that_end_with_the_source_have_no_common_topic(archive: Archive):
    titles = [f"{title} | The Courier" for title in TOPICS]
    assert NOTICES[0] not in said(archive, titles, [NOTICES[0]] * 4)


@pytest.mark.parametrize("label", LABELS)
def test_headlines_behind_a_repeated_label_are_furniture(archive: Archive, label: str):
    lines = [f"{label}: Headline {number} of another day" for number in range(3)]
    assert "Headline" not in said(archive, TOPICS, lines)


@pytest.mark.parametrize(
    ("titles", "lines"),
    [
        (ONE_TOPIC, ["The ferry was built in Orra and had two masts."] * 4),
        (OF_ONE_FERRY, ["Die Fähre wurde in Orra gebaut und hatte zwei Masten."] * 3),
        (TOPICS, ["Snow fell on the quay of Orra."] * 2),
        (TOPICS, ["What happened"] * 4),
        (TOPICS, ["The mayor added: “We will build it again.”"] * 1),
        (TOPICS, ["Where: The new quay\n\nWhen: Monday", "Where: Orra\n\nWhen: May", "Where: Olm"]),
        (TOPICS, [f"Ruud added: “We will wait {number} days.”" for number in range(4)]),
        (TOPICS, [f"Ruud sagte: „Wir warten {number} Tage.“" for number in range(4)]),
    ],
    ids=["background", "Hintergrund", "twice", "heading", "once", "a list", "quotes", "Zitate"],
)
def test_what_is_no_notice_is_evidence(
    archive: Archive, titles: Sequence[str], lines: Sequence[str]
):
    assert lines[0].split("\n")[0] in said(archive, titles, lines)


def test_a_line_of_other_sources_is_evidence(archive: Archive):
    others = [
        Article(id=f"o{number}", title=title, source="Other", text=f"{title}.\n\n{NOTICES[0]}")
        for number, title in enumerate(TOPICS)
    ]
    add(archive, *others)
    assert NOTICES[0] in said(archive, TOPICS, NOTICES[:1])
