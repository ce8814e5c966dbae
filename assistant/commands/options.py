"""What several commands share: options, and the output of answers and JSON."""

import json
from typing import TYPE_CHECKING, Any

import click

from assistant.render.escape import clean

if TYPE_CHECKING:
    from assistant.schema.answer import Answer

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

EXPLAIN = click.option(
    "--explain",
    is_flag=True,
    help="Also show search terms, candidates and milliseconds.",
)


def print_json(value: Any) -> None:
    """Print `value` as JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_answer(answer: "Answer", as_json: str | None = None) -> None:
    """Print the answer as text or as the JSON given, and its note on standard error."""
    from assistant.render.text import render_answer

    if "note" in answer.usage:
        click.echo(clean(answer.usage["note"]), err=True)
    click.echo(render_answer(answer) if as_json is None else as_json)
