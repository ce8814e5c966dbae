"""`assistant eval`."""

from pathlib import Path

import click

from assistant.commands.options import JSON, print_json


@click.command("eval")
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--retrieval-only", is_flag=True, help="Find, but write no answers: fast.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many questions.")
@click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")
@click.option("--fresh", is_flag=True, help="Ask anew what an interrupted run has asked.")
@JSON
def evaluate(
    dataset: Path,
    retrieval_only: bool,
    limit: int | None,
    llm: str | None,
    fresh: bool,
    as_json: bool,
) -> None:
    """Ask every question of a dataset (a folder) and say how good the answers are.

    \b
    assistant eval tests/evaluation/seeds
    """
    from assistant.evaluation.dataset import load_dataset
    from assistant.evaluation.runner import run
    from assistant.evaluation.summary import summarise
    from assistant.evaluation.tables import tables
    from assistant.progress import counting

    loaded = load_dataset(dataset).first(limit)
    made = run(loaded, retrieval_only=retrieval_only, fresh=fresh, counting=counting, llm=llm)
    summary = summarise(made.cases)
    if as_json:
        print_json(summary)
    else:
        click.echo(tables(summary))
