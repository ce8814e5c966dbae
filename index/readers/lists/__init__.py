"""Lists of addresses -> links: feeds (OPML), bookmarks, reading lists, references, plain addresses.

A list is recognised by its content, whatever its name. Parsers are imported on first use.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from index.extras import late
from index.models import Problem
from index.readers.base import Origin, UnreadableError, place_of, printable, reason_of
from index.readers.charset import LARGEST_ARTICLE, decode, read_text
from index.readers.lists.link import Link
from index.readers.lists.plain import has_addresses, is_address_list, read_addresses, read_table

__all__ = ["Link", "Parser", "is_list", "links_in", "parser_of"]

Parser = Callable[[str, Origin], Iterator[Link | Problem]]

HEAD = 8_192  # bytes, by which a list is recognised
_BEFORE = r"\ufeff?(?>\s+|<\?xml.{0,200}?\?>|<!--.{0,2000}?-->|<!DOCTYPE\s+opml.{0,200}?>)*+"
_OPML = re.compile(_BEFORE + r"<opml[\s>]", re.IGNORECASE | re.DOTALL)
_BOOKMARKS = re.compile(
    r"\ufeff?\s*<!DOCTYPE\s+NETSCAPE-Bookmark-file"
    r"|.{0,1000}?<title>\s*(?:Pocket Export|Instapaper: Export)",
    re.IGNORECASE | re.DOTALL,
)
_RIS = re.compile(r"\ufeff?\s*TY {1,2}- ?\w+\s*$", re.MULTILINE)
_BIBTEX = re.compile(r"\ufeff?(?>\s+|%[^\n]*\n)*+@\w+\s*\{\s*[^\s,={}]+\s*,")
_JSON = re.compile(
    r'\ufeff?\s*(?:\[|\{.{0,4000}?"(?:items|articles|data|results|list)"\s*:\s*\[)', re.DOTALL
)
_JSON_ADDRESS = re.compile(r'"(?:url|href|doi)"\s*:', re.IGNORECASE)
_JSON_TEXT = re.compile(rb'"text"\s*:')


def parser_of(path: Path) -> Parser | None:
    """The parser for the list in this file, or None if it is no list."""
    try:
        with path.open("rb") as file:
            data = file.read(HEAD)
            head, suffix = decode(data), path.suffix.lower()
            if suffix == ".json" and _JSON.match(head):
                has_text = _JSON_TEXT.search(data + file.read(LARGEST_ARTICLE))
                is_list = _JSON_ADDRESS.search(head) and not has_text
                return _in("references", "read_json_list") if is_list else None
        return _parser(suffix, head, is_cut=len(data) == HEAD)
    except (OSError, UnreadableError):
        return None


def is_list(name: str, head: bytes) -> bool:
    """Whether a file of this name that begins so is a list; one in JSON is not recognised."""
    try:
        parser = _parser(Path(name).suffix.lower(), decode(head), is_cut=len(head) >= HEAD)
    except UnreadableError:
        return False
    return parser is not None


def links_in(path: Path, parser: Parser) -> Iterator[Link | Problem]:
    """The links of a list, and a Problem for what is none; each address once."""
    origin = Origin(place_of(path), printable(path.name))
    seen: set[str] = set()
    is_empty = True
    try:
        with path.open("rb") as file:
            for found in parser(read_text(file), origin):
                is_empty = False
                if isinstance(found, Problem):
                    yield found
                elif found.key not in seen:
                    seen.add(found.key)
                    yield found
        if is_empty:
            yield Problem(origin.path, "a list without any address")
    except Exception as error:  # a parser that fails on one list must not end the run
        yield Problem(origin.path, reason_of(error))


def _parser(suffix: str, head: str, is_cut: bool) -> Parser | None:
    if _OPML.match(head):
        return _in("bookmarks", "read_opml")
    if _BOOKMARKS.match(head):
        return _in("bookmarks", "read_bookmarks")
    if _RIS.match(head):
        return _in("references", "read_ris")
    if _BIBTEX.match(head):
        return _in("bibtex", "read_bibtex", extra="formats")
    if suffix in (".csv", ".tsv"):
        return read_table if has_addresses(head) else None
    return read_addresses if is_address_list(head, is_cut) else None


def _in(module: str, name: str, extra: str | None = None) -> Parser:
    return late(f"index.readers.lists.{module}", name, extra)
