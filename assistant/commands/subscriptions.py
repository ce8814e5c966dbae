"""`assistant subscribe`, `subscriptions` and `watch`: feeds that are read again and again."""

import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.assistant import Assistant
from assistant.commands.index import SKIPPED
from assistant.commands.options import JSON, PRIVATE, QUIET, flag, print_json
from assistant.render.escape import clean

if TYPE_CHECKING:
    from index.catalog.subscriptions import Subscription
    from index.feed_watcher import Event

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SHORTEST = 60.0


def _seconds(context: click.Context, option: click.Parameter, value: str) -> float:
    """A number with s, m, h or d -> seconds."""
    found = re.fullmatch(r"(\d{1,6}) ?([smhd])", value.strip().lower())
    seconds = float(found[1]) * _SECONDS[found[2]] if found else 0.0
    if seconds < _SHORTEST:
        raise click.BadParameter(
            f"{value!r} is not an interval of at least a minute; write it as 30m, 2h or 1d"
        )
    return seconds


@click.command()
@click.argument("feeds", nargs=-1, required=True)
@PRIVATE
@click.pass_obj
def subscribe(archive: Path | None, feeds: tuple[str, ...], allow_private: bool) -> None:
    """Subscribe to feeds: addresses, or OPML files of a feed reader.

    Given a page, subscribe to the feed that it names. `assistant watch` reads the feeds.

    \b
    assistant subscribe https://courier.example/feed.xml
    assistant subscribe feeds.opml
    """
    with Assistant(archive) as assistant:
        fresh, problems = assistant.subscribe(*feeds, allow_private=allow_private)
        total = len(assistant.subscriptions)
    for problem in problems:
        click.echo(f"assistant: {clean(str(problem))}", err=True)
    for address in fresh:
        click.echo(f"Subscribed to {clean(address)}")
    click.echo(f"{len(fresh):,} new, {total:,} in all; `assistant watch` reads them.")
    if problems:
        raise SystemExit(SKIPPED if total else 1)


@click.command()
@click.option("--remove", metavar="ADDRESS", multiple=True, help="End this subscription.")
@JSON
@click.pass_obj
def subscriptions(archive: Path | None, remove: tuple[str, ...], as_json: bool) -> None:
    """List the subscribed feeds, one per line: title, address, last check, problem.

    \b
    assistant subscriptions
    assistant subscriptions --remove https://courier.example/feed.xml
    """
    with Assistant(archive) as assistant:
        for address in remove:
            assistant.unsubscribe(address)
        found = assistant.subscriptions
    if as_json:
        print_json([_as_json(one) for one in found])
        return
    for one in found:
        checked = f"checked {_moment(one.checked)}" if one.checked else "not checked yet"
        problem = f"; {one.problem}" if one.problem else ""
        click.echo(clean(f"{one.title or 'Feed'}  {one.address}  {checked}{problem}"))
    if not found:
        click.echo("No subscriptions; `assistant subscribe ADDRESS` adds one.")


@click.command()
@click.option(
    "--every",
    callback=_seconds,
    metavar="INTERVAL",
    default="30m",
    show_default=True,
    help="How often to check each feed: 30m, 2h, 1d.",
)
@flag("--once", help="Check each feed once, for example from cron.")
@QUIET
@PRIVATE
@click.pass_obj
def watch(archive: Path | None, every: float, once: bool, quiet: bool, allow_private: bool) -> None:
    """Index new entries of the subscribed feeds and print a line for each, until Ctrl-C.

    \b
    assistant watch --every 1h
    assistant watch --once
    """

    def log(event: "Event") -> None:
        is_problem = event.kind == "problem"
        if is_problem or not quiet:
            moment = event.moment.strftime("%Y-%m-%d %H:%M:%SZ")
            told = f"{event.kind}: {event.words} ({event.feed or 'feed'}) {event.address}"
            click.echo(clean(f"{moment} {told}"), err=is_problem)

    with Assistant(archive) as assistant:
        assistant.watch(log, every=every, once=once, allow_private=allow_private)


def _as_json(one: "Subscription") -> dict[str, Any]:
    told = asdict(one)
    shown = {name: told[name] for name in ("address", "title", "failures", "problem")}
    return shown | {
        "checked": _moment(one.checked) if one.checked else None,
        "due": _moment(one.due) if one.due else None,
    }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")
