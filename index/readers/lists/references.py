"""References of Zotero and others: RIS and CSL JSON; and JSON lists of saved pages."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.models import Problem
from index.readers.base import Origin, UnreadableError
from index.readers.lists.link import Link, links_of

_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*))?$")
_LISTS = ("items", "articles", "data", "results", "list")
_DOI = "https://doi.org/"


def read_ris(text: str, origin: Origin) -> Iterator[Link | Problem]:
    """The pages (UR, else DO) and files (L1, L2) of each reference."""
    for number, record in enumerate(_records(text), start=1):
        linked = [value for tag in ("UR", "L1", "L2") for value in record.get(tag, [])]
        linked = [part.strip() for value in linked for part in value.split(";") if part.strip()]
        fields = {
            "title": _first(record, "TI", "T1", "CT", "BT"),
            "source": _first(record, "T2", "JO", "JF", "PB"),
            "authors": [turned(name) for tag in ("AU", "A1") for name in record.get(tag, [])],
            "published_at": day_of(_first(record, "DA", "Y1").split("/")),
        }
        addresses = [one for one in linked if "://" in one and not one.startswith("file:")]
        files = [file_name(one) for one in linked if one not in addresses]
        yield from links_of(
            origin.part(number, "reference"),
            addresses or doi_address(_first(record, "DO")),
            files,
            fields,
        )


def _records(text: str) -> Iterator[dict[str, list[str]]]:
    record: dict[str, list[str]] = {}
    for line in text.removeprefix("\ufeff").splitlines():
        found = _TAG.match(line.rstrip())
        if found and found[1] == "TY":
            record = {}
        elif found and found[1] == "ER":
            yield record
            record = {}
        elif found and found[2]:
            record.setdefault(found[1], []).append(found[2].strip())
    if record:  # the last one without its end
        yield record


def read_json_list(text: str, origin: Origin) -> Iterator[Link | Problem]:
    """CSL JSON, and the lists of saved pages of Omnivore, Pinboard and others."""
    try:
        items = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not valid JSON: {error}") from error
    if isinstance(items, dict):
        items = next((items[name] for name in _LISTS if isinstance(items.get(name), list)), [])
    for number, item in enumerate(items, start=1):
        here = origin.part(number, "item")
        if not isinstance(item, dict):
            yield Problem(here.place, "not a JSON object")
            continue
        stated = {str(name).lower(): value for name, value in item.items()}
        address = stated.get("url") or stated.get("href")
        addresses = [str(address)] if address else doi_address(str(stated.get("doi") or ""))
        yield from links_of(here, addresses, [], _csl_fields(stated))


def _csl_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    issued = item.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    people = item.get("author")
    return {
        "title": _text(item.get("title")),
        "source": _text(item.get("container-title")) or _text(item.get("publisher")),
        "authors": [_name(one) for one in people if isinstance(one, dict)]
        if isinstance(people, list)
        else [_text(people)],
        "published_at": day_of([str(part) for part in first]),
    }


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _name(person: Mapping[str, Any]) -> str:
    particle = _text(person.get("non-dropping-particle"))
    parts = (_text(person.get("given")), particle, _text(person.get("family")))
    return _text(person.get("literal")) or " ".join(filter(None, parts))


def _first(record: Mapping[str, list[str]], *tags: str) -> str:
    return next((record[tag][0] for tag in tags if record.get(tag)), "")


def turned(name: str) -> str:
    """ "Falk, Ida" -> "Ida Falk"."""
    family, _, given = name.partition(",")
    return f"{given.strip()} {family.strip()}".strip()


def day_of(parts: list[str]) -> str | None:
    """A complete date as ISO 8601: a year alone would be taken for its first day."""
    numbers = [int(part) for part in parts[:3] if re.fullmatch(r"\s*\d{1,4}\s*", part)]
    return "{:04}-{:02}-{:02}".format(*numbers) if len(numbers) == 3 else None


def doi_address(doi: str) -> list[str]:
    """The address of a DOI, where there is one."""
    doi = doi.strip()
    return [] if not doi else [doi if "://" in doi else _DOI + doi]


def file_name(name: str) -> str:
    """A file as a path with slashes, without `file://`."""
    return name.removeprefix("file://").replace("\\", "/")
