"""The bot whose queue is in PostgreSQL: several machines may run it, one at a time."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.slack import queue_database
from assistant.slack.delivery_queue import Deliveries
from assistant.slack.event_parser import Asked, Edited, Removed
from assistant.slack.queue_database import BotLock
from assistant.slack.stats import read_stats
from index.errors import ArchiveError
from tests.assistant.slack.serving import eventually, finished, serving
from tests.conftest import USER_ARTICLE
from tests.postgres_server import PostgresProcess
from tests.slack_server import SlackServer

QUESTION = "Which fighter program was Turkey withdrawn from?"
ASKED = Asked("D1", "1.1", "1.1", "UANNA", "T", QUESTION, True, False, False)


@pytest.fixture(scope="module")
def database(postgres: PostgresProcess, tmp_path_factory: pytest.TempPathFactory) -> str:
    """One with an archive of the user's article."""
    address = postgres.database()
    folder = tmp_path_factory.mktemp("indexing")
    with Assistant(folder, database=address, llm="none") as assistant:
        assert not assistant.index([USER_ARTICLE]).problems
    return address


@pytest.fixture
def machine(database: str, slack: SlackServer, tmp_path: Path) -> Callable[[str], Assistant]:
    """A bot on the machine of that name; its Chroma folder is made from the database."""

    def make(name: str) -> Assistant:
        with Assistant(tmp_path / name, database=database, llm="none") as assistant:
            assistant.index([USER_ARTICLE])
        return Assistant(tmp_path / name, database=database, llm="none", slack={"api": slack.api})

    return make


@contextmanager
def running(assistant: Assistant) -> Iterator[None]:
    with assistant, serving(assistant):
        yield


def test_deliveries_are_the_same_in_postgresql(postgres: PostgresProcess, tmp_path: Path):
    queue = Deliveries(tmp_path, database=postgres.database())
    assert [queue.receive(event, ASKED) for event in ("Ev1", "Ev1", "Ev2")] == [True, False, False]
    taken = queue.take(())
    assert taken and taken.text == QUESTION and queue.waiting() == 1
    queue.postpone(taken, 60)
    assert queue.take(()) is None and queue.next_due()
    edited = Edited(Asked("D1", "1.1", "1.1", "UANNA", "T", "Who?\0", True, False, False), "2")
    assert queue.receive("Ev3", edited)
    assert queue.settle(taken, "answered") is False
    again = queue.take(())
    assert again and again.text == "Who?\0"
    assert queue.settle(again, "answered") and queue.waiting() == 0
    assert queue.receive("Ev4", Removed("D1", "1.1", True))
    queue.close()


@pytest.mark.slow
def test_an_open_question_is_answered_from_another_machine(
    slack: SlackServer, machine: Callable[[str], Assistant], database: str, tmp_path: Path
):
    slack.fail = lambda method, _: "500" if method.startswith("chat.") else None
    with running(machine("one")):
        ts = slack.say(QUESTION)
        eventually(slack.is_quiet)
        eventually(lambda: slack.called("chat.startStream"))
    slack.fail = lambda method, _: None
    with running(machine("other")):
        assert len(finished(slack, ts)) == 1
    (day,) = read_stats(tmp_path, 1, database).days
    assert (day.asked, day.answered) == (1, 1)


@pytest.mark.slow
def test_a_second_machine_is_refused_until_the_first_ends(machine: Callable[[str], Assistant]):
    one, other = machine("one"), machine("other")
    with running(one):
        with (
            pytest.raises(ArchiveError, match="on this machine or another one") as told,
            other,
            serving(other),
        ):
            pass
        assert "\n" not in str(told.value)
    with running(machine("other")):
        pass


@pytest.mark.slow
def test_a_bot_outlives_a_restart_of_the_database(
    slack: SlackServer,
    machine: Callable[[str], Assistant],
    postgres: PostgresProcess,
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(queue_database, "_SECONDS", 0.2)
    with running(machine("one")):
        finished(slack, slack.say(QUESTION))
        postgres.stop()
        ts = slack.say(QUESTION)
        postgres.start()
        assert len(finished(slack, ts)) == 1
        assert eventually(lambda: _is_refused(tmp_path, database))


def test_a_bot_that_another_replaced_ends_in_one_line(
    postgres: PostgresProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(queue_database, "_SECONDS", 0.01)
    database = postgres.database()
    one, other = BotLock(tmp_path, database), BotLock(tmp_path, database)
    one.take()
    postgres.stop()
    postgres.start()
    other.take()
    with pytest.raises(ArchiveError, match="already serves this archive"):
        asyncio.run(one.watch())
    other.release()


def _is_refused(folder: Path, database: str) -> bool:
    other = BotLock(folder, database)
    try:
        other.take()
    except ArchiveError:
        return True
    finally:
        other.release()
    return False
