"""Slack on this machine, and the bot in it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.slack.running import Door
from tests.assistant.slack.serving import serving
from tests.slack_server import SlackServer

Bot = Callable[..., AbstractContextManager[Assistant]]


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    server = SlackServer()
    yield server
    server.close()
    assert not server.problems


@pytest.fixture
def folder(seeds_folder: Path, tmp_path: Path) -> Path:
    """An archive of the seeds whose bot knows nothing yet."""
    return Path(shutil.copytree(seeds_folder, tmp_path / "archive"))


@pytest.fixture
def bot(slack: SlackServer, folder: Path) -> Bot:
    """Starts the bot, in this process; it ends with the block."""

    @contextmanager
    def running(door: Door | None = None, **options: Any) -> Iterator[Assistant]:
        given = {"api": slack.api} | options
        llm = given.pop("llm", "none")
        with Assistant(folder, llm=llm, slack=given) as assistant, serving(assistant, door):
            yield assistant

    return running
