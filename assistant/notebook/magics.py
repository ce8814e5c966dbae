"""`%ask` and `%%ask`, with the options of the command line."""

import re
from collections.abc import Iterator
from typing import Any

import click
from IPython.core.error import UsageError

from assistant.notebook.ask import ask
from assistant.schema.answer import Answer
from assistant.scope_options import scoped
from index.errors import ArchiveError

# An option's value may be quoted; an apostrophe in a question is not a quotation mark.
_WORD = re.compile(r"""(--[\w-]+=)?(?:"([^"]*)"|'([^']*)')(?!\S)|\S+""")

# Also with an assignment: answer = %ask Who resigned?
_QUESTION = re.compile(r"(\s*(?:\w+ *= *)?)%ask\s+(\S.*\s.*\?)\s*$")


def ask_magic(line: str, cell: str | None = None) -> Answer:
    """Answer a question from the archive.

    %ask --source "Northern Ledger" --since 2024-03-01 What will the repair cost?

    %%ask takes options from its first line and the question from the cell. Options: --source
    (repeatable), --since, --until, --as-of.
    """
    try:
        question, scope = read(f"{line}\n{cell or ''}")
        return ask(question, **scope)
    except click.ClickException as error:
        raise UsageError(error.format_message()) from error
    except ArchiveError as error:
        raise UsageError(str(error)) from error


def read(line: str) -> tuple[str, dict[str, Any]]:
    """The question and its scope; raises `click.UsageError` for an unknown option.

    >>> read('Who resigned? --source "Northern Ledger"')[0]
    'Who resigned?'
    """
    words, scope = _options.main(list(_words(line)), standalone_mode=False)
    question = " ".join(words)
    whole = re.fullmatch(r"""(["'])(.*)\1""", question)
    return (whole[2] if whole and whole[1] not in whole[2] else question), scope


def _words(line: str) -> Iterator[str]:
    """The words of a line; only quotation marks around an option's value are removed."""
    before = ""
    for found in _WORD.finditer(line):
        value = found[2] if found[2] is not None else found[3]
        if value is not None and found[1]:
            word = f"{found[1]}{value}"
        elif value is not None and before.startswith("--"):
            word = value
        else:
            word = found[0]
        yield word
        before = word


def keep_question_marks(lines: list[str]) -> list[str]:
    """Rewrite lines such as `%ask Who resigned?`, which IPython would take for a request for help.

    `%ask?` without a question still shows the help.
    """
    if lines and lines[0].startswith("%%"):
        return lines
    return [
        f"{asked[1]}get_ipython().run_line_magic('ask', {asked[2]!r})\n"
        if (asked := _QUESTION.match(line))
        else line
        for line in lines
    ]


@click.command("%ask", add_help_option=False)
@click.argument("question", nargs=-1)
@scoped
def _options(question: tuple[str, ...], **scope: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    return question, scope
