"""`assistant config`: the settings in force."""

from pathlib import Path

import click

from assistant.commands.options import JSON, print_json
from assistant.settings import Settings, load_settings


@click.command()
@JSON
@click.pass_obj
def config(archive: Path | None, as_json: bool) -> None:
    """Show each setting, its value and its environment variable.

    \b
    assistant config
    assistant config --json
    """
    settings = load_settings(archive=archive)
    if as_json:
        print_json(settings.model_dump(mode="json"))
        return
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "(not set)" if value is None else value
        click.echo(f"ASSISTANT_{name.upper():<16} {shown}\n{'':<27}{field.description}")
