"""What is set for a channel: which sources, since when, which archive, and whether at all."""

import json
import time
from dataclasses import asdict, dataclass

from assistant.slack.delivery_queue import Deliveries

_SCHEMA = """
CREATE TABLE IF NOT EXISTS channel (
    id TEXT PRIMARY KEY, rules TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at REAL NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """One channel's; `archive` is a name of the option `archives`, None the bot's own."""

    sources: tuple[str, ...] = ()
    since: str | None = None
    archive: str | None = None
    off: bool = False


class Channels:
    """The rules of all channels, in the deliveries' file."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._base = deliveries.base
        self._base.executescript(_SCHEMA)

    def __getitem__(self, channel: str) -> Rules:
        row = self._base.execute("SELECT rules FROM channel WHERE id = ?", (channel,)).fetchone()
        if row is None:
            return Rules()
        kept = json.loads(row[0])
        return Rules(**kept | {"sources": tuple(kept["sources"])})

    def change(self, channel: str, rules: Rules, by: str) -> None:
        """Sets a channel's rules from now on."""
        self._base.execute(
            "INSERT OR REPLACE INTO channel VALUES (?, ?, ?, ?)",
            (channel, json.dumps(asdict(rules), ensure_ascii=False), by, time.time()),
        )
