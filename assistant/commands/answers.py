"""`assistant answers`, `why`, `replay` and `feedback`: recorded answers."""

import os
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time
from difflib import unified_diff
from pathlib import Path
from typing import Any, get_args

import click

from assistant.assistant import Assistant
from assistant.commands.options import (
    JSON,
    WITHHELD,
    NamedPath,
    flag,
    name_backups,
    print_json,
    removing,
    show,
    show_answer,
)
from assistant.history.record import Record, Verdict
from assistant.history.report import read_texts, show_answers, show_stale, show_why
from assistant.history.staleness import Stale
from assistant.render.escape import clean
from assistant.render.text import render_answer
from assistant.render.titles import count
from assistant.schema.answer import Answer


@click.group(invoke_without_command=True)
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1), help="Most answers to list."
)
@click.option("--conversation", metavar="ID", help="Only the answers of this conversation.")
@flag("--stale", help="Only answers whose cited articles have changed.")
@click.option(
    "--cases",
    metavar="DIR",
    type=NamedPath(path_type=Path, file_okay=False),
    help="Write the wrong citations to this folder as a dataset for `assistant eval`.",
)
@JSON
@click.pass_context
def answers(
    context: click.Context,
    limit: int,
    conversation: str | None,
    stale: bool,
    cases: Path | None,
    as_json: bool,
) -> None:
    """List the recorded answers, newest first; or remove some.

    \b
    assistant answers --limit 5
    assistant answers --stale
    assistant answers --cases wrong/ && assistant eval wrong/
    assistant answers remove --older-than 365
    """
    if context.invoked_subcommand is not None:
        return
    with Assistant(context.obj) as assistant:
        if cases:
            _write_cases(assistant, cases, as_json)
        elif stale:
            found = assistant.answers.stale()
            show(show_stale(found), [*map(_stale, found)], as_json)
        else:
            records = assistant.answers.latest(limit, conversation)
            show(show_answers(records), [*map(_summary, records)], as_json)


@answers.command("remove")
@removing
@click.pass_obj
def remove_answers(
    archive: Path | None,
    /,
    ids: tuple[str, ...],
    sources: tuple[str, ...],
    day: date | None,
    dry_run: bool,
) -> None:
    """Remove recorded answers and their feedback; what they cost is still counted.

    Name their ids, or else a source that they quote, the time of asking, or both.

    \b
    assistant answers remove h7k2
    assistant answers remove --source "Northern Ledger" --older-than 365 --dry-run
    """
    moment = datetime.combine(day, time.min, UTC) if day else None
    with Assistant(archive) as assistant:
        found = assistant.answers.remove(*ids, before=moment, sources=sources, dry_run=dry_run)
        if dry_run:
            click.echo(f"{count(len(found), 'answer')} would be removed.")
            return
        forget_answers(assistant, found)
        click.echo(f"Removed {count(len(found), 'answer')}.")
        name_backups(assistant.archive)


def forget_answers(assistant: Assistant, ids: Sequence[str]) -> None:
    """Remove the words of these answers from the queue of the Slack bot, if there is one."""
    from assistant.slack.delivery_queue import Deliveries
    from assistant.slack.queue_database import Queue

    folder, database = assistant.settings.archive, assistant.settings.database_address
    with closing(Queue(folder, database)) as queue:
        if not queue.is_laid_out:
            return
    with closing(Deliveries(folder, database=database)) as deliveries:
        found = deliveries.forget_answers(ids)
    if found:
        told = f"{count(found, 'answer')} can still be read in Slack; delete the questions there."
        click.echo(told, err=True)


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


def _stale(stale: Stale) -> dict[str, Any]:
    changes = [
        {"what": change.what, "citation": change.citation.model_dump(mode="json")}
        | {"version": change.version, "sentence": change.sentence}
        for change in stale.changes
    ]
    return _summary(stale.record) | {"changes": changes}


@click.command()
@click.argument("answer_id", metavar="ID")
@JSON
@click.pass_obj
def why(archive: Path | None, answer_id: str, as_json: bool) -> None:
    """Show how an answer was made; ID may be abbreviated.

    Shows how the question was understood, the evidence, the models' replies and the versions of
    their prompts, whether each statement passed the check and why, and the cost.

    \b
    assistant why h7k2
    """
    with Assistant(archive) as assistant:
        record = assistant.answers.record(answer_id)
        texts = read_texts(record, assistant.archive.catalogue)
    if as_json:
        told = record.model_dump(mode="json", exclude={"json_text"})
        for given in told["evidence"]:
            article = texts[given["article"], given["version"]]
            given["text"] = article.text[given["start"] : given["end"]] if article else None
        print_json(told)
    else:
        click.echo(show_why(record, texts))


@click.command()
@click.argument("answer_id", metavar="ID")
@flag("--live", help="Ask again now and show the differences.")
@click.option("--llm", help="With --live: chat model as provider:name, or none.")
@WITHHELD
@JSON
@click.pass_obj
def replay(
    archive: Path | None, answer_id: str, live: bool, llm: str | None, withheld: bool, as_json: bool
) -> None:
    """Print a recorded answer again, byte for byte.

    ID may be abbreviated.

    \b
    assistant replay h7k2 --json
    assistant replay h7k2 --live
    """
    if llm and not live:
        raise click.UsageError("--llm needs --live: without --live no model is asked")
    with Assistant(archive, llm=llm) as assistant:
        record = assistant.answers.record(answer_id)
        asked = record.answer.resolved or record.answer.question
        now = assistant.ask(asked, **dict(record.within)) if live else None
    if now is None:
        show_answer(record.answer, record.json_text if as_json else None, withheld)
    else:
        _compare(record, now, as_json)


def _compare(record: Record, now: Answer, as_json: bool) -> None:
    before = record.answer
    # A rewritten follow-up is asked in its rewritten form, so only the new answer lacks `resolved`.
    asked_as_then = now.model_copy(update={"resolved": before.resolved})
    then, again = render_answer(before), render_answer(asked_as_then)
    names = (f"{before.id}, asked {record.asked_at:%Y-%m-%d %H:%M} UTC", f"{now.id}, asked now")
    lines = list(unified_diff(then.splitlines(), again.splitlines(), *names, lineterm="", n=99))
    told = "\n".join(lines) or f"{again}\n\nThe same answer as {before.id}."
    answers = {"before": before.model_dump(mode="json"), "now": now.model_dump(mode="json")}
    show(told, answers | {"same": not lines, "difference": lines}, as_json)
