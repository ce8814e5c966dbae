"""`assistant why` and `assistant replay`: explain and repeat a recorded answer."""

from difflib import unified_diff
from pathlib import Path

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, print_json, show_answer
from assistant.history.record import Record
from assistant.history.report import read_texts, show_why
from assistant.render.text import render_answer
from assistant.schema.answer import Answer


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
@click.option("--live", is_flag=True, help="Ask again now and show the differences.")
@click.option("--llm", help="With --live: chat model as provider:name, or none.")
@JSON
@click.pass_obj
def replay(
    archive: Path | None, answer_id: str, live: bool, llm: str | None, as_json: bool
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
        show_answer(record.answer, record.json_text if as_json else None)
    else:
        _compare(record, now, as_json)


def _compare(record: Record, now: Answer, as_json: bool) -> None:
    before = record.answer
    # A rewritten follow-up is asked in its rewritten form, so only the new answer lacks `resolved`.
    asked_as_then = now.model_copy(update={"resolved": before.resolved})
    then, again = render_answer(before), render_answer(asked_as_then)
    names = (f"{before.id}, asked {record.asked_at:%Y-%m-%d %H:%M} UTC", f"{now.id}, asked now")
    lines = list(unified_diff(then.splitlines(), again.splitlines(), *names, lineterm="", n=99))
    if as_json:
        answers = {"before": before.model_dump(mode="json"), "now": now.model_dump(mode="json")}
        print_json(answers | {"same": not lines, "difference": lines})
    else:
        click.echo("\n".join(lines) or f"{again}\n\nThe same answer as {before.id}.")
