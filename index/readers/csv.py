"""Tables (.csv, .tsv): one article per row, in columns named like the fields."""

import csv
import re
from collections.abc import Iterator
from functools import partial
from io import StringIO
from typing import BinaryIO

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError, attempt
from index.readers.charset import LARGEST_ARTICLE, read_text
from index.readers.fields import record_of

Row = dict[str, str]  # values by column; a cell that is missing is None
_SEPARATORS = ",;\t|"
# Spreadsheets write this above the header.
_DECLARED = re.compile(f"sep=([{_SEPARATORS}])\\s*", re.IGNORECASE)
csv.field_size_limit(LARGEST_ARTICLE)


def read_csv(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    names, rows = table_of(read_text(file), origin)
    if "text" not in names:
        raise UnreadableError(
            f'no column is named "text"; the columns are {", ".join(names)[:100]}'
        )
    is_empty = True
    for row in rows:
        is_empty = False
        if isinstance(row, Problem):
            yield row
        else:
            yield from attempt(row[0].place, partial(_article, *row))
    if is_empty:
        raise UnreadableError("contains no articles")


def table_of(text: str, origin: Origin) -> tuple[list[str], Iterator[tuple[Origin, Row] | Problem]]:
    """The names of the columns, in lower case, and each row with its place, up to a broken one."""
    lines = StringIO(text.removeprefix("\ufeff"), newline="")
    header, above = lines.readline(), 0
    if declared := _DECLARED.fullmatch(header):
        separator, above = declared[1], 1
    else:
        separator = max(_SEPARATORS, key=header.count)
        lines.seek(0)
    table = csv.DictReader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    try:
        names = [name.strip().casefold() for name in table.fieldnames or []]
    except csv.Error as error:
        raise UnreadableError(f"not valid CSV: {error}") from error
    table.fieldnames = names
    return names, _rows(table, origin, above)


def _rows(
    table: "csv.DictReader[str]", origin: Origin, above: int
) -> Iterator[tuple[Origin, Row] | Problem]:
    try:
        for row in table:
            yield origin.part(table.line_num + above, "line"), row
    except csv.Error as error:
        place = origin.part(table.line_num + above, "line").place
        yield Problem(place, f"not valid CSV from here on: {error}")


def _article(origin: Origin, row: Row) -> Iterator[Article | Problem]:
    if None in row:
        raise UnreadableError("more cells than the header has columns")
    fields: dict[str, object] = {name: value for name, value in row.items() if value}
    if authors := row.get("authors"):
        fields["authors"] = [name.strip() for name in authors.split(";")]
    return record_of(fields, origin)
