"""What a chat model reads: by article, in reading order, headers included, up to a budget."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant import Assistant
from assistant.chain import Chain
from assistant.generation.extractive import QuotingWriter
from assistant.generation.writer import Written
from assistant.llm.evidence_prompt import evidence_lines
from assistant.retrieval.archive_facts import read_archive_facts
from assistant.retrieval.evidence import EVIDENCE_CHUNKS
from assistant.retrieval.hit_selection import newest_first
from assistant.retrieval.retriever import Retriever
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence, foremost
from assistant.schema.query_plan import Mention, QueryPlan
from assistant.schema.question import Question
from index.archive import Archive
from index.catalog.scope import Scope
from index.models import Article
from index.tokens import count_tokens
from tests.making import add

DAY = datetime(2024, 3, 1, 12, tzinfo=UTC)
FILLER = "The council of Orra also spoke at length about the price of bread in the town hall."


class Model(Written):
    """Stands for a chat model."""

    is_model = True


def paragraphs(name: str, count: int) -> str:
    """Texts that differ by number, each of about 100 tokens."""
    return "\n\n".join(
        f"Gate {n} of the dam at {name} leaks since day {n}. It loses {n} litres. "
        + " ".join(f"{FILLER[:-1]} on day {n} for {name} {m}." for m in range(4))
        for n in range(1, count + 1)
    )


STORIES = (
    Article(
        id="long",
        title="The long story of the Orrel dam",
        text=paragraphs("Orrel", 14),
        source="Quay Post",
        authors=("Ina Rusk",),
        published_at=DAY,
        updated_at=DAY + timedelta(2),
    ),
    Article(
        id="view",
        title="Opinion: Close the Orrel dam",
        text="A view: let the Orrel dam go, and let the river come back to its valley at last.",
        source="The Lantern",
        published_at=DAY + timedelta(1),
    ),
    Article(
        id="copy",
        title="Dam at Orrel",
        text="The dam at Orrel must be closed. Nobody needs its power.",
        source="Meridian Wire",
        published_at=DAY + timedelta(5),
    ),
    Article(
        id="wire",
        title="Orrel dam must close",
        text="The dam at Orrel must be closed. Nobody needs its power.",
        source="Hale Courier",
        published_at=DAY + timedelta(4),
    ),
    Article(
        id="newest",
        title="Orrel dam is dry",
        text="The dam at Orrel ran dry on Thursday.\n\nA dry dam. Hide Caption 1 of 9",
        source="The Lantern",
        published_at=DAY + timedelta(90),
    ),
    *(
        Article(
            id=f"other-{n}",
            title=f"Report {n} on the Orrel dam",
            text=paragraphs(f"Orrel in report {n}", 3),
            source="Meridian Wire",
            published_at=DAY + timedelta(10 + n),
        )
        for n in range(6)
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.create(tmp_path_factory.mktemp("dam")) as archive:
        add(archive, *STORIES)
        yield archive


QUESTION = "What is known about the dam at Orrel?"


def read(archive: Archive, plan: QueryPlan, tokens: int = 3_000) -> Sequence[EvidenceSentence]:
    writers = [Model(Draft(), "model"), QuotingWriter()]
    return Chain(archive, writers, tokens).retrieve(Question(plan.question), plan).sentences


def quoted(archive: Archive, plan: QueryPlan) -> Sequence[EvidenceSentence]:
    chain = Chain(archive, [QuotingWriter()], 1_500)
    return chain.retrieve(Question(plan.question), plan).sentences


@pytest.mark.parametrize("tokens", [300, 1_500, 3_000])
def test_the_budget_is_filled_and_never_exceeded(archive: Archive, tokens: int):
    lines = evidence_lines(read(archive, QueryPlan(QUESTION), tokens))
    assert 0.8 * tokens <= count_tokens("\n".join(lines)) <= tokens


def test_each_article_comes_once_in_reading_order(archive: Archive):
    evidence = read(archive, QueryPlan(QUESTION))
    articles = [sentence.article.id for sentence in evidence]
    assert articles == sorted(articles, key=articles.index)
    for name in set(articles):
        numbers = [one.number for one in evidence if one.article.id == name]
        assert numbers == sorted(numbers)
    assert len({one.id for one in evidence}) == len(evidence)


def test_headers_name_source_days_authors_and_opinion(archive: Archive):
    lines = "\n".join(evidence_lines(read(archive, QueryPlan(QUESTION), 9_000)))
    assert (
        "# The long story of the Orrel dam | Quay Post | 2024-03-01 | updated 2024-03-03"
        " | by Ina Rusk" in lines
    )
    assert "# Opinion: Close the Orrel dam | The Lantern | 2024-03-02 | opinion" in lines


def test_a_reprint_is_read_once(archive: Archive):
    evidence = read(archive, QueryPlan(QUESTION), 6_000)
    assert sum("Nobody needs its power" in one.text for one in evidence) == 1


@pytest.mark.parametrize("queries", [(), ("Corvane Lights festival moves from the old town",)])
def test_what_is_hardly_about_the_question_is_not_read(seeds: Assistant, queries: tuple[str, ...]):
    question = "Why is the Corvane Lights festival moving to the river?"
    plan = QueryPlan(question, queries=queries, by_model=True)
    title = "Corvane Lights festival moves to the river for its 20th edition"
    assert {one.article.title for one in read(seeds.archive, plan, 6_000)} == {title}


def test_a_brief_of_one_article_holds_it_whole(archive: Archive):
    plan = QueryPlan("Summarise The long story of the Orrel dam", intent="brief")
    own = [one for one in read(archive, plan, 6_000) if one.article.id == "long"]
    assert len(own) == len(archive.catalogue.sentences("long", 1))


def test_a_live_blog_leaves_room_for_others_in_a_brief(archive: Archive):
    plan = QueryPlan("Brief me on the leaking gates of the dam at Orrel", intent="brief")
    found = read(archive, plan, 1_500)
    own = sum(count_tokens(one.text) for one in found if one.article.id == "long")
    assert own <= 0.6 * sum(count_tokens(one.text) for one in found)


def test_the_latest_holds_the_newest_article_first(archive: Archive):
    plan = QueryPlan("What is the latest on the dam at Orrel?", intent="latest")
    assert read(archive, plan, 600)[0].article.id == "newest"


def test_newer_news_is_read_before_better_matches(seeds: Assistant):
    hits = Retriever(seeds.archive).find(QueryPlan("repairs of the Halden Narrows Bridge"), 20).hits
    days = [hit.chunk.article.latest_date for hit in newest_first(hits)]
    assert days[0] == max(filter(None, days)) != hits[0].chunk.article.latest_date
    assert {hit.rank for hit in newest_first(hits)} == {hit.rank for hit in hits}


def test_a_comparison_holds_each_source(archive: Archive):
    names = ("Quay Post", "The Lantern", "Meridian Wire")
    mentions = tuple(Mention(name, 0, 0, (name,)) for name in names)
    plan = QueryPlan(QUESTION, mentions=mentions, intent="comparison", topic="dam at Orrel")
    assert {one.article.source for one in read(archive, plan, 1_200)} == set(names)


def test_a_timeline_reads_many_articles(archive: Archive):
    timeline = read(archive, QueryPlan(QUESTION, intent="timeline"), 2_000)
    plain = read(archive, QueryPlan(QUESTION), 2_000)
    assert len({s.article.id for s in timeline}) >= len({s.article.id for s in plain})


def test_the_plans_own_queries_are_searched(archive: Archive):
    plan = QueryPlan("Wie geht es der Talsperre?", language="de")
    asked = replace(plan, queries=("Orrel dam ran dry on Thursday",), by_model=True)
    rank, before = (
        min((s.hit for s in read(archive, one, 9_000) if s.article.id == "newest"), default=99)
        for one in (asked, plan)
    )
    assert rank < min(before, EVIDENCE_CHUNKS)


def test_quoting_looks_at_the_best_chunks_of_a_models_evidence(archive: Archive):
    evidence = read(archive, QueryPlan(QUESTION), 6_000)
    kept = foremost(evidence, EVIDENCE_CHUNKS)
    assert max(one.hit for one in evidence) >= EVIDENCE_CHUNKS > max(one.hit for one in kept)
    writer = QuotingWriter()
    assert writer.write(QUESTION, evidence) == writer.write(QUESTION, kept)
    alone = quoted(archive, QueryPlan(QUESTION))
    assert foremost(alone, EVIDENCE_CHUNKS) == alone


def test_furniture_is_neither_read_nor_quoted(archive: Archive):
    plan = QueryPlan("Did the dam at Orrel run dry?")
    for evidence in (read(archive, plan), quoted(archive, plan)):
        said = " ".join(one.text for one in evidence)
        assert "ran dry" in said and "Caption" not in said and "A dry dam" not in said


def test_facts_of_an_archive_are_counted_within_a_scope(archive: Archive):
    facts = read_archive_facts(archive, Scope(sources=("The Lantern",)))
    assert (facts.articles, facts.sources) == (2, {"The Lantern": 2})
    assert (str(facts.first), str(facts.last)) == ("2024-03-02", "2024-05-30")
    assert next(iter(read_archive_facts(archive, Scope()).sources)) == "Meridian Wire"


def test_each_sentence_is_at_its_span(archive: Archive):
    for one in read(archive, QueryPlan(QUESTION)):
        assert one.article.text[one.span.start : one.span.end] == one.text
