"""Other programs over the terminal: the browser for a link, the pager for an article."""

import os
import shlex
import signal
import subprocess
import webbrowser
from io import StringIO
from pathlib import Path
from shutil import which

from rich.console import Console

from assistant.chat.command import Page
from assistant.render.escape import clean

_CONTEXT = 3  # lines above the one that a page is about


def open_link(link: str) -> bool:
    """Opens a web address in the browser; whether there is one."""
    return webbrowser.open(clean(link))


def open_page(page: Page, console: Console) -> None:
    """Shows a text in the user's pager at its line, or prints it where there is none."""
    command = _pager()
    if command is None:
        console.print(page.text)
        return
    drawn = Console(
        file=StringIO(),
        width=console.width,
        color_system="standard" if console.color_system else None,
        force_terminal=True,
        no_color=console.no_color,
        legacy_windows=False,
    )
    lines = page.text.split("\n", allow_blank=True)
    above = sum(len(line.wrap(drawn, drawn.width)) for line in lines[: page.line])
    drawn.print(page.text, soft_wrap=False)
    if Path(command[0]).name == "less":
        command += ["-R", f"+{max(above - _CONTEXT, 0) + 1}"]
    text = drawn.file.getvalue()  # type: ignore[attr-defined]
    # Ctrl-C belongs to the pager while it is shown: ending it from here would leave its screen.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        subprocess.run(command, input=text.encode(errors="replace"), check=False)
    finally:
        signal.signal(signal.SIGINT, before)


def _pager() -> list[str] | None:
    """PAGER, else less, as far as it is installed."""
    try:
        wanted = shlex.split(os.environ.get("PAGER", "")) or ["less"]
    except ValueError:  # a quotation mark that is not closed
        wanted = ["less"]
    return wanted if which(wanted[0]) else None
