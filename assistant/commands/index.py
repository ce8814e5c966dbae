"""`assistant index`: indexing, dry runs and re-embedding."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, PRIVATE, QUIET, NamedPath, flag, print_json
from assistant.render.escape import clean
from assistant.render.progress import counting, indexing

if TYPE_CHECKING:
    from index.dry_run import Plan
    from index.models import Problem
    from index.pipeline import Summary

# Exit code if part of the input could not be indexed; it is 1 if nothing could.
SKIPPED = 3


@click.command()
@click.argument("paths", nargs=-1, type=NamedPath(readable=False))
@flag("--prune", help="Remove articles whose files are gone from the folders.")
@flag("--dry-run", help="Show what would be done and what it would cost.")
@flag("--re-embed", help="Compute all vectors again, or move them (--embedder, --chroma).")
@click.option(
    "--embedder", help="Embedder of a new archive: minilm, or openai:text-embedding-3-small."
)
@click.option("--chroma", metavar="URL", help="Chroma server for the vectors of a new archive.")
@click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(0),
    default=0,
    help="Wait this long for another writer.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1),
    help="Embed in this many processes (default: 1 on up to two cores, else one per core).",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Embed on the workers of this Dask scheduler: tcp://HOST:8786.",
)
@PRIVATE
@QUIET
@JSON
@click.pass_obj
def index(
    archive: Path | None,
    /,
    paths: tuple[str, ...],
    quiet: bool,
    as_json: bool,
    embedder: str | None,
    chroma: str | None,
    **options: Any,
) -> None:
    """Index files, folders, web pages, feeds, and lists of addresses.

    Folders are read with their subfolders. Run it again at any time: only new and changed articles
    are embedded. Exit code 3 means that part of the input was skipped, 1 that nothing could be
    indexed.

    \b
    assistant index articles/ more/story.html
    assistant index articles/ --prune --quiet
    assistant index articles/ --workers 8
    assistant index https://courier.example/feed.xml
    assistant index bookmarks.html feeds.opml library.bib
    assistant index --re-embed --embedder openai:text-embedding-3-small
    """
    if bool(paths) == options["re_embed"]:
        raise click.UsageError("give files, folders or addresses to index, or --re-embed alone")
    for names, words, other in _EXCLUSIVE:
        if options[other] and any(options[name] for name in names):
            flag = other.replace("_", "-")
            raise click.UsageError(f"{words} cannot be combined with --{flag}")
    with Assistant(archive, embedder=embedder, chroma=chroma) as assistant:
        outcome = _run(assistant, paths, quiet, as_json, **options)
    _tell(outcome, quiet, as_json)


# Options that exclude each other, and how the error calls the first ones.
_EXCLUSIVE = (
    (("workers", "cluster"), "--workers and --cluster", "re_embed"),
    (("workers", "cluster"), "--workers and --cluster", "dry_run"),
    (("workers",), "--workers", "cluster"),
    (("prune",), "--prune", "re_embed"),
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Counts by name, what was wrong with the input, and whether every article is new."""

    told: dict[str, Any]
    problems: "Sequence[Problem]" = ()
    is_first_run: bool = False


def _run(
    assistant: Assistant,
    paths: Sequence[str],
    quiet: bool,
    as_json: bool,
    *,
    dry_run: bool,
    re_embed: bool,
    **how: Any,
) -> _Outcome:
    if re_embed and dry_run:
        return _Outcome(asdict(assistant.plan_re_embed()))
    if re_embed:
        chunks = assistant.archive.catalogue.counts()["chunks"]
        with counting("Embedding", chunks, "chunks", quiet or as_json) as advance:
            done = assistant.re_embed(wait=how["wait"], progress=advance)
        return _Outcome({"embedded": done})
    if dry_run:
        plan = assistant.plan(paths, allow_private=how["allow_private"])
        return _Outcome(
            _counts(plan) | {"tokens": plan.tokens, "dollars": plan.dollars}, plan.problems
        )
    return _index(assistant, paths, quiet, as_json, how)


def _index(
    assistant: Assistant, paths: Sequence[str], quiet: bool, as_json: bool, how: dict[str, Any]
) -> _Outcome:
    with nullcontext() if quiet else _acknowledging():
        summary = indexing(assistant.index, paths, quiet or as_json, **how)
    removed = {"removed": summary.removed} if how["prune"] else {}
    told = _counts(summary) | removed | {"seconds": round(summary.seconds, 3)}
    is_first_run = (
        bool(summary.updated and not summary.removed)
        and assistant.archive.catalogue.counts()["articles"] == summary.indexed
    )
    return _Outcome(told, summary.problems, is_first_run)


@contextmanager
def _acknowledging() -> Iterator[None]:
    """Says at once that a signal to stop has come: what is being written is finished first."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, frame: FrameType | None) -> None:
        told = "assistant: stopping; what is being written is finished first\n"
        os.write(2, told.encode())  # to print is not safe in the middle of another print
        restore()
        signal.raise_signal(number)

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        restore()


def _counts(of: "Plan | Summary") -> dict[str, Any]:
    return {"indexed": of.indexed, "updated": of.updated, "unchanged": of.unchanged}


def _tell(outcome: _Outcome, quiet: bool, as_json: bool) -> None:
    told, problems = outcome.told, outcome.problems
    for problem in problems:
        click.echo(f"assistant: {clean(str(problem))}", err=True)
    if as_json:
        skipped = [{"place": problem.place, "reason": problem.reason} for problem in problems]
        print_json(told | {"skipped": skipped})
    elif not quiet:
        click.echo(_line(told | {"skipped": len(problems)}, outcome.is_first_run))
    if problems:
        has_articles = any(told.get(name) for name in ("indexed", "updated", "unchanged"))
        sys.exit(SKIPPED if has_articles else 1)


def _line(told: dict[str, Any], first_run: bool) -> str:
    """Counts in one line, as `34 indexed, 1 updated, 0 unchanged, 0 skipped; 4.6 s`.

    The first run can only update articles that it added: these are shown as later versions.
    """
    seconds, dollars = told.get("seconds"), told.get("dollars")
    counts = {name: count for name, count in told.items() if name not in ("seconds", "dollars")}
    versions = counts.pop("updated") if first_run else 0
    words = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    if versions:
        later = "1 of them in two versions" if versions == 1 else f"{versions:,} later versions"
        words = words.replace(" indexed,", f" indexed ({later}),", 1)
    words += "" if seconds is None else f"; {seconds:.1f} s"
    if dollars is None:
        return words
    return f"{words}; {dollars:.{2 if dollars >= 1 else 4}f} US dollars"
