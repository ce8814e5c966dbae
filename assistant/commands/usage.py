"""`assistant usage`: questions, tokens and dollars."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, show
from assistant.history.usage import By, Cost
from assistant.render.escape import clean


@click.command()
@click.option(
    "--since",
    metavar="DAY",
    help="Only questions asked on or after this day (UTC), such as 2024-03-31.",
)
@click.option("--until", metavar="DAY", help="Only questions asked on or before this day.")
@click.option("--by", type=click.Choice(get_args(By)), help="Also show a row for each.")
@JSON
@click.pass_obj
def usage(archive: Path | None, /, as_json: bool, **of: Any) -> None:
    """Show the number of questions, tokens and dollars.

    \b
    assistant usage --since 2026-11-01 --by day
    """
    with Assistant(archive) as assistant:
        found = assistant.usage(**of)
    lines = [*(_line(cost, cost.name) for cost in found.rows), _line(found.total, "total")]
    show("\n".join(lines), asdict(found), as_json)


def _line(cost: Cost, name: str) -> str:
    tokens = f"{cost.input_tokens:>11,} input tokens{cost.output_tokens:>10,} output tokens"
    unpriced = f" and {cost.unpriced:,} without a known price" if cost.unpriced else ""
    estimated = " (estimated)" if cost.estimated else ""
    questions = f"{cost.questions:>6,} question{' ' if cost.questions == 1 else 's'}"
    dollars = f"${cost.dollars:.4f}"
    return f"{clean(name):<24}{questions}{tokens}  {dollars}{unpriced}{estimated}"
