"""`assistant eval`: how good the answers to a dataset's questions are."""

from pathlib import Path
from typing import Any

import click

from assistant.commands.options import JSON, LLM, NamedPath, flag, show

_NAMED = 5  # missing gold sentences that are named


@click.command("eval")
@click.argument("dataset", type=NamedPath(path_type=Path), required=False)
@flag("--retrieval-only", help="Only search, write no answers: fast.")
@click.option("--limit", metavar="N", type=click.IntRange(1), help="Only the first N questions.")
@LLM
@flag("--fresh", help="Start over instead of continuing an interrupted run.")
@click.option(
    "--report",
    metavar="DIR",
    type=NamedPath(path_type=Path, file_okay=False),
    help="Write report.html, report.md and report.json (with every case) to this folder.",
)
@click.option(
    "--compare",
    nargs=2,
    metavar="A B",
    type=NamedPath(path_type=Path),
    help="Compare the reports of two runs, question by question.",
)
@JSON
def evaluate(
    dataset: Path | None, compare: tuple[Path, Path] | None, as_json: bool, **how: Any
) -> None:
    """Ask the questions of a dataset and score the answers.

    DATASET is a folder with articles.jsonl and questions.jsonl.

    \b
    assistant eval tests/evaluation/seeds
    assistant eval big-set --retrieval-only --limit 500
    assistant eval big-set --llm none --report before
    assistant eval big-set --llm openai:gpt-5-mini --fresh --report after
    assistant eval --compare before after

    The archive of the dataset's articles is kept in your cache folder for the next run. A run
    that was interrupted continues where it stopped.
    """
    if compare:
        if dataset or any(how.values()):
            raise click.UsageError("--compare takes two reports and no other option than --json")
        _compare(*compare, as_json)
    elif dataset:
        _evaluate(dataset, as_json, **how)
    else:
        raise click.UsageError("give the folder of a dataset, or --compare and two reports")


def _evaluate(
    folder: Path, as_json: bool, limit: int | None, report: Path | None, **how: Any
) -> None:
    from assistant.evaluation.dataset import load_dataset
    from assistant.evaluation.report import write_report
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
            f"{len(lost)} gold sentences are not in their articles and count as not found: {named}",
            err=True,
        )
    summary = summarise(made.cases)
    if report:
        write_report(made, summary, report)
    show(tables(summary), summary, as_json)


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
            f"compared {len(both):,} questions that both runs asked;"
            f" left out {left:,} that only one run asked",
            err=True,
        )
    show(comparison_table(differences), [*map(asdict, differences)], as_json)
