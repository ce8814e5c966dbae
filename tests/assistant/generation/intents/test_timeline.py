"""Timelines: over seeds/, and over a small archive made by hand whose events are known."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.generation.intents.event_dates import occurred
from assistant.schema.events import Checked, Done
from index.models import Article
from tests.making import add

TOLD = datetime.fromisoformat("2024-03-05T08:00+01:00")  # a Tuesday
QUESTION = "What happened with the Orrin tunnel since September 2023?"


def made(id: str, day: str, source: str, text: str, title: str = "Orrin tunnel") -> Article:
    published_at = datetime.fromisoformat(f"{day}T09:00+00:00")
    return Article(id=id, text=text, title=title, source=source, published_at=published_at)


FLOODED = (
    "The Orrin tunnel was flooded on Monday when a water main burst above its eastern mouth."
    " Traffic was sent over the Pell pass, where lorries queued for two hours."
    " Nobody was hurt, the fire service of Orrin said, and the pumps ran through the night."
)


@pytest.fixture(scope="module")
def tunnel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Told out of order, with a reprint, a retelling, and what lies ahead."""
    with Assistant(tmp_path_factory.mktemp("tunnel"), llm="none") as assistant:
        assistant.index([])
        add(
            assistant.archive,
            made(
                "c",
                "2023-11-20",
                "Pell Post",
                "The Orrin tunnel was opened to cars again on Sunday. It will be opened to lorries"
                " on Thursday. The Orrin tunnel was flooded on 9 October 2023 when a main burst.",
            ),
            made("a", "2023-10-10", "Orrin Echo", FLOODED),
            made("b", "2023-10-11", "Vale Times", FLOODED),
            made(
                "d",
                "2023-06-02",
                "Orrin Echo",
                "The Orrin tunnel had its first jam on Thursday, a week after it was built.",
            ),
            made("e", "2023-10-12", "Orrin Echo", "The market moved on Monday.", title="Market"),
        )
        yield assistant


def test_events_are_in_order_once_each_with_their_day(tunnel: Assistant):
    answer = tunnel.ask(QUESTION)
    assert answer.shape == "timeline"
    assert [statement.text.split(":")[0] for statement in answer.statements] == [
        "9 October 2023",
        "19 November 2023",
    ]
    assert answer.citations[0].article.id == "a"  # not its reprint, nor who told it again
    for statement, citation in zip(answer.statements, answer.citations, strict=True):
        assert statement.support == "quoted"
        assert statement.text.split(": ", 1)[1] == citation.quote
    assert answer.text.splitlines()[1].startswith("- 19 November 2023: The Orrin tunnel was opened")
    assert answer.text.endswith("[2]")


def test_a_stream_tells_the_same_statements(tunnel: Assistant):
    events = list(tunnel.stream(QUESTION))
    done = events[-1]
    assert isinstance(done, Done)
    told = [event.result for event in events if isinstance(event, Checked)]
    assert told == done.answer.statements == tunnel.ask(QUESTION).statements


def test_a_timeline_has_entries_and_counts_articles_on_the_topic(tunnel: Assistant):
    timeline = tunnel.timeline("the Orrin tunnel")
    assert [entry.day.isoformat() for entry in timeline.entries] == [
        "2023-06-01",
        "2023-10-09",
        "2023-11-19",
    ]
    assert [(str(one.first), one.source, one.articles) for one in timeline.coverage] == [
        ("2023-06-02", "Orrin Echo", 1),
        ("2023-10-10", "Orrin Echo", 1),
        ("2023-10-11", "Vale Times", 1),
        ("2023-11-20", "Pell Post", 1),
    ]
    assert timeline.meaning == "say “Orrin” and “tunnel” (in any form)"
    article = tunnel.archive.catalogue.article("a")
    citation = timeline.entries[1].citation
    assert article and article.text[citation.start : citation.end] == citation.quote


def test_since_and_until_bound_the_events_and_the_articles(tunnel: Assistant):
    timeline = tunnel.timeline("Orrin tunnel", since="2023-10-11", until=date(2023, 12, 1))
    assert [entry.when for entry in timeline.entries] == ["19 November 2023"]
    assert [one.source for one in timeline.coverage] == ["Vale Times", "Pell Post"]


def test_sources_bound_a_timeline(tunnel: Assistant):
    timeline = tunnel.timeline("Orrin tunnel", sources="Vale Times")
    assert [entry.citation.article.source for entry in timeline.entries] == ["Vale Times"]
    unknown = tunnel.timeline("Orrin tunnel", sources="Nobody's Gazette")
    assert unknown.abstention and unknown.abstention.reason == "no-such-source"


def test_without_articles_about_it_a_timeline_is_an_abstention(tunnel: Assistant):
    timeline = tunnel.timeline("the Orrin lighthouse", since="2030-01-01")
    assert not timeline.entries and timeline.abstention
    assert timeline.abstention.reason == "not-in-archive"
    assert "“Orrin” and “lighthouse”" in str(timeline)
    assert timeline.abstention.nearest
    nowhere = tunnel.timeline("the Kestrel lighthouse").abstention
    assert nowhere and not nowhere.nearest


def test_an_empty_archive_says_that_it_is(tmp_path: Path):
    with Assistant(tmp_path / "empty", llm="none") as assistant:
        assistant.index([])
        abstention = assistant.timeline("tunnels").abstention
    assert abstention and abstention.reason == "empty-archive"


def test_the_seeds_tell_the_course_of_the_bank_rescue(seeds: Assistant):
    answer = seeds.ask("What happened with Corvane Savings since 9 September 2024?")
    days = [statement.text.split(":")[0] for statement in answer.statements]
    assert days[:3] == ["9 September 2024", "10 September 2024", "15 September 2024"]
    assert all(citation.quote in answer.text for citation in answer.citations)


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("Valdoria closed the bridge late on Monday.", "4 March 2024"),
        ("The agency said on Tuesday that nobody was hurt.", "5 March 2024"),
        ("The gates were opened on 24 February.", "24 February 2024"),
        ("The house burned down in May 1998.", "May 1998"),
        ("The house burned down in 1998 and was sold.", "1998"),
        ("The town flooded yesterday.", "4 March 2024"),
        ("ULMSTED, March 5 (Wire) - He was elected on Sunday.", "3 March 2024"),
        ("On Friday it annulled a vote that was held in January.", "1 March 2024"),
        ("The bridge will reopen on Thursday.", None),
        ("It has been quiet since the bridge was closed on Monday.", None),
        ("Had the gates been opened on Monday, the town would be dry.", None),
        ("The January floods cost insurers 640 million crowns.", None),
        ("Ann Ley, 71, retired in May 1998.", "May 1998"),
        ("The vote is planned for Sunday.", None),
        ("Nobody was hurt.", None),
        ("It starts at 9 a.m.", None),
        ("The hearing is on 31 June 2023.", None),
    ],
)
def test_an_event_has_the_day_stated_for_it(sentence: str, when: str | None):
    found = occurred(sentence, TOLD)
    assert (str(found) if found else None) == when


def test_a_weekday_in_an_undated_article_gives_no_day():
    assert occurred("The bridge was closed on Monday.", None) is None
