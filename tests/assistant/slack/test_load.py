"""Many questions, each sent four times, by a Slack that loses things, to a bot that is killed."""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.assistant.slack.serving import eventually
from tests.slack_server import APP_TOKEN, TOKEN, Moods, SlackServer, shown

QUESTIONS = 500
SECONDS = 60.0
KILLS = (20.0, 40.0)  # seconds after the first question
ASKED = (
    "Which fighter program was Turkey withdrawn from?",
    "What will it cost to repair the bridge?",
    "Who won the election in Tarsenia?",
    "Who repairs the bicycles of the bishop of Oslo?",
)


@contextmanager
def process(slack: SlackServer, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The bot as `assistant slack` runs it."""
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "ASSISTANT_SLACK__API": slack.api,
        "ASSISTANT_SLACK__PER_PERSON": "100000",
    }
    command = [sys.executable, "-m", "assistant", "--archive", str(folder), "slack"]
    running = subprocess.Popen([*command, "--llm", "none"], env=environment, text=True)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def ask(slack: SlackServer, number: int) -> tuple[str, str]:
    """The question of that number, in a direct message or a channel: where, and its ts."""
    words = ASKED[number % len(ASKED)]
    if number % 2:
        channel = f"D{number % 40:03}"
        return channel, slack.say(words, channel=channel, person=f"U{number % 40:03}", times=4)
    channel = f"C{number % 20:03}"
    return channel, slack.say(f"<@UBOT> {words}", channel=channel, times=4)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_killed_bot_answers_500_questions_exactly_once(slack: SlackServer, folder: Path):
    slack.fail = moods = Moods(7, limited=0.05, before=0.04, after=0.04)
    asked: list[tuple[str, str]] = []
    began = time.monotonic()
    deaths = [*KILLS, None]
    while deaths:
        end = deaths.pop(0)
        with process(slack, folder) as bot:
            while end is None or time.monotonic() - began < end:
                due = min(QUESTIONS, int((time.monotonic() - began) / SECONDS * QUESTIONS) + 1)
                asked += [ask(slack, number) for number in range(len(asked), due)]
                if end is None and len(asked) == QUESTIONS and settled(slack, asked):
                    break
                assert time.monotonic() - began < 600
                time.sleep(0.05)
            bot.send_signal(signal.SIGKILL)
            bot.wait()
    took = time.monotonic() - began
    counts = [len(slack.replies(ts, channel)) for channel, ts in asked]
    waits = statistics.quantiles(slack.acknowledged.values(), n=100)
    print(
        f"{len(asked)} questions, {sum(counts)} answers, {counts.count(0)} lost,"
        f" {sum(count > 1 for count in counts)} twice; {took:.0f} s;"
        f" acknowledged after {waits[49]:.3f} s (p50), {waits[94]:.3f} s (p95);"
        f" failures {dict(moods.counts)}"
    )
    assert len(asked) == QUESTIONS
    assert counts == [1] * QUESTIONS
    posted = sum(len(slack.posts(channel)) for channel in {channel for channel, _ in asked})
    assert posted == QUESTIONS
    assert waits[94] < 3  # seconds: later Slack sends an event again
    assert set(moods.counts) == {"429", "500", "500 after"}


def settled(slack: SlackServer, asked: list[tuple[str, str]]) -> bool:
    """Whether each question has an answer that is whole."""
    if not slack.is_quiet():
        return False
    for channel, ts in asked:
        replies = slack.replies(ts, channel)
        if not replies or any(r.get("streaming") or not is_whole(shown(r)) for r in replies):
            return False
    return True


def is_whole(said: str) -> bool:
    return "Sources" in said or "The archive does not answer" in said


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_bot_that_is_asked_to_end_ends_well(slack: SlackServer, folder: Path):
    with process(slack, folder) as bot:
        eventually(lambda: slack.called("apps.connections.open"))
        time.sleep(1)
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(60) == 0
