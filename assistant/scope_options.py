"""The options that select articles, for the commands and for %ask."""

from collections.abc import Callable
from typing import Any

import click


def scoped(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --source, --since, --until and --as-of to a command."""
    for option in (
        click.option(
            "--as-of", metavar="DAY", help="Hide articles that became known after this day."
        ),
        click.option(
            "--until", metavar="DAY", help="Only articles published on or before this day."
        ),
        click.option(
            "--since",
            metavar="DAY",
            help="Only articles published on or after this day, such as 2024-03-31.",
        ),
        click.option(
            "--source",
            "sources",
            multiple=True,
            help="Only this publisher; may be given several times.",
        ),
    ):
        command = option(command)
    return command
