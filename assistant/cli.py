"""The command line: reads arguments, calls the assistant, prints. It knows nothing else."""

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from assistant import Assistant
from assistant.rendering import (
    clean,
    render_answer,
    render_article,
    render_articles,
    render_hits,
    search_results,
)
from assistant.settings import Settings, load_settings
from index.errors import ArchiveError

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


def main() -> None:
    """Runs the command line; what a person can cause ends in one line and exit code 1."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
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


def scoped(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say which articles count."""
    for option in (
        click.option("--as-of", metavar="DAY", help="Hide what became known after this day."),
        click.option("--until", metavar="DAY", help="Only what was published by then."),
        click.option(
            "--since", metavar="DAY", help="Only what was published since, as 2024-03-31."
        ),
        click.option("--source", "sources", multiple=True, help="Only this publisher; repeatable."),
    ):
        command = option(command)
    return command


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--embedder", help="For a new archive: minilm or openai:text-embedding-3-small.")
@JSON
@click.pass_obj
def index(
    archive: Path | None, paths: tuple[Path, ...], embedder: str | None, as_json: bool
) -> None:
    """Bring articles into the archive: files and folders of .txt, .md, .html and .jsonl.

    \b
    assistant index articles/ more/story.html
    """
    from assistant.progress import indexing

    with Assistant(archive, embedder=embedder) as assistant:
        summary = indexing(assistant, paths, quiet=as_json)
    for problem in summary.problems:
        click.echo(f"assistant: {clean(str(problem))}", err=True)
    counts = {"new": summary.new, "updated": summary.updated, "unchanged": summary.unchanged}
    if as_json:
        problems = [{"place": p.place, "reason": p.reason} for p in summary.problems]
        _print_json(counts | {"problems": problems, "seconds": round(summary.seconds, 3)})
    else:
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        click.echo(f"Articles: {told}. {len(summary.problems)} problems. {summary.seconds:.1f} s")
    if summary.problems:
        sys.exit(1)


@cli.command()
@click.argument("question", nargs=-1, required=True)
@scoped
@click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")
@JSON
@click.pass_obj
def ask(
    archive: Path | None, /, question: tuple[str, ...], llm: str | None, as_json: bool, **scope: Any
) -> None:
    """Answer a question with citations, or say that the archive does not.

    \b
    assistant ask "What will the repair cost?" --source "Northern Ledger" --since 2024-03-01
    """
    with Assistant(archive, llm=llm) as assistant:
        answer = assistant.ask(" ".join(question), **scope)
    if "note" in answer.usage:
        click.echo(clean(answer.usage["note"]), err=True)
    click.echo(answer.model_dump_json(indent=2) if as_json else render_answer(answer))


@cli.command()
@click.argument("question", nargs=-1, required=True)
@scoped
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@JSON
@click.pass_obj
def search(
    archive: Path | None, /, question: tuple[str, ...], limit: int, as_json: bool, **scope: Any
) -> None:
    """Show the passages that a question would be answered from, best first.

    \b
    assistant search "ferry queues" --limit 5
    """
    with Assistant(archive) as assistant:
        hits = assistant.search(" ".join(question), limit, **scope)
    if as_json:
        _print_json(search_results(hits))
    else:
        click.echo(render_hits(hits))


@cli.group()
def articles() -> None:
    """List, show and remove the articles of the archive."""


@articles.command("list")
@JSON
@click.pass_obj
def list_articles(archive: Path | None, as_json: bool) -> None:
    """One line an article: day, source, title, id."""
    with Assistant(archive) as assistant:
        found = list(assistant.archive.catalogue.articles())
    if as_json:
        _print_json([render_article(article) for article in found])
    else:
        click.echo(render_articles(found))


@articles.command("show")
@click.argument("article_id")
@click.option("--version", type=int, help="An earlier version, counted from 1.")
@JSON
@click.pass_obj
def show_article(archive: Path | None, article_id: str, version: int | None, as_json: bool) -> None:
    """The stored text of an article."""
    with Assistant(archive) as assistant:
        article = assistant.archive.catalogue.article(article_id, version)
    if article is None:
        raise ArchiveError(f"no article {article_id!r}; see `assistant articles list`")
    if as_json:
        _print_json(render_article(article) | {"text": article.text})
    else:
        click.echo(f"{render_articles([article])}\n\n{clean(article.text)}")


@articles.command("remove")
@click.argument("article_id")
@click.pass_obj
def remove_article(archive: Path | None, article_id: str) -> None:
    """Take an article with all its versions out of the archive."""
    with Assistant(archive) as assistant:
        assistant.archive.remove(article_id)
    click.echo(f"Removed {article_id}.")


@cli.command("eval")
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--llm", help="Chat model as provider:name, or none to quote the sources.")
@JSON
def evaluate(dataset: Path, llm: str | None, as_json: bool) -> None:
    """Ask every question of a dataset (a folder) and say how good the answers are.

    \b
    assistant eval tests/evaluation/seeds
    """
    from assistant.evaluation.dataset import load_dataset
    from assistant.evaluation.runner import run, table
    from assistant.progress import counting

    loaded = load_dataset(dataset)
    with counting("Asking", len(loaded.questions)) as progress:
        report = run(loaded, progress, llm=llm)
    if as_json:
        _print_json(report)
    else:
        click.echo(table(report["answers"]))


@cli.command()
@JSON
@click.pass_obj
def config(archive: Path | None, as_json: bool) -> None:
    """Show every setting with its value, and where to change it."""
    settings = load_settings(archive=archive)
    if as_json:
        _print_json(settings.model_dump(mode="json"))
        return
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "(not set)" if value is None else value
        click.echo(f"ASSISTANT_{name.upper():<16} {shown}\n{'':<27}{field.description}")


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
