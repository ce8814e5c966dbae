"""`assistant move`, killed (SIGKILL) in the middle of a table, of the words or of the vectors.

python -m tests.assistant.killed_move PLACE [ARGUMENTS OF assistant]
"""

import os
import signal
import sys
from itertools import count
from typing import Any

from assistant.commands import cli
from index import writer
from index.catalog import transfer
from index.catalog.postgres.words import Stems
from index.vector_store import VectorStore

_ROWS = 20
_BEFORE = 3  # calls that come to their end


def die_in(kind: Any, name: str) -> None:
    """Has the process die in that method, within its transaction if it has one."""
    real, calls = getattr(kind, name), iter(range(_BEFORE))

    def dying(*given: Any) -> Any:
        if next(calls, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given)

    setattr(kind, name, dying)


def die_in_table(table: str) -> None:
    """Has it die when some batches of rows of that table are in."""
    real, batches = transfer._write_differences, count()

    def write(target: Any, part: Any, **given: Any) -> None:
        if part.table == table and next(batches) == _BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        real(target, part, **given)

    transfer._write_differences = write


if __name__ == "__main__":
    place = sys.argv.pop(1)
    transfer._ROWS = writer.TOGETHER = _ROWS
    if place == "a table":
        die_in_table("sentences")
    elif place == "the words":
        die_in(Stems, "add")
    else:
        die_in(VectorStore, "upsert")
    cli.main()
