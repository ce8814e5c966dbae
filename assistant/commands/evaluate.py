"""`assistant eval`."""

from pathlib import Path
from typing import Any

import click

from assistant.commands.options import JSON, print_json

_NAMED = 5  # lost gold sentences


@click.command("eval")
@click.argument("dataset", type=click.Path(path_type=Path), required=False)
@click.option("--retrieval-only", is_flag=True, help="Find, but write no answers: fast.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many questions.")
@click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")
@click.option("--fresh", is_flag=True, help="Ask anew what an interrupted run has asked.")
@click.option(
    "--report",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write report.html, report.md and report.json (with every case) into this folder.",
)
@click.option(
    "--compare",
    nargs=2,
    metavar="A B",
    type=click.Path(path_type=Path),
    help="Compare the reports of two runs, question by question.",
)
@JSON
def evaluate(
    dataset: Path | None, compare: tuple[Path, Path] | None, as_json: bool, **how: Any
) -> None:
    """Ask every question of a dataset (a folder) and say how good the answers are.

    \b
    assistant eval tests/evaluation/seeds
    assistant eval big-set --retrieval-only --limit 500
    assistant eval big-set --llm none --report before
    assistant eval big-set --llm openai:gpt-5-mini --fresh --report after
    assistant eval --compare before after

    The archive of the dataset's articles is kept in your cache folder for the next run, and a run
    that was cut off goes on where it was.
    """
    if compare:
        if dataset or any(how.values()):
            raise click.UsageError("--compare takes two reports, and only --json beside them")
        _compare(*compare, as_json)
    elif dataset:
        _evaluate(dataset, as_json, **how)
    else:
        raise click.UsageError("name a dataset, or two reports after --compare")


def _evaluate(
    folder: Path, as_json: bool, limit: int | None, report: Path | None, **how: Any
) -> None:
    from assistant.evaluation.dataset import load_dataset
    from assistant.evaluation.runner import run
    from assistant.evaluation.summary import summarise
    from assistant.evaluation.tables import tables
    from assistant.render.progress import counting

    made = run(load_dataset(folder).first(limit), counting=counting, **how)
    for problem in made.about["problems"]:
        click.echo(f"left out: {problem}", err=True)
    if lost := made.about["lost_gold"]:
        named = ", ".join(lost[:_NAMED]) + (", ..." if len(lost) > _NAMED else "")
        click.echo(
            f"{len(lost)} gold sentences are not in their articles and count as missed: {named}",
            err=True,
        )
    summary = summarise(made.cases)
    if report:
        from assistant.evaluation.report import write_report

        write_report(made, summary, report)
    if as_json:
        print_json(summary)
    else:
        click.echo(tables(summary))


def _compare(a: Path, b: Path, as_json: bool) -> None:
    from dataclasses import asdict

    from assistant.evaluation.comparison import compare
    from assistant.evaluation.report import read_report
    from assistant.evaluation.tables import comparison_table

    before, after = read_report(a).cases, read_report(b).cases
    differences = compare(before, after)
    both = {case.question.id for case in before} & {case.question.id for case in after}
    if left := len(before) + len(after) - 2 * len(both):
        click.echo(
            f"compared over the {len(both):,} questions that both runs asked;"
            f" {left:,} that only one asked are left out",
            err=True,
        )
    if as_json:
        print_json([asdict(difference) for difference in differences])
    else:
        click.echo(comparison_table(differences))
