"""`assistant ask` and `assistant search`."""

from pathlib import Path
from typing import Any

import click

from assistant import Assistant
from assistant.cleaning import clean
from assistant.commands.options import EXPLAIN, JSON, print_json, scoped
from assistant.rendering import render_answer, render_hits, search_results
from assistant.retrieval.explaining import render_explanation


@click.command()
@click.argument("question", nargs=-1, required=True)
@scoped
@click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")
@EXPLAIN
@JSON
@click.pass_obj
def ask(
    archive: Path | None,
    /,
    question: tuple[str, ...],
    llm: str | None,
    explain: bool,
    as_json: bool,
    **scope: Any,
) -> None:
    """Answer a question with citations, or say that the archive does not.

    \b
    assistant ask "What will the repair cost?" --source "Northern Ledger" --since 2024-03-01
    """
    with Assistant(archive, llm=llm) as assistant:
        answer = assistant.ask(" ".join(question), **scope)
        if explain:
            told = assistant.explain(" ".join(question), **scope)[1]
            answer = answer.model_copy(
                update={"usage": answer.usage | {"explanation": told.as_json()}}
            )
    if "note" in answer.usage:
        click.echo(clean(answer.usage["note"]), err=True)
    click.echo(answer.model_dump_json(indent=2) if as_json else render_answer(answer))
    if explain and not as_json:
        click.echo("\n" + clean(render_explanation(told)))


@click.command()
@click.argument("question", nargs=-1, required=True)
@scoped
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@EXPLAIN
@JSON
@click.pass_obj
def search(
    archive: Path | None,
    /,
    question: tuple[str, ...],
    limit: int,
    explain: bool,
    as_json: bool,
    **scope: Any,
) -> None:
    """Show the passages that a question would be answered from, best first.

    \b
    assistant search "ferry queues" --limit 5
    """
    asked, told = " ".join(question), None
    with Assistant(archive) as assistant:
        if explain:
            hits, told = assistant.explain(asked, limit, **scope)
        else:
            hits = assistant.search(asked, limit, **scope)
    if as_json:
        found = search_results(hits)
        print_json({"hits": found, "explanation": told.as_json()} if told else found)
    else:
        click.echo(render_hits(hits))
        if told:
            click.echo("\n" + clean(render_explanation(told)))
