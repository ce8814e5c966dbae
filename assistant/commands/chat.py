"""`assistant chat`: a conversation in the terminal, or answers to questions from a pipe."""

import sys
from pathlib import Path

import click

from assistant.scope_options import scoped


@click.command()
@scoped
@click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")
@click.option(
    "--plain", is_flag=True, help="Move no cursor: for screen readers and simple terminals."
)
@click.option("--resume", metavar="ID", help="Go on from this kept answer.")
@click.pass_obj
def chat(
    archive: Path | None,
    /,
    sources: tuple[str, ...],
    since: str | None,
    until: str | None,
    as_of: str | None,
    llm: str | None,
    plain: bool,
    resume: str | None,
) -> None:
    """Ask one question after the other; /help lists the commands.

    From a pipe, each line is a question. ASSISTANT_PLAIN=true is --plain for good.

    \b
    assistant chat
    assistant chat --source "Northern Ledger" --since 2024-03-01
    echo "Who is repairing the bridge?" | assistant chat
    """
    from assistant.chat.state import Within
    from assistant.chat.terminal import start

    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if not start(archive, llm, Within(sources, since, until, as_of), plain, resume):
        sys.exit(1)
