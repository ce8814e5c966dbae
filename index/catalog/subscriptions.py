"""The feeds that are watched, and what is remembered of their entries. Times are Unix seconds."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields

from index.catalog.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed: what its server gave to ask for changes, when it is due, and what went wrong.

    `checked` is None before the first time; `failures` counts those since the last success.
    """

    key: int
    address: str
    title: str
    page: str = ""
    etag: str = ""
    modified: str = ""
    checked: float | None = None
    due: float = 0
    failures: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """An entry whose page was read, or was tried `failures` times; `due` is None if given up."""

    name: str
    digest: str
    page: str = ""
    etag: str = ""
    modified: str = ""
    first: float = 0
    due: float | None = None
    failures: int = 0


_SET = ", ".join(f"{field.name} = ?" for field in fields(Subscription)[1:])


def subscriptions(catalogue: Catalogue) -> list[Subscription]:
    """All of them, in the order of their subscription."""
    rows = catalogue.connection.execute("SELECT * FROM subscriptions ORDER BY key")
    return [Subscription(*row) for row in rows]


def subscribe(catalogue: Catalogue, feeds: Mapping[str, str]) -> list[str]:
    """Adds feeds by address, with their titles; tells which are new."""
    known = {one.address for one in subscriptions(catalogue)}
    fresh = [address for address in feeds if address not in known]
    with catalogue.transaction() as db:
        db.executemany(
            "INSERT INTO subscriptions (address, title) VALUES (?, ?) ON CONFLICT DO NOTHING",
            ((address, feeds[address]) for address in fresh),
        )
    return fresh


def unsubscribe(catalogue: Catalogue, address: str) -> bool:
    """Forgets a feed; its articles stay. Tells whether it was there."""
    with catalogue.transaction() as db:
        done = db.execute("DELETE FROM subscriptions WHERE address = ?", (address,))
        return done.rowcount > 0


def visits(catalogue: Catalogue, subscription: int) -> dict[str, Visit]:
    """The entries of a feed by their names."""
    rows = catalogue.connection.execute(
        "SELECT name, digest, page, etag, modified, first, due, failures FROM visits"
        " WHERE subscription = ?",
        (subscription,),
    )
    return {row[0]: Visit(*row) for row in rows}


def record(
    catalogue: Catalogue, subscription: Subscription, visited: Iterable[Visit] | None = None
) -> None:
    """Keeps the state of a feed and, where `visited` is given, its entries instead of those before.

    A feed that has moved to the address of another one is that one from now on.
    """
    key, *values = astuple(subscription)
    with catalogue.transaction() as db:
        db.execute(
            "DELETE FROM subscriptions WHERE address = ? AND key != ?", (subscription.address, key)
        )
        db.execute(f"UPDATE subscriptions SET {_SET} WHERE key = ?", (*values, key))
        if (
            visited is None
            or not db.execute("SELECT 1 FROM subscriptions WHERE key = ?", (key,)).fetchone()
        ):
            return  # unsubscribed meanwhile
        db.execute("DELETE FROM visits WHERE subscription = ?", (key,))
        db.executemany(
            "INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((key, *astuple(visit)) for visit in visited),
        )
