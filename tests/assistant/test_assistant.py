"""The Python interface: `ask`, `Assistant`, its chain and its retriever."""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import assistant as package
from assistant import Answer, Assistant, ask
from index.archive import Archive
from index.errors import ArchiveError
from index.models import Article
from index.readers import count_steps
from tests.conftest import ROOT, SEEDS, examples
from tests.making import add

QUESTION = "Which fighter program was Turkey withdrawn from?"
SENTENCE = "It also withdrew NATO ally Turkey from its F-35 fighter program."


def test_ask_answers_from_the_archive_of_the_settings(
    seeds_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ASSISTANT_ARCHIVE", str(seeds_folder))
    answer = ask(QUESTION)
    assert [citation.quote for citation in answer.citations] == [SENTENCE]
    assert str(answer) == answer.text == SENTENCE + " [1]"


@pytest.mark.parametrize("question", [None, 3, b"Who?", ["Who?"]])
def test_what_is_no_text_is_no_question(seeds: Assistant, question: object):
    conversation = seeds.conversation()

    async def loop() -> None:
        await seeds.aask(question)  # type: ignore[arg-type]

    ways = (
        seeds.ask,
        seeds.search,
        seeds.explain,
        seeds.timeline,
        conversation.ask,
        lambda question: list(seeds.stream(question)),
        lambda question: asyncio.run(loop()),
        seeds.chain.invoke,
    )
    for way in ways:
        with pytest.raises(TypeError, match="a question is a string, not"):
            way(question)  # type: ignore[arg-type]


def test_ask_works_inside_a_running_event_loop_and_from_threads(seeds: Assistant):
    async def cell() -> list[Answer]:
        return [seeds.ask(QUESTION), await seeds.aask(QUESTION)]

    answers = asyncio.run(cell())
    with ThreadPoolExecutor(8) as pool:
        answers += pool.map(seeds.ask, [QUESTION] * 16)
    assert {answer.citations[0].quote for answer in answers} == {SENTENCE}
    assert len({answer.id for answer in answers}) == len(answers)


def test_the_chain_is_a_runnable_that_gives_the_same_answer(seeds: Assistant):
    direct, chained = seeds.ask(QUESTION), seeds.chain.invoke(QUESTION)
    same = {"id", "seconds"}
    assert chained.model_dump(exclude=same) == direct.model_dump(exclude=same)
    assert len(seeds.chain.batch([QUESTION, "Who was Aurelio Sorley?"])) == 2


def test_retrieved_documents_carry_their_offsets(seeds: Assistant):
    documents = seeds.retriever.invoke(QUESTION)
    assert SENTENCE in documents[0].page_content
    for document in documents:
        article = seeds.archive.catalogue.article(document.metadata["article"])
        assert article is not None
        start, end = document.metadata["start"], document.metadata["end"]
        assert article.text[start:end] == document.page_content


def test_days_may_be_given_as_text_dates_and_moments(seeds: Assistant):
    for since in ("2025-06-01", date(2025, 6, 1), datetime(2025, 6, 1, tzinfo=UTC)):
        hits = seeds.search("Tarsenia president", since=since)
        assert hits
        assert all(str(hit.chunk.article.published_at) >= "2025-06-01" for hit in hits)
    assert seeds.search("Tarsenia president", sources="Nobody") == []


def test_as_of_hides_what_became_known_later(seeds: Assistant):
    answer = seeds.ask("How many lanes of the Narrows Bridge are open?", as_of="2024-05-19")
    moment = datetime(2024, 5, 20, tzinfo=UTC)
    coverage = answer.citations + (answer.abstention.nearest if answer.abstention else [])
    assert all(c.article.published_at and c.article.published_at < moment for c in coverage)
    assert answer.as_of is not None


def test_an_empty_question_is_refused(seeds: Assistant):
    for question in ("", " \n"):
        with pytest.raises(ArchiveError, match="empty"):
            seeds.ask(question)


@pytest.mark.parametrize("question", ["?!...", "🌉❓", "— “…”"])
def test_a_question_without_a_word_is_refused(seeds: Assistant, question: str):
    with pytest.raises(ArchiveError, match="no words; type a question"):
        seeds.ask(question)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What happened on 31 February 2024?", "31 February 2024"),
        ("Was geschah am 31. Februar 2024?", "31. Februar 2024"),
        ("What happened at the bridge on 2023-02-29?", "2023-02-29"),
        ("Timeline of the Halden Narrows Bridge since 30 February 2024", "30 February 2024"),
    ],
)
def test_a_day_that_no_calendar_has_is_named(seeds: Assistant, question: str, day: str):
    answer = seeds.ask(question)
    assert f"There is no such day as “{day}”" in answer.usage["note"]
    assert not answer.answered or "Timeline" in question


@pytest.mark.parametrize("day", ["29 February", "29 February 2024", "31 May 2024"])
def test_a_day_that_a_calendar_has_is_not_named(seeds: Assistant, day: str):
    answer = seeds.ask(f"What happened at the bridge on {day}?")
    assert "no such day" not in answer.usage.get("note", "")


def test_indexing_from_python_counts_kilobytes_as_it_goes(tmp_path: Path):
    done: list[int] = []
    with Assistant(tmp_path / "a") as assistant:
        summary = assistant.index([SEEDS / "bridge"], done.append)
        assert (summary.indexed, summary.updated) == (7, 1)
        assert sum(done) == count_steps([SEEDS / "bridge"]) > 8
        assert assistant.index([str(SEEDS / "bridge")]).unchanged == 8


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, assistant; heavy = {'chromadb', 'onnxruntime', 'langchain_core', 'openai',"
        " 'pydantic', 'numpy', 'tiktoken'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_package_names_what_it_offers():
    for name in package.__all__:
        assert name in dir(package)
        assert getattr(package, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing


words = st.text(max_size=120) | st.sampled_from(
    ["The bridge is shut. ", "“Is it open?” she asked. ", "Он ушёл. ", "العربية. ", "🌊🎉. "]
)


@pytest.mark.untraced
@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(words, min_size=1, max_size=6).map("".join), min_size=1, max_size=3))
def test_citations_match_their_offsets_in_any_archive(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
):
    folder = tmp_path_factory.mktemp("any")
    articles = {f"a{n}": text.encode(errors="replace").decode() for n, text in enumerate(texts)}
    with Archive.create(folder) as archive:
        add(archive, *(Article(id=name, text=text) for name, text in articles.items()))
    with Assistant(folder, llm="none") as assistant:
        for question in ("Is the bridge open?", "Who is she?", f"Who said {texts[0][:500]}?"):
            answer = assistant.ask(question)
            nearest = answer.abstention.nearest if answer.abstention else []
            for citation in [*answer.citations, *nearest]:
                text = articles[citation.article.id]
                assert text[citation.start : citation.end] == citation.quote != ""
