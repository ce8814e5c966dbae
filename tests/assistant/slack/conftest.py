"""Slack on this machine, and the bot in it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.slack.app import HttpAddress
from tests.assistant.slack.serving import serving
from tests.slack_server import SlackServer

Bot = Callable[..., AbstractContextManager[Assistant]]


@pytest.fixture(scope="session", autouse=True)
def hurry() -> Iterator[None]:
    """Slack's second between two posts, and until it shows one, is a tenth here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.slack.client._BETWEEN_POSTS", 0.1)
        patch.setattr("assistant.slack.messages._PAUSE", 0.1)
        yield


@pytest.fixture(scope="session")
def slack_server() -> Iterator[SlackServer]:
    server = SlackServer()
    yield server
    server.close()


@pytest.fixture
def slack(slack_server: SlackServer) -> Iterator[SlackServer]:
    """Slack, where nothing has been said yet."""
    slack_server.clear()
    yield slack_server
    problems = list(slack_server.problems)
    slack_server.clear()  # a bot of the next module must not meet the faults of this test
    assert not problems


@pytest.fixture
def folder(seeds_to_copy: Path, tmp_path: Path) -> Path:
    """An archive of the seeds whose bot knows nothing yet."""
    return Path(shutil.copytree(seeds_to_copy, tmp_path / "archive"))


@pytest.fixture(scope="session")
def usual(
    slack_server: SlackServer, seeds_to_copy: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """A bot as it is without options, for many tests: to load what it needs takes a while."""
    folder = shutil.copytree(seeds_to_copy, tmp_path_factory.mktemp("slack") / "archive")
    given = {"api": slack_server.api}
    with Assistant(folder, llm="none", slack=given) as assistant, serving(assistant):
        yield assistant


@pytest.fixture
def bot(slack: SlackServer, usual: Assistant, request: pytest.FixtureRequest) -> Bot:
    """The usual bot; or a new one with these options, or over this folder, for the block."""

    @contextmanager
    def running(door: HttpAddress | None = None, **options: Any) -> Iterator[Assistant]:
        if not door and not options:
            yield usual
            return
        options.pop("fresh", None)
        given = {"api": slack.api} | options
        llm = given.pop("llm", "none")
        folder = request.getfixturevalue("folder")
        with Assistant(folder, llm=llm, slack=given) as assistant, serving(assistant, door):
            yield assistant

    return running
