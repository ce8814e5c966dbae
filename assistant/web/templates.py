"""Pages from templates; every text is escaped, and what pages say is in wording.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from assistant.render.dateline import dateline
from assistant.render.runs import runs_of
from assistant.render.sections import count_withheld, is_said, legend, mark_of, sections, texts_of
from assistant.render.titles import day_of, safe_link, title_of
from assistant.schema.answer import Citation

_HERE = Path(__file__).parent


def page(
    template: str, status: int = 200, headers: Mapping[str, str] | None = None, **known: Any
) -> HTMLResponse:
    """A page as a response."""
    return HTMLResponse(render(template, **known), status, headers)


def render(template: str, **known: Any) -> str:
    """A page, or a part of one."""
    return _environment().get_template(template).render(**known)


def article_address(article_id: str, version: int | None = None) -> str:
    """Where an article is read."""
    which = "" if version is None else f"?version={version}"
    return f"/articles/{quote(article_id, safe='')}{which}"


def sentence_address(citation: Citation) -> str:
    """Where a cited sentence is read."""
    article = article_address(citation.article.id, citation.article.version)
    return f"{article}&at={citation.start}-{citation.end}#cited"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "article_address": article_address,
        "day": day_of,
        "link": safe_link,
        "sentence_address": sentence_address,
        "title": title_of,
    }
    environment.globals |= {
        "count_withheld": count_withheld,
        "dateline": dateline,
        "is_said": is_said,
        "legend": legend,
        "mark_of": mark_of,
        "runs_of": runs_of,
        "sections": sections,
        "texts_of": texts_of,
        "words": tomllib.loads((_HERE / "wording.toml").read_text("utf-8")),
    }
    return environment
