"""The command line: its group of commands, and how whatever goes wrong is told."""

import os
import signal
import sqlite3
import sys
from pathlib import Path
from types import FrameType

import click

from assistant.commands.articles import articles
from assistant.commands.asking import ask, search
from assistant.commands.config import config
from assistant.commands.doctor import doctor
from assistant.commands.evaluating import evaluate
from assistant.commands.indexing import index
from assistant.rendering import clean
from index.errors import ArchiveError

_KEPT = "what was done until then is kept, and the same command goes on from there"


class _TerminatedError(BaseException):
    """Somebody asked this process to end."""


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _TerminatedError


def main() -> None:
    """Runs the command line; what a person can cause ends in one line and exit code 1."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        cli.main(standalone_mode=False)
    except _TerminatedError:
        click.echo(f"assistant: terminated; {_KEPT}", err=True)
        sys.exit(128 + signal.SIGTERM)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo(f"assistant: interrupted; {_KEPT}", err=True)
        sys.exit(128 + signal.SIGINT)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
    except (ArchiveError, OSError, sqlite3.Error) as error:
        click.echo(f"assistant: {clean(str(error))}", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("ASSISTANT_DEBUG"):
            raise
        told = " ".join(clean(f"{type(error).__name__}: {error}").split())[:300]
        click.echo(f"assistant: a fault of ours: {told}; ASSISTANT_DEBUG=1 shows more", err=True)
        sys.exit(1)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--archive", type=click.Path(path_type=Path), help="Folder of the archive.")
@click.version_option(package_name="news-archive-assistant")
@click.pass_context
def cli(context: click.Context, archive: Path | None) -> None:
    """Ask an archive of news articles; every statement is cited to the exact sentence.

    \b
    assistant index articles/
    assistant ask "Who is repairing the bridge?"
    """
    context.obj = archive


for command in (index, ask, search, articles, evaluate, doctor, config):
    cli.add_command(command)
