"""`assistant articles`: list, show, remove."""

from pathlib import Path

import click

from assistant.assistant import Assistant
from assistant.commands.options import JSON, print_json
from assistant.render.escape import clean
from assistant.render.text import render_article, render_articles
from index.errors import ArchiveError


@click.group()
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
        print_json([render_article(article) for article in found])
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
        print_json(render_article(article) | {"text": article.text})
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
