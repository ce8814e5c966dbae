"""`assistant articles`: list, show and remove articles."""

from datetime import date, timedelta
from pathlib import Path

import click

from assistant.assistant import Assistant
from assistant.commands.answers import forget_answers
from assistant.commands.options import JSON, flag, name_backups, print_json, removing, show
from assistant.render.escape import clean
from assistant.render.text import render_article, render_articles
from assistant.render.titles import count
from index.errors import ArchiveError


@click.group()
def articles() -> None:
    """List, show and remove the articles of the archive.

    \b
    assistant articles list
    assistant articles show ID --version 1
    assistant articles remove ID
    assistant articles remove --older-than 730
    """


@articles.command("list")
@JSON
@click.pass_obj
def list_articles(archive: Path | None, as_json: bool) -> None:
    """List the articles, one per line: title, source, day, id.

    \b
    assistant articles list --json
    """
    with Assistant(archive) as assistant:
        found = list(assistant.archive.catalogue.articles())
    if as_json:  # there may be many
        print_json([*map(render_article, found)])
    else:
        click.echo(render_articles(found))


@articles.command("show")
@click.argument("article_id")
@click.option("--version", type=int, help="Number of an earlier version; the first is 1.")
@JSON
@click.pass_obj
def show_article(archive: Path | None, article_id: str, version: int | None, as_json: bool) -> None:
    """Show the stored text of an article.

    \b
    assistant articles show ID --version 1
    """
    with Assistant(archive) as assistant:
        catalogue = assistant.archive.catalogue
        article = catalogue.article(article_id, version)
        newest = catalogue.current_versions([article_id]).get(article_id)
    if article is None and newest is not None:
        told = f"the article {article_id!r} has no version {version}"
        raise ArchiveError(f"{told}; leave out --version for the current one, {newest}")
    if article is None:
        raise ArchiveError(f"no article {article_id!r}; `assistant articles list` shows the ids")
    text = f"{render_articles([article])}\n\n{clean(article.text)}"
    show(text, render_article(article) | {"text": article.text}, as_json)


@articles.command("remove")
@removing
@flag("--keep-answers", help="Keep recorded answers that are based on them.")
@flag("--overwrite", help="Also erase their last traces in the files; takes longer.")
@click.option("--wait", default=0.0, metavar="SECONDS", help="Wait for another writer.")
@click.pass_obj
def remove_articles(
    archive: Path | None,
    /,
    ids: tuple[str, ...],
    sources: tuple[str, ...],
    day: date | None,
    dry_run: bool,
    keep_answers: bool,
    overwrite: bool,
    wait: float,
) -> None:
    """Remove articles with all versions and vectors, and answers that are based on them.

    Name their ids, or else a source, a time, or both. They come back if their file is
    indexed or their feed is read again. Articles without a date are not removed by day.

    \b
    assistant articles remove ID
    assistant articles remove --source "Northern Ledger" --older-than 730 --dry-run
    """
    with Assistant(archive) as assistant:
        if not ids and day != date.min:  # before which there is no day
            until = day - timedelta(days=1) if day else None
            scope = assistant.scope(sources=sources or None, until=until)
            rows = assistant.archive.catalogue.current("articles.id", scope)
            ids = tuple(row[0] for row in rows)
        how = {"keep_answers": keep_answers, "overwrite": overwrite, "dry_run": dry_run}
        done = assistant.remove(*ids, wait=wait, **how)
        told = f"{count(done.articles, 'article')} and {count(len(done.answers), 'answer')}"
        if dry_run:
            click.echo(f"{told} would be removed.")
            return
        click.echo(f"Removed {told}.")
        forget_answers(assistant, done.answers)
        name_backups(assistant.archive)
