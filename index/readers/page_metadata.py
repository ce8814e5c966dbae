"""The fields that a web page states: in JSON-LD, meta tags and markup, else by trafilatura."""

import html
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urljoin, urlsplit

import htmldate
import trafilatura
from lxml.html import HtmlElement

from index.readers.addresses import page_url
from index.readers.dates import parse_date
from index.readers.markup_text import blocks_of

_DECODER = json.JSONDecoder(strict=False)
# CDATA or comment marks, which hid scripts from XML parsers and from early browsers.
_WRAPPING = re.compile(r"^\s*(?:(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|<!--)?\s*")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_DATES = ("published_at", "updated_at")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator")
# Where the dates of other articles and of comments are, and the times in running text.
_ELSEWHERE = "//aside | //nav | //footer | //p//time | //li//time | //td//time"
_LEAST_PROSE = 80  # code points of a paragraph of the story
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
    for stated in (_jsonld_fields(page, meta), meta, _markup_fields(page), _guessed(page)):
        for name, value in stated.items():
            replaces = name in _DATES and name in fields and not parse_date(fields[name])
            if value and (name not in fields or replaces):
                fields[name] = value
    return fields


def _jsonld_fields(page: HtmlElement, meta: dict[str, Any]) -> dict[str, Any]:
    """Fields of the object (schema.org) that is this article; empty without one.

    Publishers write objects, arrays and @graphs of objects that refer to one another by @id.
    """
    objects = [found for block in _blocks(page) for found in _objects(block)]
    named = {str(item["@id"]): item for item in objects if "@id" in item and "name" in item}
    article = _this_article(objects, meta)
    return {
        "title": _name(article.get("headline"), named),
        "authors": list(_names(article.get("author"), named)),
        "source": _name(article.get("publisher"), named),
        "published_at": _name(article.get("datePublished"), named),
        "updated_at": _name(article.get("dateModified"), named),
        "section": _name(article.get("articleSection"), named),
        "language": _name(article.get("inLanguage"), named, "alternateName"),
        "url": page_url(*_addresses(article)),
    }


def _this_article(objects: list[dict[str, Any]], meta: dict[str, Any]) -> dict[str, Any]:
    """The article with the page's address or title, else the first one, else the page itself."""
    articles = [item for item in objects if _is_article(item)]
    for item in articles:
        has_address = meta["url"] and meta["url"] in map(page_url, _addresses(item))
        if has_address or (meta["title"] and _name(item.get("headline"), {}) == meta["title"]):
            return item
    pages = (item for item in objects if "WebPage" in _list(item.get("@type")))
    return articles[0] if articles else next(pages, {})


def _addresses(article: dict[str, Any]) -> list[str | None]:
    return [_name(article.get("mainEntityOfPage"), {}, "@id"), _name(article.get("url"), {})]


def article_body(page: HtmlElement) -> str:
    """The text of the article in JSON-LD, or ""; some pages show it by a script only."""
    objects = (found for block in _blocks(page) for found in _objects(block))
    bodies = (item.get("articleBody") for item in objects if _is_article(item))
    body = next((body for body in bodies if isinstance(body, str)), "")
    markup = trafilatura.load_html(f"<html><body>{body}</body></html>") if "<" in body else None
    if markup is not None:
        return "\n\n".join(blocks_of(markup))
    return html.unescape(body).strip()


def _blocks(page: HtmlElement) -> Iterator[Any]:
    for script in page.iter("script"):
        if str(script.get("type", "")).strip().lower() == "application/ld+json":
            said = _WRAPPING.sub("", script.text or "")
            for text in (said, _TRAILING_COMMA.sub("", html.unescape(said))):
                try:
                    # Whatever follows the object, a semicolon or a closing mark, is ignored.
                    yield _DECODER.raw_decode(text)[0]
                    break
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
    return any(name.endswith(("Article", "BlogPosting", "Report")) for name in types)


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


def _names(value: Any, named: dict[str, Any]) -> Iterator[str]:
    """All names in `value`: text, objects with one or several names, lists of these."""
    for one in _list(value):
        if isinstance(one, list):
            yield from _names(one, named)
        elif isinstance(one, dict) and isinstance(one.get("name"), list):
            yield from _names(one["name"], named)
        elif isinstance(one, dict) and "name" not in one and "familyName" in one:
            yield f"{one.get('givenName', '')} {one['familyName']}".strip()
        elif name := _name(one, named):
            yield name


def _meta_fields(page: HtmlElement) -> dict[str, Any]:
    meta: dict[str, list[str]] = {}
    for tag in page.iter("meta"):
        name = tag.get("property") or tag.get("name") or _own_property(tag)
        if content := (tag.get("content") or "").strip():
            meta.setdefault(name.strip().lower(), []).append(content)
    first = {name: contents[0] for name, contents in meta.items()}
    authors = ([one for one in meta.get(name, []) if "://" not in one] for name in _AUTHORS)
    return {
        "title": first.get("og:title"),
        "source": first.get("og:site_name"),
        "published_at": _published(first),
        "updated_at": first.get("article:modified_time") or first.get("datemodified"),
        "section": first.get("article:section"),
        "authors": next(filter(None, authors), []),
        "url": page_url(*_canonical(page, first.get("og:url")), first.get("og:url")),
        "language": (page.xpath("string(/html/@lang)") or "").strip(),
    }


def _own_property(tag: HtmlElement) -> str:
    """The property that it states of the page's article; others have scopes of their own."""
    scope = next(iter(tag.xpath("ancestor::*[@itemscope][1]")), None)
    is_other = scope is not None and not scope.xpath(".//h1") and bool(tag.xpath("//h1"))
    return "" if is_other else tag.get("itemprop") or ""


def _canonical(page: HtmlElement, own: str | None) -> Iterator[str]:
    """The addresses that links call canonical; relative ones as seen from `own`."""
    for link in page.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            address = urljoin(own or "https:", (link.get("href") or "").strip())
            if own and _depth(address) < 2 <= _depth(own):
                yield own  # on some sites the link is the same on all pages of a section
            yield address


def _depth(address: str) -> int:
    return len([part for part in urlsplit(address).path.split("/") if part])


def _published(meta: dict[str, str]) -> str | None:
    """The first valid date, else the first value, so that a notice reports it as invalid."""
    stated = [meta[name] for name in _PUBLISHED if meta.get(name)]
    return next((moment for moment in stated if parse_date(moment)), next(iter(stated), None))


def _markup_fields(page: HtmlElement) -> dict[str, Any]:
    """The date near the headline, by its markup or, to the day, by htmldate."""
    page = deepcopy(page)
    for element in [*page.xpath(_ELSEWHERE), *_late(page)]:
        if element.getparent() is not None and element.get("pubdate") is None:
            element.drop_tree()
    times = page.xpath("//time")
    times.sort(key=lambda time: time.get("pubdate") is None and "Published" not in str(time.attrib))
    stated = [time.get("datetime") or time.text_content() for time in times]
    found = next(filter(parse_date, stated), None)
    return {"published_at": found or htmldate.find_date(page, False, original_date=True)}


def _late(page: HtmlElement) -> list[HtmlElement]:
    """The times below the story: of comments, of other articles."""
    story = [p for p in page.iter("p") if len(p.text_content()) >= _LEAST_PROSE]
    return story[-1].xpath("following::time") if story else []


def _guessed(page: HtmlElement) -> dict[str, Any]:
    found = trafilatura.extract_metadata(page)
    if found is None:
        return {}
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    source = None if "." in (found.sitename or ".") else found.sitename
    return {"title": found.title, "source": source, "authors": authors}
