"""`assistant chat`: a conversation in a terminal, or answers to questions from a pipe."""

import sys
from pathlib import Path
from typing import Any

import click

from assistant.commands.options import LLM, flag
from assistant.scope_options import scoped


@click.command()
@scoped
@LLM
@flag("--plain", help="Do not move the cursor: for screen readers and simple terminals.")
@click.option("--resume", metavar="ID", help="Continue from this recorded answer.")
@click.pass_obj
def chat(
    archive: Path | None, /, llm: str | None, plain: bool, resume: str | None, **within: Any
) -> None:
    """Ask questions in a conversation; /help lists its commands.

    In a pipe, each line is a question or a command. ASSISTANT_PLAIN=true makes --plain the default.

    \b
    assistant chat
    assistant chat --source "Northern Ledger" --since 2024-03-01
    echo "Who is repairing the bridge?" | assistant chat
    """
    from assistant.chat.state import Within
    from assistant.chat.terminal import start

    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if not start(archive, llm, Within(**within), plain, resume):
        sys.exit(1)
