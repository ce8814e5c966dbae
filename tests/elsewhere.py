"""Python run in another process, which is kept for later calls: to start one takes seconds."""

import atexit
import io
import sys
from contextlib import redirect_stdout
from functools import cache

from index.process_pool import ProcessPool


def run_elsewhere(code: str, *arguments: object) -> str:
    """Runs `code` with `arguments` in sys.argv; gives what it prints, raises what it raises."""
    return _process().submit(_execute, code, [str(one) for one in arguments]).result(60)


@cache
def _process() -> ProcessPool:
    process = ProcessPool(1)
    atexit.register(process.kill)
    return process


def _execute(code: str, arguments: list[str]) -> str:
    sys.argv = ["-c", *arguments]
    with redirect_stdout(io.StringIO()) as printed:
        exec(code, {"__name__": "__main__"})
    return printed.getvalue().strip()
