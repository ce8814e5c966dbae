"""A real terminal: the program runs in a pty, and what it writes becomes a screen (pyte)."""

import fcntl
import os
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from functools import partial
from types import TracebackType
from typing import Self

import pexpect
import pyte

from tests.conftest import ROOT

SECONDS = 60.0  # until something that must come has come


class _Screen(pyte.HistoryScreen):
    """Answers what a program asks of it: where the cursor is."""

    child: pexpect.spawn

    def write_process_input(self, data: str) -> None:
        self.child.send(data)


class Terminal:
    """`assistant ARGUMENTS` in a terminal of so many columns; `text` is what stands on it."""

    def __init__(
        self, *arguments: str, columns: int = 80, rows: int = 24, **environment: str
    ) -> None:
        self._screen = _Screen(columns, rows, history=1_000)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "assistant", *arguments],
            env=environment_of(environment),
            dimensions=(rows, columns),
            timeout=SECONDS,
            # Whoever runs the tests in the background has Ctrl-C ignored, and so would the program.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        self._screen.child = self.child
        self.child.delaybeforesend = None  # nothing here waits for a password's echo to be off

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, without spaces at the ends of lines."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The screen without the empty lines at its end."""
        return "\n".join(self.lines).rstrip()

    @property
    def scrolled(self) -> list[str]:
        """What has left the screen at the top."""
        width = self._screen.columns
        return [
            "".join(row[x].data for x in range(width)).rstrip() for row in self._screen.history.top
        ]

    def read(self, seconds: float = 0.05) -> None:
        """Takes in what the program writes within that time."""
        try:
            data = self.child.read_nonblocking(65536, seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return
        self.written += data
        self._stream.feed(data)

    def wait(self, wanted: str, seconds: float = SECONDS) -> Self:
        """Until `wanted` stands on the screen."""
        end = time.monotonic() + seconds
        while wanted not in self.text:
            assert time.monotonic() < end, f"no {wanted!r} within {seconds} s on:\n{self.text}"
            assert self.child.isalive() or wanted in self._rest(), self.text
            self.read()
        return self

    def wait_gone(self, unwanted: str, seconds: float = SECONDS) -> Self:
        """Until `unwanted` stands on the screen no more."""
        end = time.monotonic() + seconds
        while unwanted in self.text:
            assert time.monotonic() < end, f"still {unwanted!r} on:\n{self.text}"
            assert self.child.isalive() or unwanted not in self._rest(), self.text
            self.read()
        return self

    def wait_prompt(self, prompt: str = ">") -> Self:
        """Until the last line is an empty prompt."""
        end = time.monotonic() + SECONDS
        while self.text.rpartition("\n")[2].strip() != prompt:
            assert time.monotonic() < end, f"no prompt on:\n{self.text}"
            assert self.child.isalive(), f"the program has ended:\n{self.text}"
            self.read()
        return self

    def press(self, keys: str) -> Self:
        self.child.send(keys)
        return self

    def say(self, line: str) -> Self:
        """Types a line and sends it, once the last prompt shows it."""
        self.wait_prompt().press(line)
        wanted = f"> {line}"[: self._screen.columns - 1]
        end = time.monotonic() + SECONDS
        while not self._last_prompt().startswith(wanted):
            assert time.monotonic() < end, f"no {wanted!r} at the prompt on:\n{self.text}"
            self.read()
        return self.press("\r")

    def _last_prompt(self) -> str:
        return next((line for line in reversed(self.lines) if line.startswith(">")), "")

    def ask(self, line: str) -> Self:
        """Says `line` and waits for the prompt after its answer."""
        return self.say(line).wait_prompt()

    def resize(self, columns: int, rows: int) -> Self:
        self._screen.resize(rows, columns)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.child.child_fd, termios.TIOCSWINSZ, size)
        self.child.kill(signal.SIGWINCH)
        return self

    def leave(self) -> int:
        """Ctrl-D at the prompt; the exit code.

        Before the prompt a terminal drops the key, and the program would wait for another.
        """
        self.wait_prompt().press("\x04")
        return self.ended()

    def ended(self) -> int:
        """Waits for the end; the exit code."""
        self._rest()
        assert not self.child.isalive(), f"still running after {SECONDS:.0f} s:\n{self.text}"
        assert self.child.exitstatus is not None, self.child.signalstatus
        return int(self.child.exitstatus)

    def _rest(self) -> str:
        end = time.monotonic() + SECONDS
        while self.child.isalive() and time.monotonic() < end:
            self.read()
        self.read()
        return self.text

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.child.isalive():
            self.child.kill(signal.SIGKILL)
            self.child.wait()
        self.child.close(force=False)


def environment_of(given: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with what is given, in a terminal that knows colours."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES")}
    terminal = {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    return {**kept, **terminal, **given}
