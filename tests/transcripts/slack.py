"""Slack as people read it there: `python -m tests.transcripts.slack`."""

import tempfile
from pathlib import Path
from textwrap import fill

from assistant import Assistant
from tests.assistant.slack.serving import eventually, finished, serving
from tests.conftest import SEEDS
from tests.slack_server import SlackServer, texts

_WIDTH = 88


def _asked(archive: Path, slack: SlackServer) -> str:
    """A question in a channel, one that leans on it in the thread, and one in private."""
    told = []
    options = {"api": slack.api}
    with Assistant(archive, llm="none", slack=options) as assistant, serving(assistant):
        first = "Who won the election in Tarsenia?"
        ts = slack.say(f"<@UBOT> {first}", channel="CNEWS")
        told += [_said("Anna", f"@News archive {first}"), *_shown(slack, ts, 1)]
        second = "When was she elected?"
        slack.say(second, channel="CNEWS", thread=ts, person="UBEN")
        told += [_said("Ben, in the thread", second), *_shown(slack, ts, 2)[1:]]
        trigger = slack.command("Who paid for the new stadium?")
        told.append(_said("Anna", "/ask Who paid for the new stadium?"))
        (whisper,) = eventually(lambda: slack.whispers[trigger])
        told.append(_lines("News archive (only you see this)", whisper["blocks"]))
    return "\n\n".join(told)


def _shown(slack: SlackServer, ts: str, count: int) -> list[str]:
    eventually(lambda: len(slack.replies(ts, "CNEWS")) == count)
    replies = finished(slack, ts, "CNEWS")
    return [_lines("News archive, in the thread", reply["blocks"]) for reply in replies]


def _said(who: str, words: str) -> str:
    return f"{who}: {words}"


def _lines(who: str, blocks: list[dict]) -> str:
    """Each section of rich text is a line; buttons stand in brackets."""
    lines = [f"{who}:"]
    for block in blocks:
        if block["type"] == "rich_text":
            lines += ["".join(texts(section)) for section in block["elements"]]
        else:
            lines.append(" ".join(f"[{label}]" for label in texts(block)))
    indent = {"initial_indent": "    ", "subsequent_indent": "    "}
    return "\n".join([lines[0], *(fill(line, _WIDTH, **indent) for line in lines[1:])])


def transcript() -> str:
    """The same over an archive of seeds/."""
    slack = SlackServer()
    with tempfile.TemporaryDirectory() as folder:
        with Assistant(folder) as assistant:
            assistant.index([SEEDS])
        told = _asked(Path(folder), slack)
    slack.close()
    return told


if __name__ == "__main__":
    print(transcript())
