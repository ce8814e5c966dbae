"""Pages from templates; every text is escaped, and what pages say is in wording.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment
from starlette.responses import HTMLResponse

from assistant.render.escape import clean
from assistant.render.sections import legend, mark_of
from assistant.render.templates import environment
from assistant.schema.answer import Citation
from assistant.schema.hits import Hit
from assistant.text.links import article_path, link_to, sentence_path

_HERE = Path(__file__).parent


def page(
    template: str, status: int = 200, headers: Mapping[str, str] | None = None, **known: Any
) -> HTMLResponse:
    return HTMLResponse(render(template, **known), status, headers)


def render(template: str, **known: Any) -> str:
    """A page, or a part of one."""
    return _environment().get_template(template).render(**known)


def sentence_address(citation: Citation) -> str:
    """Where a cited sentence is read."""
    cited = citation.article
    return sentence_path(cited.id, cited.version, citation.start, citation.end)


def hit_address(hit: Hit) -> str:
    """Where a passage is read."""
    article, span = hit.chunk.article, hit.chunk.chunk
    return sentence_path(article.id, article.version, span.start, span.end)


def original_address(citation: Citation) -> str | None:
    """The article's page elsewhere, at the sentence; None if it has no address."""
    return link_to(citation.article.url, citation.quote)


def wording(name: str) -> str:
    """What pages say under that name."""
    return str(_words()[name])


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((_HERE / "wording.toml").read_text("utf-8"))


@cache
def has_word() -> bool:
    """Whether answers can be saved for Word (extra `formats`)."""
    return find_spec("docx") is not None


@cache
def _environment() -> Environment:
    made = environment(_HERE / "pages")
    made.filters |= {
        "article_address": article_path,
        "clean": clean,
        "hit_address": hit_address,
        "original": original_address,
        "sentence_address": sentence_address,
    }
    made.globals |= {"has_word": has_word, "legend": legend, "mark_of": mark_of, "words": _words()}
    return made
