"""Tables (.csv, .tsv): one article per row, in columns named like the fields."""

import csv
import re
from collections.abc import Iterator
from functools import partial
from io import StringIO
from typing import BinaryIO

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError, attempt
from index.readers.encoding import LARGEST_ARTICLE, read_text
from index.readers.fields import record_of

_SEPARATORS = ",;\t|"
# Spreadsheets write this above the header.
_DECLARED = re.compile(f"sep=([{_SEPARATORS}])\\s*", re.IGNORECASE)
csv.field_size_limit(LARGEST_ARTICLE)


def read_csv(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    lines, separator, skipped = separated(read_text(file))
    rows = csv.DictReader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    names = [name.strip().casefold() for name in rows.fieldnames or []]
    if "text" not in names:
        raise UnreadableError(
            f'no column is named "text"; the columns are {", ".join(names)[:100]}'
        )
    rows.fieldnames = names
    is_empty = True
    try:
        for row in rows:
            is_empty = False
            here = origin.part(rows.line_num + skipped, "line")
            yield from attempt(here.place, partial(_article, row, here))
    except csv.Error as error:
        place = origin.part(rows.line_num + skipped, "line").place
        yield Problem(place, f"not valid CSV from here on: {error}")
        return
    if is_empty:
        raise UnreadableError("contains no articles")


def separated(text: str) -> tuple[StringIO, str, int]:
    """The lines from the header on, what separates their cells, and how many lines are before."""
    lines = StringIO(text, newline="")
    header = lines.readline()
    if declared := _DECLARED.fullmatch(header):
        return lines, declared[1], 1
    lines.seek(0)
    return lines, max(_SEPARATORS, key=header.count), 0


def _article(row: dict[str, str], origin: Origin) -> Iterator[Article | Problem]:
    if None in row:
        raise UnreadableError("more cells than the header has columns")
    fields: dict[str, object] = {name: value for name, value in row.items() if value}
    if authors := row.get("authors"):
        fields["authors"] = [name.strip() for name in authors.split(";")]
    return record_of(fields, origin)
