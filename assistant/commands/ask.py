"""`assistant ask`, `search`, `timeline` and `new`: what people read of the archive."""

from pathlib import Path
from typing import Any

import click

from assistant.assistant import Assistant
from assistant.commands.options import EXPLAIN, JSON, LLM, WITHHELD, flag, show, show_answer
from assistant.llm.chat_models import ModelError
from assistant.render import text
from assistant.render.escape import clean
from assistant.scope_options import scoped


@click.command()
@click.argument("question", nargs=-1, required=True)
@scoped
@LLM
@click.option(
    "--budget",
    metavar="DOLLARS",
    type=click.FloatRange(0),
    help="Most US dollars that the model may cost for this question.",
)
@flag(
    "--strict", help="Exit with 1 if the chat model cannot be used, instead of quoting the sources."
)
@flag("--no-record", help="Do not record the question and the answer.")
@WITHHELD
@EXPLAIN
@JSON
@click.pass_obj
def ask(
    archive: Path | None,
    /,
    question: tuple[str, ...],
    llm: str | None,
    budget: float | None,
    strict: bool,
    no_record: bool,
    withheld: bool,
    explain: bool,
    as_json: bool,
    **scope: Any,
) -> None:
    """Answer a question with citations, or abstain.

    A chat model (--llm or ASSISTANT_LLM) writes the answer; without one, the sources are quoted.

    \b
    assistant ask "What will the repair cost?" --source "Northern Ledger" --since 2024-03-01
    """
    kept = {"record": False} if no_record else {}
    with Assistant(archive, llm=llm, budget_question=budget, **kept) as assistant:
        answer = assistant.ask(" ".join(question), **scope)
        if strict and "model_error" in answer.usage:
            raise ModelError(answer.usage["model_error"])
        if explain:
            told = assistant.explain(" ".join(question), **scope)[1]
            answer = answer.model_copy(
                update={"usage": answer.usage | {"explanation": told.as_json()}}
            )
    show_answer(answer, answer.model_dump_json(indent=2) if as_json else None, withheld)
    if explain and not as_json:
        click.echo("\n" + clean(text.render_explanation(told)))


@click.command()
@click.argument("question", nargs=-1, required=True)
@scoped
@click.option(
    "--limit",
    default=10,
    show_default=True,
    type=click.IntRange(1, 100),
    help="Most passages to show.",
)
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
    """Show the best passages for a question, best first.

    \b
    assistant search "ferry queues" --limit 5
    """
    asked, told = " ".join(question), None
    with Assistant(archive) as assistant:
        if explain:
            hits, told = assistant.explain(asked, limit, **scope)
        else:
            hits = assistant.search(asked, limit, **scope)
    for note in hits.notes:
        click.echo(clean(note), err=True)
    shown, found = text.render_hits(hits), text.search_results(hits)
    if told:
        explained = {"hits": found, "explanation": told.as_json()}
        show(f"{shown}\n\n{clean(text.render_explanation(told))}", explained, as_json)
    else:
        show(shown, found, as_json)


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
    click.echo(made.model_dump_json(indent=2) if as_json else text.render_timeline(made))


@click.command()
@click.option(
    "--since",
    metavar="DAY",
    default="yesterday",
    show_default=True,
    help="First day (UTC), such as 2024-03-31; or a moment, yesterday or today.",
)
@JSON
@click.pass_obj
def new(archive: Path | None, since: str, as_json: bool) -> None:
    """List the articles received since a day, by story, the last received first.

    Reprints and articles on one event are shown once, with the number of the others.

    \b
    assistant new
    assistant new --since 2024-03-31
    """
    with Assistant(archive) as assistant:
        stories = assistant.new(since)
    show(text.render_stories(stories, since), text.stories_as_json(stories), as_json)
