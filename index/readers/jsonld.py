"""What a web page says about its article in JSON-LD (schema.org), as the fields of an article."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from index.readers.fields import page_url

_DECODER = json.JSONDecoder(strict=False)
# Once needed to hide a script from readers of XML and of the first browsers.
_WRAPPING = re.compile(r"^\s*(?:(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|<!--)?\s*")


def jsonld_fields(page: HtmlElement) -> dict[str, Any]:
    """Fields of the first NewsArticle-like object on the page; empty where there is none.

    Publishers write objects, arrays and @graphs of objects that refer to one another by @id.
    """
    objects = [found for block in _blocks(page) for found in _objects(block)]
    named = {str(item["@id"]): item for item in objects if "@id" in item and "name" in item}
    article = next((item for item in objects if _is_article(item)), {})
    fields = {
        "title": _name(article.get("headline"), named),
        "authors": [
            name for author in _list(article.get("author")) if (name := _name(author, named))
        ],
        "source": _name(article.get("publisher"), named),
        "published_at": _name(article.get("datePublished"), named),
        "updated_at": _name(article.get("dateModified"), named),
        "section": _name(article.get("articleSection"), named),
        "language": _name(article.get("inLanguage"), named, "alternateName"),
        "url": page_url(
            _name(article.get("mainEntityOfPage"), {}, "@id"), _name(article.get("url"), {})
        ),
    }
    return {name: value for name, value in fields.items() if value}


def _blocks(page: HtmlElement) -> Iterator[Any]:
    for script in page.iter("script"):
        if str(script.get("type", "")).strip().lower() == "application/ld+json":
            try:
                # What follows the object, a semicolon or the end of a wrapping, says nothing.
                yield _DECODER.raw_decode(_WRAPPING.sub("", script.text or ""))[0]
            except (ValueError, RecursionError):
                continue  # a broken block says nothing; the page's other metadata still does


def _objects(block: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top, in arrays and in @graphs, in the order of the page."""
    waiting = [block]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting[:0] = item
        elif isinstance(item, dict):
            yield item
            waiting[:0] = _list(item.get("@graph")) + _list(item.get("mainEntity"))


def _is_article(item: dict[str, Any]) -> bool:
    types = [str(name).rpartition("/")[2] for name in _list(item.get("@type"))]
    return any(name.endswith(("Article", "BlogPosting")) for name in types)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: Any, named: dict[str, Any], key: str = "name") -> str | None:
    """The text of `value`: itself, its first member's, its `key`, or that of what it refers to."""
    first = next(iter(_list(value)), None)
    if isinstance(first, dict):
        referred = named.get(str(first.get("@id")), {})
        first = first.get(key) or first.get("name") or referred.get("name")
        first = next(iter(_list(first)), None)
    return html.unescape(first).strip() if isinstance(first, str) else None
