"""`assistant slack`: the bot, and its manifest."""

import logging
import os
from pathlib import Path

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, print_json
from index.errors import ArchiveError
from index.extras import require

_WHERE = {
    "SLACK_BOT_TOKEN": "OAuth & Permissions, Bot User OAuth Token (xoxb-...)",
    "SLACK_APP_TOKEN": "Basic Information, App-Level Tokens, with connections:write (xapp-...)",
    "SLACK_SIGNING_SECRET": "Basic Information, App Credentials, Signing Secret",
}


@click.group(invoke_without_command=True)
@click.option(
    "--http", "port", type=click.IntRange(1, 65535), help="Listen here instead of Socket Mode."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")
@click.option("--verbose", is_flag=True, help="Log every try on standard error.")
@click.pass_context
def slack(
    context: click.Context, port: int | None, host: str, llm: str | None, verbose: bool
) -> None:
    """Answer questions in Slack: messages, mentions, threads and /ask.

    \b
    assistant slack manifest        # what to create the Slack app from
    assistant slack                 # needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN
    assistant slack --http 3000     # needs SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET
    """
    if context.invoked_subcommand is not None:
        return
    for package in ("aiohttp", "slack_bolt", "slack_sdk"):
        require("slack", package)
    from assistant.slack.app import HttpAddress, Keys, run

    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("assistant.slack").setLevel(logging.INFO if verbose else logging.WARNING)
    if port is None:
        keys, door = Keys(_key("SLACK_BOT_TOKEN"), app=_key("SLACK_APP_TOKEN")), None
    else:
        keys = Keys(_key("SLACK_BOT_TOKEN"), secret=_key("SLACK_SIGNING_SECRET"))
        door = HttpAddress(host, port)
    with Assistant(context.obj, llm=llm) as assistant:
        _ = assistant.archive  # an archive that cannot be opened is said now
        run(assistant, keys, door, lambda words: click.echo(f"assistant: {words}", err=True))


@slack.command()
@click.option("--url", help="Public address of `assistant slack --http`, as https://bot.example.")
def manifest(url: str | None) -> None:
    """Print the app manifest, to create the Slack app from.

    \b
    assistant slack manifest > manifest.json
    """
    from assistant.slack.manifest import manifest as made

    print_json(made(url))


@slack.command()
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 3660))
@JSON
@click.pass_obj
def stats(archive: Path | None, days: int, as_json: bool) -> None:
    """Show what was asked in Slack by day, what came of it, and what people said.

    \b
    assistant slack stats --days 7
    """
    from assistant.slack import stats as made

    with Assistant(archive) as assistant:
        read = made.read_stats(assistant.settings.archive, days)
        kept = assistant.answers.latest(None)
    answers = set(read.answers)
    said = [[f.verdict for f in one.feedback] for one in kept if one.id in answers]
    verdicts = made.count_verdicts(said)
    if as_json:
        print_json(made.as_json(read, verdicts))
    else:
        click.echo(made.as_text(read, verdicts))


def _key(name: str) -> str:
    # Taken out: no other library (Bolt looks there itself) and no child needs to see it.
    key = os.environ.pop(name, "").strip()
    if not key:
        where = _WHERE[name]
        raise ArchiveError(f"{name} is not set; Slack shows it at api.slack.com/apps: {where}")
    return key
