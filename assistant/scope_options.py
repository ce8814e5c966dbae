"""The options that say which articles count, for the commands and for %ask."""

from collections.abc import Callable
from typing import Any

import click


def scoped(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say which articles count."""
    for option in (
        click.option("--as-of", metavar="DAY", help="Hide what became known after this day."),
        click.option("--until", metavar="DAY", help="Only what was published by then."),
        click.option(
            "--since", metavar="DAY", help="Only what was published since, as 2024-03-31."
        ),
        click.option("--source", "sources", multiple=True, help="Only this publisher; repeatable."),
    ):
        command = option(command)
    return command
