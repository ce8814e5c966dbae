"""Answers are kept on every way out, by many at once, and are given even where none can be kept."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Answer, Assistant, Record
from assistant.history import database
from assistant.history.answers import Answers
from assistant.history.budgets import Budget
from assistant.history.recorder import Recorder
from assistant.schema.events import Done
from assistant.schema.question import Question
from index import writer
from index.archive import Archive
from index.errors import ArchiveError
from index.models import Article
from tests.assistant.generation.test_model_writer import citing
from tests.assistant.history.making import answer_to, cited, looking, remembering
from tests.assistant.test_cli import Run
from tests.conftest import ROOT, examples
from tests.index.test_full_disk import IN_A_NAMESPACE, can_mount
from tests.making import add
from tests.openai_server import OpenAIServer

QUESTION = "Which fighter program was Turkey withdrawn from?"
F35 = "It also withdrew NATO ally Turkey from its F-35 fighter program."


@pytest.fixture
def memory(tmp_path: Path) -> Recorder:
    return remembering(tmp_path / "archive")


@pytest.fixture
def answers(memory: Recorder) -> Answers:
    return looking(memory)


def keep(memory: Recorder, question: str = "Who?", **how: object) -> Answer:
    asked = Question(question, **how)
    return memory.keep(asked, answer_to(asked))


async def _last(assistant: Assistant) -> Answer:
    async for event in assistant.astream(QUESTION):
        if isinstance(event, Done):
            return event.answer
    raise AssertionError


def test_an_answer_is_kept_whichever_way_it_was_asked_for(seeds: Assistant):
    *_, done = seeds.stream(QUESTION)
    given = [
        seeds.ask(QUESTION),
        asyncio.run(seeds.aask(QUESTION)),
        done.answer,
        asyncio.run(_last(seeds)),
        seeds.chain.invoke(QUESTION),
        seeds.ask("When did Sullivan visit Lisbon?"),
        seeds.ask("Who?", sources="Nobody"),
    ]
    for answer in given:
        record = seeds.answers.record(answer.id)
        assert record.answer == seeds.answers[answer.id] == answer
        assert record.json_text == answer.model_dump_json(indent=2)
    assert {record.id for record in seeds.answers.latest()} >= {answer.id for answer in given}


def test_a_record_has_the_evidence_and_its_offsets(seeds: Assistant):
    record = seeds.answers.record(seeds.ask("Who resigned in 2024?", until="2025-01-01").id)
    assert record.evidence
    for one in record.evidence:
        article = seeds.archive.catalogue.article(one.article, one.version)
        spans = seeds.archive.catalogue.sentences(one.article, one.version)
        assert article and article.text[one.start : one.end].strip()
        assert (spans[one.number].start, spans[one.number].end) == (one.start, one.end)
    assert record.within.until and record.within.until.date().isoformat() == "2025-01-01"
    assert record.conversation == record.id
    assert datetime.now(UTC) - record.asked_at < timedelta(minutes=5)


def test_a_record_has_prompt_reply_and_rejected_statements(
    user_folder: Path, openai_server: OpenAIServer
):
    openai_server.enqueue("not JSON", citing("F-35", "Washington fined Turkey 5 billion dollars."))
    with Assistant(user_folder) as assistant:
        answer = assistant.ask(QUESTION)
        record = assistant.answers.record(answer.id)
    assert not answer.answered and answer.model.startswith("openai:")  # nothing was left of it
    assert [list(one.prompts) for one in record.exchanges] == [
        ["answer", "answer_instructions"],
        ["answer", "answer_instructions", "repair"],
        ["correct_statements"],
    ]
    assert record.replies[0] == "not JSON"
    assert "5 billion" in record.replies[1]
    assert answer.usage["prompts"] == record.prompts
    assert answer.usage["total_tokens"] == 360  # of all three, though nothing is shown
    (dropped,) = record.dropped
    assert (dropped.fate, dropped.why["numbers"]) == ("withheld", ("5 billion dollars",))


def test_conversations_are_told_apart_and_the_newest_comes_first(
    memory: Recorder, answers: Answers
):
    start = datetime(2024, 5, 1, tzinfo=UTC)
    for number in range(5):
        how = {"conversation": f"c{number % 2}", "asked_at": start + timedelta(hours=number)}
        keep(memory, f"Question {number}?", **how)
    asked = [record.answer.question for record in answers.latest(3)]
    assert asked == ["Question 4?", "Question 3?", "Question 2?"]
    assert [r.answer.question for r in answers.latest(conversation="c1")] == [
        "Question 3?",
        "Question 1?",
    ]
    assert len(answers.latest(None)) == len(answers) == 5


def test_the_conversation_is_handed_down_by_every_way_of_asking(seeds: Assistant):
    seeds.ask(QUESTION, conversation="talk")
    list(seeds.stream(QUESTION, conversation="talk"))
    asyncio.run(seeds.aask(QUESTION, conversation="talk"))
    assert len(seeds.answers.latest(conversation="talk")) == 3


def test_an_id_may_be_shortened_while_unique(memory: Recorder, answers: Answers):
    for name in ("abcd2345", "abce2345", "xyz23456"):
        keep(memory, id=name)
    assert answers["x"].id == "xyz23456"
    assert answers["abcd"].id == answers["abcd2345"].id == "abcd2345"
    for name in ("abc", "q", "", "%", "_", "abcd23456"):
        with pytest.raises(ArchiveError, match="answer"):
            answers[name]
    with pytest.raises(KeyError):
        answers["nothing"]


def test_two_answers_never_share_an_id(memory: Recorder, answers: Answers):
    one, other = keep(memory, "One?", id="abcd2345"), keep(memory, "Two?", id="abcd2345")
    assert one.id != other.id
    assert answers[other.id] == other
    assert answers.record(other.id).conversation == other.id


def test_people_say_what_they_think_of_an_answer(memory: Recorder, answers: Answers):
    asked = Question("Who?")
    kept = memory.keep(asked, answer_to(asked, cited("The ferry sank.")))
    answers.feedback(kept.id[:5], "wrong-citation", citation=1, note="of 2019", by="ida")
    answers.feedback(kept.id, "right")
    first, second = answers.record(kept.id).feedback
    assert (first.verdict, first.citation, first.note, first.by) == (
        "wrong-citation", 1, "of 2019", "ida",
    )  # fmt: skip
    assert (second.verdict, second.citation) == ("right", None)
    for verdict, number in (("wrong-citation", 2), ("splendid", None)):
        with pytest.raises(ArchiveError):
            answers.feedback(kept.id, verdict, citation=number)  # type: ignore[arg-type]
    assert len(answers.record(kept.id).feedback) == 2


def test_reading_before_the_first_answer_creates_no_file(tmp_path: Path):
    folder = tmp_path / "archive"
    answers = looking(remembering(folder))
    assert (answers.latest(), len(answers)) == ([], 0)
    with pytest.raises(ArchiveError, match="there is no answer 'abc'"):
        answers["abc"]
    assert list(folder.iterdir()) == []


def test_without_recording_nothing_is_kept(user_folder: Path, tmp_path: Path):
    with Assistant(user_folder, llm="none", record=False) as assistant:
        answer = assistant.ask(QUESTION)
        with pytest.raises(ArchiveError):
            assistant.answers[answer.id]


def test_expired_answers_are_removed_on_write_and_on_read(tmp_path: Path):
    folder = tmp_path / "archive"
    now = datetime.now(UTC)
    for days in (40, 20, 0):
        keep(remembering(folder), f"{days} days ago?", asked_at=now - timedelta(days=days))
    assert len(looking(remembering(folder))) == 3
    keep(remembering(folder, keep_days=30), "Now?", asked_at=now + timedelta(seconds=1))
    assert len(looking(remembering(folder))) == 3
    found = looking(remembering(folder, keep_days=10)).latest()
    assert [record.answer.question for record in found] == ["Now?", "0 days ago?"]
    assert b"40 days ago" not in (folder / database.NAME).read_bytes()


def test_a_damaged_file_costs_no_answer_and_doctor_names_it(
    user_to_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
):
    run = Run(capsys, monkeypatch)
    archive = ["--archive", shutil.copytree(user_to_copy, tmp_path / "archive")]
    file = archive[1] / database.NAME
    for kept in file.parent.glob(f"{database.NAME}*"):  # the log of who has not closed it, too
        kept.unlink()
    monkeypatch.setenv("ASSISTANT_LLM", "none")
    assert "ok      answers     none is recorded" in run(*archive, "doctor").out
    run(*archive, "ask", QUESTION)
    assert "ok      answers     1 is recorded" in run(*archive, "doctor").out
    file.write_bytes(b"no database" * 1000)
    asked = run(*archive, "ask", QUESTION)
    assert (asked.code, asked.out.splitlines()[0]) == (0, F35 + " [1]")
    assert asked.err.startswith("Answers cannot be recorded (") and asked.err.count("\n") == 1
    assert "file is not a database" in run.fails(*archive, "answers")
    doctor = run(*archive, "doctor")
    assert (doctor.code, "FAILURE answers" in doctor.out) == (2, True)


def test_an_answer_is_kept_while_articles_are_being_written(archive: Archive):
    add(archive, Article(id="ferry", text="The ferry Olm sank on Monday off Varn."))
    asking = Assistant(archive.folder, llm="none")
    with writer.run(archive), archive.catalogue.transaction(), asking as assistant:
        answer = assistant.ask("When did the ferry Olm sink?")
        assert assistant.answers[answer.id] == answer


def test_where_nothing_can_be_kept_the_answer_says_so_once(user_folder: Path, tmp_path: Path):
    with Assistant(user_folder, llm="none") as assistant:
        assistant.stages.keeper = Recorder(tmp_path / "gone", Budget(), True, None)
        first, second = assistant.ask(QUESTION), assistant.ask(QUESTION)
    assert first.text == second.text == F35 + " [1]"
    assert first.usage["note"].startswith("Answers cannot be recorded (")
    assert "\n" not in first.usage["note"]
    assert "note" not in second.usage


def test_a_long_lock_by_another_process_delays_no_answer(
    memory: Recorder, monkeypatch: pytest.MonkeyPatch
):
    keep(memory)
    monkeypatch.setattr(database.Store, "patience", 0.2)
    other = sqlite3.connect(memory.store.path)
    other.execute("BEGIN IMMEDIATE")
    waiting = remembering(memory.store.path.parent)
    assert "database is locked" in keep(waiting).usage["note"]
    other.rollback()
    assert "note" not in keep(waiting).usage


@pytest.mark.slow
@pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here")
@pytest.mark.parametrize("mount", ["read-only", "full"])
def test_a_full_disk_does_not_prevent_an_answer(tmp_path: Path, mount: str):
    """A file of its own is mounted over: SQLite writes a little to the catalogue's even to read."""
    folder = tmp_path / "archive"
    with Assistant(folder, llm="none") as assistant:
        assistant.index([_ferry(tmp_path)])
        assistant.ask("When did the ferry Olm sink?")
    (folder / database.NAME).write_bytes((folder / database.NAME).read_bytes())
    file = folder / database.NAME
    read_only = f'mount --bind "{file}" "{file}" && mount -o remount,bind,ro "{file}"'
    full = (
        f'mount -t tmpfs -o size=9m tmpfs "{tmp_path}/tiny" && cp -r "{folder}" "{tmp_path}/tiny"'
    )
    (tmp_path / "tiny").mkdir()
    first, where = (full, tmp_path / "tiny/archive") if mount == "full" else (read_only, folder)
    ask = f'exec "{sys.executable}" -m assistant --archive "{where}" ask "When did the Olm sink?"'
    done = subprocess.run(
        [*IN_A_NAMESPACE, "bash", "-c", f"{first} && {ask}"],
        capture_output=True, text=True, cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "ASSISTANT_LLM": "none"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "The ferry Olm sank on Monday" in done.stdout
    assert done.stderr.startswith("Answers cannot be recorded (")
    assert done.stderr.count("\n") == 1


def _ferry(folder: Path) -> Path:
    path = folder / "ferry.txt"
    path.write_text("The ferry Olm sank on Monday off Varn. All 40 passengers were saved.")
    return path


def test_a_file_of_a_later_version_is_named_and_untouched(memory: Recorder, answers: Answers):
    keep(memory)
    with memory.store.transaction() as db:
        db.execute("UPDATE facts SET value = '99' WHERE name = 'schema'")
    folder = memory.store.path.parent
    assert "later version" in keep(remembering(folder)).usage["note"]
    with pytest.raises(ArchiveError, match="install the newest version"):
        looking(remembering(folder)).latest()


def test_a_file_of_an_older_layout_is_migrated(
    memory: Recorder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    kept = keep(memory)
    package = tmp_path / "layouts" / "later" / "migrations"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").touch()
    (package / "2.sql").write_text("ALTER TABLE answers ADD COLUMN mood TEXT")
    monkeypatch.syspath_prepend(package.parent.parent)
    monkeypatch.setattr(database, "SCHEMA", 2)
    monkeypatch.setattr(database, "_PACKAGE", "later")
    newer = remembering(memory.store.path.parent)
    assert looking(newer)[kept.id] == kept
    assert newer.store.fact("schema") == "2"
    (row,) = newer.store.connection.execute("SELECT * FROM answers")
    assert row.keys()[-1] == "mood"


_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
# Before 1972 there were offsets of odd seconds, which no JSON date has.
_MOMENTS = st.datetimes(datetime(1972, 1, 10), timezones=st.timezones())
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def answers_of_any_kind(draw: st.DrawFn) -> Answer:
    quotes = draw(st.lists(_WORDS.filter(bool), max_size=4))
    asked = Question(draw(_WORDS))
    more = {
        "text": draw(_WORDS),
        "as_of": draw(st.none() | _MOMENTS),
        "usage": draw(
            st.dictionaries(_WORDS, _NUMBERS | _WORDS | st.integers() | st.lists(_WORDS))
        ),
        "seconds": draw(st.dictionaries(_WORDS, _NUMBERS)),
    }
    return answer_to(asked, *(cited(q, number=n) for n, q in enumerate(quotes, 1)), **more)


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(answer=answers_of_any_kind())
def test_a_kept_answer_comes_back_byte_for_byte(answer: Answer, tmp_path_factory):
    memory = _shared(tmp_path_factory)
    kept = memory.keep(Question(answer.question, id=answer.id), answer)
    record: Record = looking(memory).record(kept.id)
    assert record.json_text == kept.model_dump_json(indent=2)
    assert record.answer.model_dump_json(indent=2) == record.json_text
    assert record.answer.model_dump_json() == kept.model_dump_json()


_memories: list[Recorder] = []


def _shared(factory: pytest.TempPathFactory) -> Recorder:
    if not _memories:
        _memories.append(remembering(factory.mktemp("kept")))
    return _memories[0]
