"""What several commands share: options, and the output of answers and JSON."""

import json
from typing import TYPE_CHECKING, Any

import click

from assistant.render.escape import clean

if TYPE_CHECKING:
    from assistant.schema.answer import Answer

HOW = "--withheld shows why"  # behind the number of statements that are withheld

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

LOG = click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    help="Form of the log; json has a line for each question, without its words.",
)

EXPLAIN = click.option(
    "--explain",
    is_flag=True,
    help="Also show search terms, candidates and milliseconds.",
)


def print_json(value: Any) -> None:
    """Print `value` as JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


WITHHELD = click.option(
    "--withheld", is_flag=True, help="Also show the statements that are withheld, and why."
)


def show_answer(answer: "Answer", as_json: str | None = None, withheld: bool = False) -> None:
    """Print the answer as text or as the JSON given, and its note on standard error."""
    if "note" in answer.usage:
        click.echo(clean(answer.usage["note"]), err=True)
    if as_json is not None:
        click.echo(as_json)
    else:
        _print_text(answer, withheld)


def _print_text(answer: "Answer", withheld: bool) -> None:
    """With colours and hyperlinks on a terminal that has them, unless NO_COLOR is set."""
    from rich.console import Console

    from assistant.render.paragraphs import print_all
    from assistant.render.text import WIDTH, answer_parts, render_answer

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal or console.is_dumb_terminal or console.no_color:
        click.echo(render_answer(answer, HOW, withheld))
        return
    console.width = min(console.width, WIDTH)
    print_all(console, answer_parts(answer, False, HOW, withheld))
