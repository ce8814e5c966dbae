"""Processes that call functions for this one, without running its main module again.

multiprocessing's spawn and forkserver import the caller's main module in each child: a script or
notebook without `if __name__ == "__main__"` would index once more in each. Here a child is a fresh
interpreter that reads pickled calls from its standard input. It ends when that is closed, which
the operating system does for a parent that was killed.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from index.errors import ArchiveError

Result = TypeVar("Result")

# -P and the parent's own path: a folder `index` below the working directory is not ours.
_CHILD = "import sys; sys.path[:] = sys.argv[1:]; from index.process_pool import serve; serve()"
_ONE_THREAD = dict.fromkeys(
    ("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)
# Ctrl-C in a terminal goes to a whole process group; children finish what they are at.
_OWN_GROUP: dict[str, Any] = (
    {"creationflags": 0x200} if sys.platform == "win32" else {"process_group": 0}
)
_SECONDS_TO_END = 5.0


class ProcessPool(Executor):
    """Up to `most` processes, each started when there is a call for it.

    A call whose process dies is made again by another; `ArchiveError` after `attempts` deaths.
    `is_quiet` keeps what a process writes to standard error from this one's.
    """

    def __init__(self, most: int, attempts: int = 3, is_quiet: bool = False) -> None:
        self._threads = ThreadPoolExecutor(most, "process")  # one waits for each process
        self._attempts = attempts
        self._is_quiet = is_quiet
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._is_over = False

    def submit(
        self, function: Callable[..., Result], /, *args: Any, **named: Any
    ) -> Future[Result]:
        """Has `function`, found by its name in its module, called in one of the processes."""
        return self._threads.submit(self._call, pickle.dumps((function, args, named)))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the processes once they have done what they are at."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        while self._idle:
            self._idle.pop().close()

    def kill(self) -> None:
        """Ends the processes at once, whatever they are doing."""
        self._is_over = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in list(self._all):
            process.kill()

    def _call(self, call: bytes) -> Any:
        attempts = self._attempts
        while attempts and not self._is_over:
            attempts -= 1
            process = self._take()
            try:
                succeeded, outcome = process.call(call)
            except (OSError, EOFError, pickle.UnpicklingError):
                self._all.discard(process)
                process.close()
                continue
            self._idle.append(process)
            if succeeded:
                return outcome
            raise outcome
        raise ArchiveError(
            f"{self._attempts} processes have died one after another, perhaps out of memory;"
            " if you are indexing, use --workers 1, which starts none"
        )

    def _take(self) -> "_Process":
        try:
            return self._idle.pop()
        except IndexError:
            process = _Process(self._is_quiet)
            self._all.add(process)
            return process


class _Process:
    def __init__(self, is_quiet: bool) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-c", _CHILD, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if is_quiet else None,
            env=os.environ | _ONE_THREAD,
            **_OWN_GROUP,
        )

    def call(self, call: bytes) -> tuple[bool, Any]:
        """Whether the call succeeded, and its result or exception."""
        assert self._child.stdin and self._child.stdout
        self._child.stdin.write(call)
        self._child.stdin.flush()
        outcome: tuple[bool, Any] = pickle.load(self._child.stdout)
        return outcome

    def close(self) -> None:
        assert self._child.stdin and self._child.stdout
        with suppress(OSError):
            self._child.stdin.close()
        try:
            self._child.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child.stdout.close()

    def kill(self) -> None:
        self._child.kill()


def serve() -> None:
    """Makes the calls read from standard input, until its end; outcomes go to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    calls, outcomes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the outcomes
    while True:
        try:
            function, args, named = pickle.load(calls)
        except EOFError:
            return
        try:
            outcome = True, function(*args, **named)
        except Exception as error:
            outcome = False, error
        try:
            pickle.dump(outcome, outcomes, pickle.HIGHEST_PROTOCOL)
            outcomes.flush()
        except BrokenPipeError:  # the parent is gone
            os._exit(1)
