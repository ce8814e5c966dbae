"""The command line: the group of commands, and how errors are reported."""

import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import click

from assistant.commands.options import NamedPath
from assistant.render.escape import clean
from index.errors import ArchiveError
from index.sql import Error, error_line

# Imported when called: what some commands need takes long to load.
_COMMANDS = {
    "index": "assistant.commands.index:index",
    "subscribe": "assistant.commands.subscriptions:subscribe",
    "subscriptions": "assistant.commands.subscriptions:subscriptions",
    "watch": "assistant.commands.subscriptions:watch",
    "new": "assistant.commands.ask:new",
    "ask": "assistant.commands.ask:ask",
    "chat": "assistant.commands.chat:chat",
    "search": "assistant.commands.ask:search",
    "timeline": "assistant.commands.ask:timeline",
    "articles": "assistant.commands.articles:articles",
    "answers": "assistant.commands.answers:answers",
    "why": "assistant.commands.answers:why",
    "replay": "assistant.commands.answers:replay",
    "feedback": "assistant.commands.answers:feedback",
    "usage": "assistant.commands.usage:usage",
    "slack": "assistant.commands.slack:slack",
    "serve": "assistant.commands.serve:serve",
    "mcp": "assistant.commands.serve:mcp",
    "eval": "assistant.commands.evaluate:evaluate",
    "doctor": "assistant.commands.doctor:doctor",
    "move": "assistant.commands.move:move",
    "backup": "assistant.commands.backup:backup",
    "restore": "assistant.commands.backup:restore",
    "config": "assistant.commands.doctor:config",
}
_KEPT = "finished work is kept; run the same command again to continue"


class _TerminatedError(BaseException):
    """The process received SIGTERM."""


def _terminate(*_: object) -> None:
    raise _TerminatedError


def main() -> None:
    """Run the command line; expected errors are one line on standard error and exit code 1."""
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
    except (ArchiveError, OSError, Error) as error:
        told = error_line(error) if isinstance(error, Error) else str(error)
        click.echo(f"assistant: {clean(told)}", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("ASSISTANT_DEBUG"):
            raise
        told = " ".join(clean(f"{type(error).__name__}: {error}").split())[:300]
        click.echo(
            f"assistant: internal error: {told}; set ASSISTANT_DEBUG=1 to see more", err=True
        )
        sys.exit(1)


class _Commands(click.Group):
    """Import a command by its name in `_COMMANDS`."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, _, function = _COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--archive", type=NamedPath(path_type=Path), help="Folder of the archive.")
@click.version_option(package_name="news-archive-assistant")
@click.pass_context
def cli(context: click.Context, archive: Path | None) -> None:
    """Ask questions about an archive of news articles; each answer cites exact sentences.

    \b
    assistant index articles/
    assistant ask "Who is repairing the bridge?"
    """
    context.obj = archive
