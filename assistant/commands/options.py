"""What several commands share: options, and how JSON is printed."""

import json
from typing import TYPE_CHECKING, Any

import click

from assistant.render.escape import clean

if TYPE_CHECKING:
    from assistant.schema.answer import Answer

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")

EXPLAIN = click.option(
    "--explain", is_flag=True, help="Show what was looked for, what was found, and the time taken."
)


def print_json(value: Any) -> None:
    """`value` on standard output, as the contracts give it."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_answer(answer: "Answer", as_json: str | None = None) -> None:
    """The answer as text or as its JSON, and what there is to note about it on standard error."""
    from assistant.render.text import render_answer

    if "note" in answer.usage:
        click.echo(clean(answer.usage["note"]), err=True)
    click.echo(render_answer(answer) if as_json is None else as_json)
