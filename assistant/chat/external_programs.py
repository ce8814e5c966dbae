"""The browser for a link and the pager for an article."""

import os
import shlex
import signal
import subprocess
import webbrowser
from pathlib import Path
from shutil import which

from rich.console import Console

from assistant.chat.command import Page
from assistant.render.escape import clean

_CONTEXT = 3  # lines shown above the one that a page opens at


def open_link(link: str) -> bool:
    """Open a web address in the browser; False if there is none."""
    return webbrowser.open(clean(link))


def open_page(page: Page, console: Console) -> None:
    """Show a text in the user's pager at its line, or print it without a pager."""
    command = _pager()
    if command is None:
        console.print(page.text)
        return
    lines = page.text.split("\n", allow_blank=True)
    above = sum(len(line.wrap(console, console.width)) for line in lines[: page.line])
    with console.capture() as drawn:
        console.print(page.text, soft_wrap=False)
    if Path(command[0]).name == "less":
        command += ["-R", f"+{max(above - _CONTEXT, 0) + 1}"]
    # The pager handles Ctrl-C itself; killing it would leave its screen behind.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        subprocess.run(command, input=drawn.get().encode(errors="replace"), check=False)
    finally:
        signal.signal(signal.SIGINT, before)


def _pager() -> list[str] | None:
    """The command in PAGER, or less; None if it is not installed."""
    try:
        wanted = shlex.split(os.environ.get("PAGER", "")) or ["less"]
    except ValueError:  # an unclosed quotation mark
        wanted = ["less"]
    return wanted if which(wanted[0]) else None
