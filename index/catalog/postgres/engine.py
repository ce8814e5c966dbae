"""PostgreSQL as the database of an archive: a schema for each part, advisory locks for writers."""

import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from index.catalog.dialect import POSTGRESQL
from index.catalog.postgres.connection import Connection, Pool, Session
from index.catalog.postgres.translation import adapt
from index.catalog.postgres.words import Stems
from index.errors import ArchiveError

_CONNECT = 10  # seconds
# Who is cut off is found out within about 20 seconds: a writer holds a lock that others wait for,
# and a reader waits for what never comes. A cut of ten seconds is outlived.
_SILENT = 20_000  # milliseconds
_NOTICED_THERE = (
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    f" -c tcp_user_timeout={_SILENT}"
)
_NOTICED_HERE = {
    "connect_timeout": _CONNECT,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": _SILENT,
}
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


class PostgreSQL:
    """The schema assistant_PART of the database at `address`; few sessions for all threads.

    `patience` is for how many seconds another's transaction is waited for.
    """

    dialect, words = POSTGRESQL, Stems()

    def __init__(self, address: str, part: str, patience: float) -> None:
        self._schema, self._patience = f"assistant_{part}", patience
        try:
            given = conninfo_to_dict(address)
        except psycopg.Error as error:
            why = str(error).strip().replace(address, "it")  # which may have a password
            raise ArchiveError(f"the address of the database is not valid: {why}") from error
        options = f"{given.get('options') or ''} -c search_path={self._schema} {_NOTICED_THERE}"
        self._address = make_conninfo("", **{**_NOTICED_HERE, **given, "options": options.strip()})
        where = {**{"host": "this machine", "dbname": "its own name"}, **given}
        self._name = f"the PostgreSQL database {where['dbname']} on {where['host']}"
        self._pool, self._local = Pool(self._name, self._connect), threading.local()

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
        if not hasattr(self._local, "connection"):
            self._local.connection = Connection(self._pool)
        connection: Connection = self._local.connection
        return connection

    def _connect(self) -> Session:
        session = psycopg.connect(self._address, autocommit=True, client_encoding="utf8")
        adapt(session)
        return session

    def close(self) -> None:
        """Ends the sessions that nobody uses."""
        self._pool.clear()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing, one at a time in this part of the database."""
        db = self.connection
        with db.kept():
            db.execute("BEGIN")
            try:
                db.execute(f"SET LOCAL lock_timeout = {round(self._patience * 1000)}")
                db.execute("SELECT pg_advisory_xact_lock(?)", (self._key(_TRANSACTION),))
                yield db
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A transaction that reads; it stops no writer, and ends where the connection is lost."""
        db = self.connection
        with db.kept():
            db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield
            finally:
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
        """Holds that lock; `TimeoutError` if another process still does after `seconds`.

        It belongs to the session that this thread keeps while it is held: who loses the session
        loses the lock, and can write no more.
        """
        db, key = self.connection, self._key(name)
        with db.kept():
            self._take(db, key, seconds)
            try:
                yield
            finally:
                with suppress(sqlite3.Error):  # gone with the session
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

    def read_damaged(self) -> None:
        """PostgreSQL checks that each text is UTF-8 when it is written: nothing else to do."""

    def spoiled(self, table: str, columns: Sequence[str], key: str) -> list[Any]:
        """No row: PostgreSQL has no text that is no UTF-8."""
        return []

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
        """After rows with given keys: the next keys follow the greatest."""
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
