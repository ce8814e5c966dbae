"""`assistant new`: what came in."""

from pathlib import Path

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, print_json
from assistant.render.text import render_stories, stories_as_json


@click.command()
@click.option(
    "--since",
    metavar="DAY",
    default="yesterday",
    show_default=True,
    help="First day (UTC), such as 2024-03-31; or a moment, yesterday or today.",
)
@JSON
@click.pass_obj
def new(archive: Path | None, since: str, as_json: bool) -> None:
    """List the articles received since a day, by story, newest first.

    Reprints and articles on one event are shown once, with the number of the others.

    \b
    assistant new
    assistant new --since 2024-03-31
    """
    with Assistant(archive) as assistant:
        stories = assistant.new(since)
    if as_json:
        print_json(stories_as_json(stories))
    else:
        click.echo(render_stories(stories, since))
