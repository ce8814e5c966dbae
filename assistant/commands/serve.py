"""`assistant serve` and `mcp`: the archive in a browser, and as tools of a model's program."""

import logging
import signal
from contextlib import suppress
from pathlib import Path
from typing import Literal

import click

from assistant.assistant import Assistant
from assistant.commands.options import LLM, LOG
from index.extras import require

WEB = ("fastapi", "mcp", "python_multipart", "sse_starlette", "uvicorn")  # of that extra


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option(
    "--port",
    default=8080,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to serve on; 0 takes a free one.",
)
@click.option(
    "--token",
    help="Token that clients must send; ASSISTANT_WEB__TOKEN hides it from the list of processes.",
)
@LLM
@LOG
@click.pass_obj
def serve(
    archive: Path | None,
    host: str,
    port: int,
    token: str | None,
    llm: str | None,
    log: Literal["text", "json"] | None,
) -> None:
    """Serve the archive to browsers.

    Only this machine can use it, unless --host is one of its network addresses.

    \b
    assistant serve
    assistant serve --host 0.0.0.0 --token "$(cat token.txt)"
    """
    for package in WEB:
        require("web", package)
    from assistant.monitoring.log import start_log
    from assistant.web.access import Access, whole_networks
    from assistant.web.archives import serving
    from assistant.web.server import run

    with Assistant(archive, llm=llm) as assistant, suppress(KeyboardInterrupt):
        start_log(assistant, log)
        settings = assistant.settings
        access = Access.of(host, token, settings.web, settings.metrics_key)
        _ = assistant.archive  # reports now if the archive cannot be opened
        if warning := whole_networks(settings.web):
            click.echo(f"assistant: {warning}.", err=True)
        with serving(assistant, access) as app:
            run(app, host, port, settings.web.proxies, _say)


def _say(address: str) -> None:
    click.echo(f"assistant: serving {address}; Ctrl-C stops", err=True)


@click.command()
@LLM
@click.pass_obj
def mcp(archive: Path | None, llm: str | None) -> None:
    """Serve the archive to one program, over standard input and output (Model Context Protocol).

    The program itself starts this command; `assistant serve` offers the same at /mcp.

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
