"""BibTeX, as of Zotero with and without Better BibTeX: linked pages, and files exported with it."""

import logging
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors
from pylatexenc.latex2text import LatexNodes2Text

from index.models import Problem
from index.readers.base import Origin
from index.readers.lists.link import Link, links_of
from index.readers.lists.references import day_of, doi_address, file_name, turned

_MONTHS = {name: str(n) for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec"
    .split(), start=1)}  # fmt: skip
_latex = cache(LatexNodes2Text)  # made when first asked for, which takes a while
_AND, _PARTS = re.compile(r"(?<!\\);"), re.compile(r"(?<!\\):(?!//)")

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # faults become Problems


def read_bibtex(text: str, origin: Origin) -> Iterator[Link | Problem]:
    """The pages (url, else doi) and files of each entry, and a Problem for each that is damaged."""
    library = parse_string(text, append_middleware=[SeparateCoAuthors()])
    for number, entry in enumerate(library.entries, start=1):
        stated = {field.key.lower(): field.value for field in entry.fields}
        address = _plain(stated.get("url")) or _in_braces(stated.get("howpublished"))
        files = list(_files(str(stated.get("file") or "")))
        yield from links_of(
            origin.part(number, "reference"),
            [address] if address else doi_address(_plain(stated.get("doi"))),
            files,
            _fields(stated),
        )
    for block in library.failed_blocks:
        place = origin.part((block.start_line or 0) + 1, "line").place
        yield Problem(place, "not a valid BibTeX entry; the others are read")


def _fields(stated: Mapping[str, Any]) -> dict[str, Any]:
    authors = stated.get("author") or []
    month = _plain(stated.get("month"))
    parts = [_plain(stated.get("year")), _MONTHS.get(month[:3].lower(), month)]
    parts.append(_plain(stated.get("day")))
    journal = stated.get("journaltitle") or stated.get("journal") or stated.get("publisher")
    return {
        "title": _shown(stated.get("title")),
        "source": _shown(journal),
        "authors": [
            turned(_shown(one)) for one in ([authors] if isinstance(authors, str) else authors)
        ],
        "published_at": day_of(_plain(stated.get("date")).split("-")) or day_of(parts),
    }


def _files(field: str) -> Iterator[str]:
    """The paths in "Title:files/1/a.pdf:application/pdf;..." or in "files/1/a.pdf;..."."""
    for one in filter(None, (part.strip() for part in _AND.split(field))):
        parts = _PARTS.split(one)
        path = parts[-2] if len(parts) > 2 else parts[0]
        yield file_name(re.sub(r"\\([:;\\_&%#$])", r"\1", path).replace("\\", "/"))


def _plain(value: Any) -> str:
    """A field that is no prose; an address may have its special characters escaped."""
    return re.sub(r"\\([_&%#$~])", r"\1", str(value or "")).strip()


def _in_braces(value: Any) -> str:
    found = re.search(r"\\url\{([^{}]+)\}", str(value or ""))
    return _plain(found[1]) if found else ""


def _shown(value: Any) -> str:
    """Prose without LaTeX's commands and braces."""
    text = str(value or "")
    try:
        text = _latex().latex_to_text(text)
    except RecursionError:  # thousands of braces within one another
        text = re.sub("[{}]", "", text)
    return " ".join(text.split())
