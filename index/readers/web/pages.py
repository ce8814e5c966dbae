"""A fetched page -> its articles, by the reader for its content type."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from mimetypes import MimeTypes
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from index.models import Article, Problem
from index.readers import READERS
from index.readers.addresses import address_id, canonical_url
from index.readers.base import Origin, UnreadableError
from index.readers.web.fetcher import Page

_TYPES = MimeTypes()  # without the tables of the system, which differ
_SUFFIXES = {
    "application/xhtml+xml": ".html",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/jsonlines": ".jsonl",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
}
# Generic types, for which the suffix of the address decides.
_VAGUE = {"": None, "application/octet-stream": None, "text/plain": ".txt"}
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PREFIXES = re.compile(r"^(?:www|m|mobile|amp)\.")


def articles_of(page: Page, name: str | None = None) -> Iterator[Article | Problem]:
    """What the reader for the page's type finds; `name` is the id of a page without an address.

    Raises UnreadableError.
    """
    suffix = suffix_of(page)
    address = canonical_url(page.address) or page.address
    origin = Origin(page.asked, name or address_id(address) or address)
    for found in READERS[suffix](io.BufferedReader(io.BytesIO(_as_utf8(page))), origin):
        if isinstance(found, Article) and found.path == origin.path:
            yield _with_address(found, address, checked=suffix in (".html", ".htm"))
        else:
            yield found


def media_type(page: Page) -> str:
    """The content type without its parameters, in lower case."""
    return page.content_type.partition(";")[0].strip().lower()


def suffix_of(page: Page) -> str:
    """The suffix of the reader for this type. Raises UnreadableError if there is none."""
    kind = media_type(page)
    named = PurePosixPath(urlsplit(page.address).path).suffix.lower()
    suffix = _SUFFIXES.get(kind) or _TYPES.guess_extension(kind)
    if kind in _VAGUE:
        suffix = named if named in READERS else _VAGUE[kind]
    if suffix not in READERS:
        raise UnreadableError(f"no reader for {kind or 'an answer without a content type'}")
    return suffix


def _as_utf8(page: Page) -> bytes:
    """The body; text in the charset of the Content-Type header is converted to UTF-8."""
    charset = _CHARSET.search(page.content_type)
    if charset is None or not media_type(page).startswith(("text/", "application/xhtml")):
        return page.data
    try:
        page.data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return page.data.decode(charset.group(1)).encode("utf-8")
        except (UnicodeError, LookupError):
            return page.data
    return page.data


def _with_address(article: Article, address: str, checked: bool) -> Article:
    """`article` with the URL that it states, or with `address` if that is on another site.

    Otherwise any page could pass for a new version of an article on another site.
    """
    if article.url is None:
        return replace(article, url=address)
    if not checked or _is_same_site(article.url, address):
        return article
    is_id = article.id == address_id(article.url)
    return replace(
        article, url=address, id=(address_id(address) or address) if is_id else article.id
    )


def _is_same_site(one: str, other: str) -> bool:
    """Whether one host equals the other or is a subdomain of it, ignoring www, m and amp."""
    first, second = (_PREFIXES.sub("", urlsplit(url).hostname or "") for url in (one, other))
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")
