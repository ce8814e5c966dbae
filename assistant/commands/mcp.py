"""`assistant mcp`: the archive as tools of a language model's program."""

import logging
import signal
from pathlib import Path

import click

from assistant.assistant import Assistant
from assistant.commands.serve import WEB
from index.extras import require


@click.command()
@click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")
@click.pass_obj
def mcp(archive: Path | None, llm: str | None) -> None:
    """Serve the archive to one program, over standard input and output (Model Context Protocol).

    The program starts it, with the archive's folder; `assistant serve` offers the same at /mcp.

    \b
    assistant --archive /home/anna/archive mcp
    """
    for package in WEB:
        require("web", package)
    from assistant.web.mcp_server import make_server

    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    with Assistant(archive, llm=llm) as assistant:
        _ = assistant.archive  # reports now if the archive cannot be opened
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, signal.SIG_DFL)  # else the thread that reads the input stays
        make_server(assistant).run()
