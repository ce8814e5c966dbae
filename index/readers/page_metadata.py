"""What a web page says about its article in meta tags, and what trafilatura makes of the rest."""

from typing import Any

import trafilatura
from lxml.html import HtmlElement

from index.readers.dates import parse_date
from index.readers.fields import page_url
from index.readers.jsonld import jsonld_fields

_DATES = ("published_at", "updated_at")
# Names of the meta tag for the day of publication, those that say it most clearly first.
_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "article:published",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created",
    "dcterms.date", "dc.date", "date",
)  # fmt: skip


def page_fields(page: HtmlElement) -> dict[str, Any]:
    """Fields by trust: JSON-LD, meta tags, trafilatura; a date only where the page states one.

    The address is the other way round: JSON-LD made from a template may name the site's alone.
    """
    meta = _meta_fields(page)
    fields: dict[str, Any] = {"url": meta["url"]} if meta["url"] else {}
    for said in (jsonld_fields(page), meta, _time_fields(page), _guessed(page)):
        for name, value in said.items():
            replaces = name in _DATES and name in fields and not parse_date(fields[name])
            if value and (name not in fields or replaces):
                fields[name] = value
    return fields


def _meta_fields(page: HtmlElement) -> dict[str, Any]:
    said: dict[str, str] = {}
    for tag in page.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        said.setdefault(name.strip().lower(), (tag.get("content") or "").strip())
    canonical = page.xpath("//link[@rel='canonical']/@href")
    author = said.get("author") or said.get("article:author") or ""
    return {
        "title": said.get("og:title"),
        "source": said.get("og:site_name"),
        "published_at": _published(said),
        "updated_at": said.get("article:modified_time") or said.get("datemodified"),
        "section": said.get("article:section"),
        "authors": [] if author.startswith("http") else [author] if author else [],
        "url": page_url(*map(str, canonical), said.get("og:url")),
        "language": (page.xpath("string(/html/@lang)") or "").strip(),
    }


def _published(said: dict[str, str]) -> str | None:
    """The first that is a date; else the first, to be told that it is none."""
    stated = [said[name] for name in _PUBLISHED if said.get(name)]
    return next((moment for moment in stated if parse_date(moment)), next(iter(stated), None))


def _time_fields(page: HtmlElement) -> dict[str, Any]:
    stated = page.xpath("//article//time/@datetime | //time[@itemprop='datePublished']/@datetime")
    return {
        "published_at": next((str(time) for time in stated or page.xpath("//time/@datetime")), None)
    }


def _guessed(page: HtmlElement) -> dict[str, Any]:
    found = trafilatura.extract_metadata(page)
    if found is None:
        return {}
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return {"title": found.title, "source": found.sitename, "authors": authors}
