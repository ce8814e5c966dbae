"""Tables (.csv, .tsv): one article per row, in columns named like the fields."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.encoding import LARGEST_ARTICLE, read_text
from index.readers.fields import record_of

_SEPARATORS = ",;\t|"
# Spreadsheets write this above the header.
_DECLARED = re.compile(f"sep=([{_SEPARATORS}])\\s*", re.IGNORECASE)
csv.field_size_limit(LARGEST_ARTICLE)


def read_csv(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    lines = StringIO(read_text(file), newline="")
    header = lines.readline()
    declared = _DECLARED.fullmatch(header)
    separator = declared[1] if declared else max(_SEPARATORS, key=header.count)
    if not declared:
        lines.seek(0)
    rows = csv.DictReader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    names = [name.strip().casefold() for name in rows.fieldnames or []]
    if "text" not in names:
        raise UnreadableError(
            f'no column is named "text"; the columns are {", ".join(names)[:100]}'
        )
    rows.fieldnames = names
    skipped, empty = (1 if declared else 0), True
    while True:
        try:
            row = next(rows)
            empty = False
            yield from _article(row, origin.part(rows.line_num + skipped, "line"))
        except StopIteration:
            break
        except UnreadableError as error:
            yield Problem(origin.part(rows.line_num + skipped, "line").place, str(error))
        except csv.Error as error:
            place = origin.part(rows.line_num + skipped, "line").place
            yield Problem(place, f"not valid CSV from here on: {error}")
            return
    if empty:
        raise UnreadableError("contains no articles")


def _article(row: dict[str, str], origin: Origin) -> Iterator[Article | Problem]:
    if None in row:
        raise UnreadableError("more cells than the header has columns")
    fields: dict[str, object] = {name: value for name, value in row.items() if value}
    if authors := row.get("authors"):
        fields["authors"] = [name.strip() for name in authors.split(";")]
    return record_of(fields, origin)
