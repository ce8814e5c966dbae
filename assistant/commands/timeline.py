"""`assistant timeline`: the events of a topic."""

from pathlib import Path
from typing import Any

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON
from assistant.render.text import render_timeline
from assistant.scope_options import scoped


@click.command()
@click.argument("topic", nargs=-1, required=True)
@scoped
@JSON
@click.pass_obj
def timeline(archive: Path | None, /, topic: tuple[str, ...], as_json: bool, **scope: Any) -> None:
    """Show the events of a topic in chronological order.

    Each event has its citation.

    \b
    assistant timeline "Halden Narrows Bridge" --since 2024-03-01
    """
    with Assistant(archive, llm="none") as assistant:
        made = assistant.timeline(" ".join(topic), **scope)
    click.echo(made.model_dump_json(indent=2) if as_json else render_timeline(made))
