"""The fields that a web page states: in JSON-LD, in meta tags, in <time>, else by trafilatura."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from index.readers.dates import parse_date
from index.readers.fields import page_url

_DECODER = json.JSONDecoder(strict=False)
# CDATA or comment marks, which hid scripts from XML parsers and from early browsers.
_WRAPPING = re.compile(r"^\s*(?:(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|<!--)?\s*")
_DATES = ("published_at", "updated_at")
# Meta tags for the date of publication, the most specific first.
_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "article:published",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created",
    "dcterms.date", "dc.date", "date",
)  # fmt: skip


def page_fields(page: HtmlElement) -> dict[str, Any]:
    """Fields in order of trust: JSON-LD, meta tags, trafilatura; only dates that the page states.

    For the URL, meta tags come first: JSON-LD made from a template may contain the site's URL.
    """
    meta = _meta_fields(page)
    fields: dict[str, Any] = {"url": meta["url"]} if meta["url"] else {}
    for stated in (_jsonld_fields(page), meta, _time_fields(page), _guessed(page)):
        for name, value in stated.items():
            replaces = name in _DATES and name in fields and not parse_date(fields[name])
            if value and (name not in fields or replaces):
                fields[name] = value
    return fields


def _jsonld_fields(page: HtmlElement) -> dict[str, Any]:
    """Fields of the first NewsArticle-like object (schema.org) on the page; empty without one.

    Publishers write objects, arrays and @graphs of objects that refer to one another by @id.
    """
    objects = [found for block in _blocks(page) for found in _objects(block)]
    named = {str(item["@id"]): item for item in objects if "@id" in item and "name" in item}
    article = next((item for item in objects if _is_article(item)), {})
    authors = (_name(author, named) for author in _list(article.get("author")))
    return {
        "title": _name(article.get("headline"), named),
        "authors": [name for name in authors if name],
        "source": _name(article.get("publisher"), named),
        "published_at": _name(article.get("datePublished"), named),
        "updated_at": _name(article.get("dateModified"), named),
        "section": _name(article.get("articleSection"), named),
        "language": _name(article.get("inLanguage"), named, "alternateName"),
        "url": page_url(
            _name(article.get("mainEntityOfPage"), {}, "@id"), _name(article.get("url"), {})
        ),
    }


def _blocks(page: HtmlElement) -> Iterator[Any]:
    for script in page.iter("script"):
        if str(script.get("type", "")).strip().lower() == "application/ld+json":
            try:
                # Whatever follows the object, a semicolon or a closing mark, is ignored.
                yield _DECODER.raw_decode(_WRAPPING.sub("", script.text or ""))[0]
            except (ValueError, RecursionError):
                continue  # the page's other metadata is still used


def _objects(block: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top level, in arrays and in @graphs, in document order."""
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
    """The text of `value`, of its first item, of its `key`, or of the object it refers to."""
    first = next(iter(_list(value)), None)
    if isinstance(first, dict):
        referred = named.get(str(first.get("@id")), {})
        first = first.get(key) or first.get("name") or referred.get("name")
        first = next(iter(_list(first)), None)
    return html.unescape(first).strip() if isinstance(first, str) else None


def _meta_fields(page: HtmlElement) -> dict[str, Any]:
    meta: dict[str, str] = {}
    for tag in page.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        meta.setdefault(name.strip().lower(), (tag.get("content") or "").strip())
    canonical = page.xpath("//link[@rel='canonical']/@href")
    author = meta.get("author") or meta.get("article:author") or ""
    return {
        "title": meta.get("og:title"),
        "source": meta.get("og:site_name"),
        "published_at": _published(meta),
        "updated_at": meta.get("article:modified_time") or meta.get("datemodified"),
        "section": meta.get("article:section"),
        "authors": [] if author.startswith("http") else [author] if author else [],
        "url": page_url(*map(str, canonical), meta.get("og:url")),
        "language": (page.xpath("string(/html/@lang)") or "").strip(),
    }


def _published(meta: dict[str, str]) -> str | None:
    """The first valid date, else the first value, so that a notice reports it as invalid."""
    stated = [meta[name] for name in _PUBLISHED if meta.get(name)]
    return next((moment for moment in stated if parse_date(moment)), next(iter(stated), None))


def _time_fields(page: HtmlElement) -> dict[str, Any]:
    stated = page.xpath("//article//time/@datetime | //time[@itemprop='datePublished']/@datetime")
    stated = stated or page.xpath("//time/@datetime")
    return {"published_at": next(map(str, stated), None)}


def _guessed(page: HtmlElement) -> dict[str, Any]:
    found = trafilatura.extract_metadata(page)
    if found is None:
        return {}
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return {"title": found.title, "source": found.sitename, "authors": authors}
