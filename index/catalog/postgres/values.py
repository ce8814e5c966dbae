"""How values come and go: rows as sqlite3 has them, texts with NUL, whole numbers."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, ClassVar

import psycopg
from psycopg.types.numeric import Int8Dumper, NumericBinaryLoader
from psycopg.types.string import StrDumperUnknown, TextBinaryLoader, TextLoader

from index.catalog.postgres.translation import NUL


class Row(tuple[Any, ...]):
    """Values by place and by their column's name."""

    places: ClassVar[dict[str, int]]

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self.places[key] if isinstance(key, str) else key)

    def keys(self) -> list[str]:
        """The names of the columns."""
        return list(self.places)


@lru_cache(256)
def _row_type(columns: tuple[bytes | None, ...]) -> type[Row]:
    names = [(column or b"").decode() for column in columns]
    places = {name: names.index(name) for name in names}  # of two of one name, the first
    return type("Row", (Row,), {"places": places})


def _rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Row]:
    # `cursor.description` would make an object a column, for each query again.
    found = cursor.pgresult
    return _row_type(tuple(map(found.fname, range(found.nfields))) if found else ())


class _Text(StrDumperUnknown):
    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", NUL) if "\0" in obj else obj)


class _BinaryText(TextBinaryLoader):
    def load(self, data: Any) -> Any:
        text = str(super().load(data))
        return text.replace(NUL, "\0") if NUL in text else text


class _PlainText(TextLoader):
    def load(self, data: Any) -> Any:
        text = str(super().load(data))
        return text.replace(NUL, "\0") if NUL in text else text


class _Number(NumericBinaryLoader):
    """Sums of whole numbers are numbers without limit in PostgreSQL."""

    def load(self, data: Any) -> Any:
        found = super().load(data)
        return int(found) if found == found.to_integral_value() else float(found)


def adapt(session: psycopg.Connection[Any]) -> None:
    """Has a session give and take values in this way."""
    session.row_factory = _rows
    session.adapters.register_dumper(int, Int8Dumper)
    session.adapters.register_dumper(str, _Text)
    for name in ("text", "name", "varchar"):
        session.adapters.register_loader(name, _PlainText)
        session.adapters.register_loader(name, _BinaryText)
    session.adapters.register_loader("numeric", _Number)
