"""Addresses of articles: cleaned, as an id, and as the name of a source."""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from index.models import Article
from index.readers.charset import one_line

# Characters that a URL may contain unencoded (RFC 3986); "%" starts an encoded one.
_IN_ADDRESS = "!$&'()*+,;=:@/?[]~%"
_NO_ENCODING = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NEEDLESS = re.compile(r"%(?:2[DdEe]|3\d|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")
_NOT_IN_HOST = re.compile(r"""[\s"'<>\\^`{|}%]""")
# Parameters that say where a reader came from, and nothing of what is read.
_TRACKING = re.compile(
    r"(?:utm|at|ns|mc|mtm|pk|itm)_\w+|_hs\w+|(?:fbcl|gcl|dcl|ycl|twcl|msclk|igsh)id|[gw]braid"
    r"|mkt_tok|cmp(?:id)?|ocid|ito|smid|xtor|wt_mc|s_cid|guccounter|ref(?:err?er)?|ref_src",
    re.IGNORECASE,
)
_ACRONYM = 3  # letters; longer labels are words
_VOWEL = re.compile("[aeiouyäöüåæø]")


def canonical_url(url: str) -> str | None:
    """`url` without fragment, password and parameters for tracking, its host in lower case.

    Invalid characters are percent-encoded. None if it is not an http or https URL with a host.

    >>> canonical_url("https://Wire.example/a b?utm_source=x&q=%C3%A9#top")
    'https://wire.example/a%20b?q=%C3%A9'
    """
    try:
        parts = urlsplit(one_line(url) or "")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or _NOT_IN_HOST.search(host):
        return None
    path, query = _encoded(parts.path), _encoded(_without_tracking(parts.query))
    host = f"[{host}]" if ":" in host else host
    netloc = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def page_url(*urls: str | None) -> str | None:
    """The first of `urls`, canonical, that is not a front page (as templates often give)."""
    for url in urls:
        canonical = canonical_url(url) if url else None
        parts = urlsplit(canonical or "")
        if parts.path.strip("/") or parts.query:
            return canonical
    return None


def address_id(url: str | None) -> str | None:
    """The id of the article at `url`: scheme, www, port and a last slash do not matter.

    >>> address_id("http://www.wire.example:80/qu%61y/")
    'https://wire.example/quay'
    """
    page = page_url(url)
    if page is None:
        return None
    parts = urlsplit(page)
    if parts.port in (None, 80, 443):
        parts = parts._replace(scheme="https", netloc=_host(page))
    path = _NEEDLESS.sub(lambda code: unquote(code[0]), parts.path).rstrip("/") or "/"
    return urlunsplit(parts._replace(path=path))


def with_source(article: Article, named: Mapping[str, str]) -> Article:
    """`article` with the source that its host is `named`, else with its own, else by its domain."""
    source = _named(_host(article.url or ""), named) or article.source or source_of(article.url)
    authors = tuple(
        name for name in article.authors if name.casefold() != (source or "").casefold()
    )
    return replace(article, source=source, authors=authors)


def source_of(url: str | None) -> str | None:
    """The name that a domain suggests.

    >>> source_of("https://edition.cnn.com/a"), source_of("https://www.orra-post.co.uk/a")
    ('CNN', 'Orra Post')
    """
    host = _host(url or "")
    if not url or "." not in host or host[-1].isdecimal():
        return None
    label = _label(url, host)
    is_acronym = len(label) <= _ACRONYM or not _VOWEL.search(label)
    return label.upper() if is_acronym else label.replace("-", " ").title()


def _named(host: str, named: Mapping[str, str]) -> str | None:
    parts = host.split(".")
    domains = (".".join(parts[n:]) for n in range(len(parts)))
    return next((named[domain] for domain in domains if domain in named), None)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _label(url: str, host: str) -> str:
    """The part of the domain that its owner chose, by the list of public suffixes."""
    from tld import Result, get_tld

    found = get_tld(url, as_object=True, fail_silently=True)
    return found.domain if isinstance(found, Result) else host.split(".")[-2]


def _without_tracking(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]
    return query if kept == pairs else urlencode(kept)


def _encoded(part: str) -> str:
    return quote(_NO_ENCODING.sub("%25", part), safe=_IN_ADDRESS)
