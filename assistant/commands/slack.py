"""`assistant slack`: the Slack bot, its app manifest and its statistics."""

import logging
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, LLM, LOG, flag, print_json, show
from assistant.credentials import take
from index.errors import ArchiveError
from index.extras import require

_WHERE = {
    "SLACK_BOT_TOKEN": "OAuth & Permissions, Bot User OAuth Token (xoxb-...)",
    "SLACK_APP_TOKEN": "Basic Information, App-Level Tokens, with connections:write (xapp-...)",
    "SLACK_SIGNING_SECRET": "Basic Information, App Credentials, Signing Secret",
}


@click.group(invoke_without_command=True)
@click.option(
    "--http",
    "port",
    metavar="PORT",
    type=click.IntRange(1, 65535),
    help="Serve HTTP on this port instead of using Socket Mode.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address for --http.")
@LLM
@LOG
@flag("--verbose", help="Also log which questions are tried again.")
@click.pass_context
def slack(
    context: click.Context,
    port: int | None,
    host: str,
    llm: str | None,
    log: Literal["text", "json"] | None,
    verbose: bool,
) -> None:
    """Answer questions in Slack.

    The bot answers direct messages, mentions, threads and /ask.

    \b
    assistant slack manifest        # print the manifest to create the Slack app from
    assistant slack                 # needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN
    assistant slack --http 3000     # needs SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET
    """
    if context.invoked_subcommand is not None:
        return
    for package in ("aiohttp", "slack_bolt", "slack_sdk"):
        require("slack", package)
    from assistant.monitoring.log import start_log
    from assistant.slack.app import HttpAddress, Keys, run

    logging.getLogger("assistant.slack").setLevel(logging.INFO if verbose else logging.WARNING)
    if port is None:
        keys, address = Keys(_key("SLACK_BOT_TOKEN"), app=_key("SLACK_APP_TOKEN")), None
    else:
        keys = Keys(_key("SLACK_BOT_TOKEN"), secret=_key("SLACK_SIGNING_SECRET"))
        address = HttpAddress(host, port)
    with Assistant(context.obj, llm=llm) as assistant:
        start_log(assistant, log)
        _ = assistant.archive  # reports now if the archive cannot be opened
        run(assistant, keys, address, lambda words: click.echo(f"assistant: {words}", err=True))


@slack.command()
@click.option(
    "--url", help="Public address of `assistant slack --http`, such as https://bot.example."
)
def manifest(url: str | None) -> None:
    """Print the manifest to create the Slack app from.

    \b
    assistant slack manifest > manifest.json
    """
    from assistant.slack.manifest import manifest as make_manifest

    print_json(make_manifest(url))


@slack.command()
@click.option(
    "--days",
    default=30,
    show_default=True,
    type=click.IntRange(1, 3660),
    help="Number of days to show.",
)
@JSON
@click.pass_obj
def stats(archive: Path | None, days: int, as_json: bool) -> None:
    """Show questions, outcomes and feedback by day.

    \b
    assistant slack stats --days 7
    """
    from assistant.slack.stats import read_stats, stats_as_text

    with Assistant(archive) as assistant:
        settings = assistant.settings
        found = read_stats(settings.archive, days, settings.database_address)
        records = assistant.answers.latest(None)
    in_slack = set(found.answers)
    verdicts: Counter[str] = Counter(
        feedback.verdict
        for record in records
        if record.id in in_slack
        for feedback in record.feedback
    )
    days_as_json = [asdict(day) for day in found.days]
    told = {"days": days_as_json, "feedback": dict(verdicts)}
    show(stats_as_text(found, verdicts), told, as_json)


def _key(name: str) -> str:
    key = take(name)  # Bolt, too, would read it in the environment
    if not key:
        where = _WHERE[name]
        raise ArchiveError(f"{name} is not set; copy it from api.slack.com/apps: {where}")
    return key
