"""What several commands share: options, and how JSON is printed."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from assistant.render.escape import clean

if TYPE_CHECKING:
    from assistant.schema.answer import Answer

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")

EXPLAIN = click.option(
    "--explain", is_flag=True, help="Show what was looked for, what was found, and the time taken."
)


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


def print_json(value: Any) -> None:
    """`value` on standard output, as the contracts give it."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_answer(answer: "Answer", as_json: str | None = None) -> None:
    """The answer as text or as its JSON, and what there is to note about it on standard error."""
    from assistant.render.text import render_answer

    if "note" in answer.usage:
        click.echo(clean(answer.usage["note"]), err=True)
    click.echo(render_answer(answer) if as_json is None else as_json)
