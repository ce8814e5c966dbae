"""Quoting does not demand of a sentence what its article as a whole meets: day, author, newest."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.generation.extractive.topic import matter_of
from assistant.retrieval.evidence import gather
from index.archive import Archive
from index.models import Article
from tests.making import PlannedSearch, add


def story(name: str, day: int, text: str, author: str) -> Article:
    published = datetime(2024, 3, day, tzinfo=UTC)
    return Article(
        id=name, text=text, source="Quay Post", authors=(author,), published_at=published
    )


STORIES = (
    story("eruption", 4, "Mount Orrel erupted and sent ash nine kilometres up.", "Ina Rusk"),
    story("return", 28, "The people who had fled Mount Orrel went home.", "Ina Rusk"),
    story("levy", 11, "Selby scrapped its harbour levy, leaving a hole in the budget.", "Ada Lund"),
    story("vote", 2, "Selby voted on its harbour levy in a stormy meeting.", "Otto Finn"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("matter")
    with Archive.create(folder) as archive:
        add(archive, *STORIES)
    return folder


@pytest.fixture
def assistant(folder: Path) -> Iterator[Assistant]:
    with Assistant(folder, llm="none", record=False) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What happened at Mount Orrel between 1 March and 10 March 2024?", "Mount Orrel erupted"),
        ("What did Ada Lund write about the harbour levy?", "Selby scrapped its harbour levy"),
        ("What did Finn write about the harbour levy?", "Selby voted on its harbour levy"),
        ("What is the latest on Mount Orrel?", "The people who had fled Mount Orrel"),
    ],
)
def test_a_sentence_need_not_repeat_what_its_article_says(
    assistant: Assistant, question: str, quoted: str
):
    answer = assistant.ask(question)
    assert answer.abstention is None
    assert answer.citations[0].quote.startswith(quoted)


def test_a_missing_source_does_not_silence_the_present_ones(assistant: Assistant):
    answer = assistant.ask("What did Quay Post and Reuters report about Mount Orrel?")
    assert answer.abstention is None
    assert "nothing from Reuters" in answer.usage["note"]
    both = "Which mountain do the Quay Post article and a Reuters report on ash agree on?"
    assert assistant.ask(both).abstention


def test_an_author_is_not_quoted_on_another_topic(assistant: Assistant):
    assert assistant.ask("What did Ina Rusk write about the harbour levy?").abstention


def test_a_publisher_is_dropped_only_where_it_has_all_evidence(folder: Path):
    question = "What did Quay Post magazine report about the harbour levy?"
    with Archive.open(folder) as archive:
        search = PlannedSearch(archive)
        found = search.find(question, 4)
        theirs = gather(question, found.hits, asked=search.plan)
        unknown = gather(question, found.hits)
    assert matter_of(question, theirs) == "What about the harbour levy?"
    assert matter_of(question, [*theirs, *unknown]) == question
    assert matter_of("What is the latest?", theirs) == "What is the latest?"
