"""`assistant answers` and `assistant feedback`: recorded answers, and feedback on them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, print_json
from assistant.history.record import Record, Verdict
from assistant.history.report import show_answers, show_stale
from assistant.render.escape import clean

if TYPE_CHECKING:
    from assistant.history.staleness import Stale


@click.command()
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1), help="Most answers to list."
)
@click.option("--conversation", metavar="ID", help="Only the answers of this conversation.")
@click.option("--stale", is_flag=True, help="Only answers whose cited articles have changed.")
@click.option(
    "--cases",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the wrong citations to this folder as a dataset for `assistant eval`.",
)
@JSON
@click.pass_obj
def answers(
    archive: Path | None,
    limit: int,
    conversation: str | None,
    stale: bool,
    cases: Path | None,
    as_json: bool,
) -> None:
    """List the recorded answers, newest first.

    \b
    assistant answers --limit 5
    assistant answers --stale
    assistant answers --cases wrong/ && assistant eval wrong/
    """
    with Assistant(archive) as assistant:
        if cases:
            _write_cases(assistant, cases, as_json)
        elif stale:
            found = assistant.answers.stale()
            print_json([*map(_stale, found)]) if as_json else click.echo(show_stale(found))
        else:
            records = assistant.answers.latest(limit, conversation)
            print_json([*map(_summary, records)]) if as_json else click.echo(show_answers(records))


@click.command()
@click.argument("answer_id", metavar="ID")
@click.argument("verdict", type=click.Choice(get_args(Verdict)))
@click.option("--citation", metavar="N", type=int, help="Number of the citation that is wrong.")
@click.option("--sentence", metavar="TEXT", help="Sentence to cite instead, word for word.")
@click.option("--note", metavar="TEXT", help="A comment.")
@click.pass_obj
def feedback(archive: Path | None, /, answer_id: str, **said: Any) -> None:
    """Record whether an answer is right; ID may be abbreviated.

    \b
    assistant feedback h7k2 right
    assistant feedback h7k2 wrong-citation --citation 2 --sentence "Repairs will cost 41 million."
    """
    by = os.environ.get("USER") or os.environ.get("USERNAME")
    with Assistant(archive) as assistant:
        assistant.answers.feedback(answer_id, by=by, **said)
    click.echo("Feedback recorded.")


def _write_cases(assistant: Assistant, folder: Path, as_json: bool) -> None:
    made = assistant.answers.cases(folder)
    if as_json:
        print_json({"written": list(made.written), "left_out": made.left_out})
        return
    for answer_id, why in made.left_out.items():
        click.echo(clean(f"left out: {answer_id}: {why}"), err=True)
    click.echo(f"{len(made.written)} cases written to {folder}")


def _summary(record: Record) -> dict[str, Any]:
    answer = record.answer
    return {
        "id": answer.id,
        "asked_at": record.asked_at.isoformat(),
        "conversation": record.conversation,
        "question": answer.question,
        "answered": answer.answered,
        "text": answer.text,
        "model": answer.model,
        "dollars": answer.usage.get("dollars"),
        "feedback": [said.model_dump(mode="json") for said in record.feedback],
    }


def _stale(stale: "Stale") -> dict[str, Any]:
    changes = [
        {
            "what": change.what,
            "citation": change.citation.model_dump(mode="json"),
            "version": change.version,
            "sentence": change.sentence,
        }
        for change in stale.changes
    ]
    return _summary(stale.record) | {"changes": changes}
