"""`assistant eval`."""

from pathlib import Path

import click

from assistant.commands.options import JSON, print_json


@click.command("eval")
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")
@JSON
def evaluate(dataset: Path, llm: str | None, as_json: bool) -> None:
    """Ask every question of a dataset (a folder) and say how good the answers are.

    \b
    assistant eval tests/evaluation/seeds
    """
    from assistant.evaluation.dataset import load_dataset
    from assistant.evaluation.runner import run, table
    from assistant.progress import counting

    loaded = load_dataset(dataset)
    with counting("Asking", len(loaded.questions), "questions") as progress:
        report = run(loaded, progress, llm=llm)
    if as_json:
        print_json(report)
    else:
        click.echo(table(report["answers"]))
