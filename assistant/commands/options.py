"""What several commands share: options, and the output of answers and JSON."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import click

from assistant.render.escape import clean

if TYPE_CHECKING:
    from assistant.schema.answer import Answer
    from index.archive import Archive

flag = partial(click.option, is_flag=True)  # an option without a value

HOW = "--withheld shows why"  # behind the number of statements that are withheld

JSON = flag("--json", "as_json", help="Print JSON.")

LLM = click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")


class NamedPath(click.Path):
    """A path that is not empty: an unset variable of a shell does not mean the current folder."""

    def convert(self, value: Any, *where: Any) -> Any:
        if value == "":
            self.fail("the path is empty", *where)
        return super().convert(value, *where)


LOG = click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    help="Form of the log; json has a line for each question, without its words.",
)

EXPLAIN = flag("--explain", help="Also show search terms, candidates and milliseconds.")

PRIVATE = flag("--allow-private", help="Allow addresses in private networks.")

QUIET = flag("--quiet", help="Print problems only.")


def print_json(value: Any) -> None:
    """Print `value` as JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show(text: str, value: Any, as_json: bool) -> None:
    """Print the text or, in its place, `value` as JSON."""
    print_json(value) if as_json else click.echo(text)


def removing(command: Callable[..., None]) -> Callable[..., None]:
    """Add ids, --source, --before, --older-than and --dry-run to a command that removes things.

    It gets `ids`, or else `sources` and `day`, the first day of what is kept (None for any).
    """

    @click.argument("ids", metavar="[ID]...", nargs=-1)
    @click.option(
        "--source", "sources", metavar="NAME", multiple=True, help="Those of this source."
    )
    @click.option(
        "--before", metavar="DAY", help="Those before this day (UTC), such as 2024-03-31."
    )
    @click.option(
        "--older-than",
        metavar="DAYS",
        type=click.IntRange(0, 365_000),  # a day before year 1 is none
        help="Those that are older than this many days.",
    )
    @flag("--dry-run", help="Only say what would be removed.")
    @wraps(command)
    def chosen(
        *given: Any,
        ids: tuple[str, ...],
        sources: tuple[str, ...],
        before: str | None,
        older_than: int | None,
        **more: Any,
    ) -> None:
        day = _first_day_kept(before, older_than)
        if bool(sources or day) == bool(ids):
            raise click.UsageError("give ids, or --source, --before or --older-than")
        command(*given, ids=ids, sources=sources, day=day, **more)

    return chosen


def _first_day_kept(before: str | None, older_than: int | None) -> date | None:
    from assistant.retrieval.filters import read_moment

    if before and older_than is not None:
        raise click.UsageError("give --before or --older-than, not both")
    if older_than is not None:
        return datetime.now(UTC).date() - timedelta(days=older_than)
    moment = read_moment("--before", before, time.min)
    return moment.date() if moment else None


def name_backups(archive: "Archive") -> None:
    """Name the backups of the archive, which still have what was removed from it."""
    from assistant.render.titles import count
    from index.backup.backup import backups_of

    database = archive.catalogue if archive.catalogue.address else None
    for place, ids in backups_of(archive.folder, database).items():
        many = f"{count(len(ids), 'backup')} ({ids[0]} to {ids[-1]})" if ids else ""
        shown = many or "backups were made"
        click.echo(
            f"{clean(str(place))}: {shown}; what was removed is in them until they go, too:"
            f" `assistant backup {clean(str(place))} --keep 1`",
            err=True,
        )


WITHHELD = flag("--withheld", help="Also show the statements that are withheld, and why.")


def show_answer(answer: "Answer", as_json: str | None = None, withheld: bool = False) -> None:
    """Print the answer as text or as the JSON given, and its note on standard error.

    The text has colours and hyperlinks on a terminal that has them, unless NO_COLOR is set.
    """
    if "note" in answer.usage:
        click.echo(clean(answer.usage["note"]), err=True)
    if as_json is not None:
        click.echo(as_json)
        return
    from assistant.render.paragraphs import literal_console, print_all
    from assistant.render.text import WIDTH, answer_parts, render_answer

    console = literal_console()
    if console.is_terminal and not console.is_dumb_terminal and not console.no_color:
        console.width = min(console.width, WIDTH)
        print_all(console, answer_parts(answer, False, HOW, withheld))
    else:
        click.echo(render_answer(answer, HOW, withheld))
