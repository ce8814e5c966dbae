"""PostgreSQL as the database of an archive: a schema for each part, advisory locks for writers."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from index.catalog.dialect import POSTGRESQL
from index.catalog.postgres.connection import Connection
from index.catalog.postgres.words import Stems
from index.catalog.thread_connections import ThreadConnections
from index.errors import ArchiveError

_CONNECT = 10  # seconds
# A writer whose machine or network is gone is found out within about this time: it holds a lock.
_KEEPALIVE = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
_TRANSACTION = "transaction"
# SQLite's functions that queries use, and one for JSON.
_FUNCTIONS = """
CREATE FUNCTION instr(text, text) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN strpos($1, $2);
CREATE FUNCTION substr(text, bigint, bigint) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN substr($1, $2::integer, $3::integer);
CREATE FUNCTION as_json(text) RETURNS jsonb  -- which knows no NUL
  LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN replace($1, '\\u0000', '')::jsonb
"""


class PostgreSQL(ThreadConnections):
    """The schema assistant_PART of the database at `address`; one connection a thread.

    `patience` is for how many seconds another's transaction is waited for.
    """

    dialect, words = POSTGRESQL, Stems()

    def __init__(self, address: str, part: str, patience: float) -> None:
        super().__init__()
        self._schema, self._patience = f"assistant_{part}", patience
        try:
            given = conninfo_to_dict(address)
        except psycopg.Error as error:
            raise ArchiveError(f"ASSISTANT_DATABASE is not valid: {str(error).strip()}") from error
        options = f"{given.get('options') or ''} -c search_path={self._schema} {_KEEPALIVE}"
        self._address = make_conninfo(
            address, options=options.strip(), connect_timeout=given.get("connect_timeout", _CONNECT)
        )
        where = {**{"host": "this machine", "dbname": "its own name"}, **given}
        self._name = f"the PostgreSQL database {where['dbname']} on {where['host']}"

    def __str__(self) -> str:
        return self._name

    def has(self, table: str) -> bool:
        """Whether that table is there."""
        found = self.connection.execute("SELECT to_regclass(?) IS NOT NULL", (table,))
        return bool(found.fetchone()[0])

    @cached_property
    def is_read_only(self) -> bool:
        """Whether the user may only read this part, or the server is a standby."""
        query = (
            "SELECT pg_is_in_recovery() OR COALESCE(bool_and(NOT has_table_privilege("
            "format('%I.%I', schemaname, tablename), 'INSERT')), FALSE)"
            " FROM pg_tables WHERE schemaname = ?"
        )
        return bool(self.connection.execute(query, (self._schema,)).fetchone()[0])

    @property
    def connection(self) -> Connection:
        """This thread's connection, in autocommit mode."""
        found: Connection | None = getattr(self._local, "connection", None)
        if found is None:
            try:
                found = self._local.connection = Connection(self._connect)
            except psycopg.Error as error:
                why = " ".join(str(error).split())
                raise ArchiveError(f"{self} cannot be opened: {why}") from error
            self._note(found)
        return found

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._address, autocommit=True, client_encoding="utf8")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing, one at a time in this part of the database."""
        db = self.connection
        db.execute("BEGIN")
        db.held += 1
        try:
            db.execute(f"SET LOCAL lock_timeout = {round(self._patience * 1000)}")
            db.execute("SELECT pg_advisory_xact_lock(?)", (self._key(_TRANSACTION),))
            yield db
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            raise
        finally:
            db.held -= 1

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A transaction that reads; it stops no writer, and ends where the connection is lost."""
        db = self.connection
        db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        db.held += 1
        try:
            yield
        finally:
            db.held -= 1
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")

    @contextmanager
    def laying_out(self) -> Iterator[Connection]:
        """A transaction in which the tables are made; there are none if it does not end well."""
        with self.transaction() as db:
            db.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
            db.execute(_FUNCTIONS)
            yield db

    @contextmanager
    def lock(self, name: str, seconds: float) -> Iterator[None]:
        """Holds that lock; `TimeoutError` where another process still does after `seconds`.

        It belongs to this thread's connection, which is not opened again while it is held: who
        loses the connection loses the lock, and can write no more.
        """
        db, key = self.connection, self._key(name)
        self._take(db, key, seconds)
        db.held += 1
        try:
            yield
        finally:
            db.held -= 1
            with suppress(sqlite3.Error):  # gone with the connection
                db.execute("SELECT pg_advisory_unlock(?)", (key,))

    def _take(self, db: Connection, key: int, seconds: float) -> None:
        if seconds <= 0:
            if not db.execute("SELECT pg_try_advisory_lock(?)", (key,)).fetchone()[0]:
                raise TimeoutError
            return
        db.execute(f"SET lock_timeout = {max(1, round(seconds * 1000))}")
        try:
            db.execute("SELECT pg_advisory_lock(?)", (key,))
        except sqlite3.OperationalError as error:
            if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                raise TimeoutError from error
            raise
        finally:
            db.execute("SET lock_timeout = 0")

    def _key(self, name: str) -> int:
        return zlib.crc32(f"{self._schema}.{name}".encode())

    def holder(self) -> str | None:
        """What was noted last of who writes."""
        row = self.connection.execute("SELECT value FROM facts WHERE name = 'holder'").fetchone()
        return str(row[0]) if row else None

    def note_holder(self, who: str | None) -> None:
        """Notes who writes from now on."""
        db = self.connection
        if who is None:
            db.execute("DELETE FROM facts WHERE name = 'holder'")
        else:
            db.execute(
                "INSERT INTO facts VALUES ('holder', ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (who,),
            )

    def overwrite_freed(self) -> None:
        """PostgreSQL cannot overwrite as it removes: `overwrite` gives the room to others."""

    def overwrite(self) -> None:
        """Gives the room of what was removed to what is written next."""
        self.connection.execute("VACUUM")

    def used(self) -> int:
        """The bytes of the whole database."""
        query = "SELECT pg_database_size(current_database())"
        return int(self.connection.execute(query).fetchone()[0])

    def unused(self) -> int:
        """The bytes that could be given back: PostgreSQL sees to that itself."""
        return 0

    def layout(self) -> int:
        """The number that a part without facts has of its layout; 0 for a new one, made now."""
        self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
        query = "SELECT obj_description(to_regnamespace(?), 'pg_namespace')"
        return int(self.connection.execute(query, (self._schema,)).fetchone()[0] or 0)

    def note_layout(self, number: int) -> None:
        """Gives the part that number."""
        self.connection.execute(f"COMMENT ON SCHEMA {self._schema} IS '{number}'")

    def note_keys(self) -> None:
        """After rows with keys of their own: the next keys follow the greatest."""
        rows = self.connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = ? AND identity_generation = 'BY DEFAULT'",
            (self._schema,),
        )
        for table, column in rows.fetchall():
            self.connection.execute(
                f"SELECT setval(pg_get_serial_sequence(?, ?), (SELECT MAX({column}) FROM {table}))",
                (table, column),
            )

    def problems(self, is_full: bool) -> list[str]:
        """None that are known: PostgreSQL checks its pages and owners itself."""
        self.connection.execute("SELECT 1")
        return []
