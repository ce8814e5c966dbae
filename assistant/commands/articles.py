"""`assistant articles`: list, show and remove articles."""

from pathlib import Path

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, print_json
from assistant.render.escape import clean
from assistant.render.text import render_article, render_articles
from index.errors import ArchiveError


@click.group()
def articles() -> None:
    """List, show and remove the articles of the archive.

    \b
    assistant articles list
    assistant articles show ID --version 1
    assistant articles remove ID
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
    if as_json:
        print_json([render_article(article) for article in found])
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
        article = assistant.archive.catalogue.article(article_id, version)
    if article is None:
        raise ArchiveError(f"no article {article_id!r}; `assistant articles list` shows the ids")
    if as_json:
        print_json(render_article(article) | {"text": article.text})
    else:
        click.echo(f"{render_articles([article])}\n\n{clean(article.text)}")


@articles.command("remove")
@click.argument("article_id")
@click.pass_obj
def remove_article(archive: Path | None, article_id: str) -> None:
    """Remove an article and all its versions from the archive.

    \b
    assistant articles remove ID
    """
    with Assistant(archive) as assistant:
        assistant.archive.remove(article_id)
    click.echo(f"Removed {article_id}.")
