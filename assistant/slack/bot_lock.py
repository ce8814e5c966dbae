"""One bot an archive: a lock in PostgreSQL, which counts on all machines, or in the folder."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from assistant.slack.queue_database import Queue
from index.errors import ArchiveError
from index.sql import Lost

_NAME = "slack"
_SECONDS = 5.0  # between two looks


class BotLock:
    """The right to be the bot of an archive: open deliveries then belong to a bot that died."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self._queue = Queue(folder, database)
        self._held = ExitStack()

    def take(self) -> None:
        """Takes it; raises `ArchiveError` where another bot has it."""
        try:
            self._held.enter_context(self._queue.engine.lock(_NAME, 0))
        except TimeoutError:
            raise ArchiveError(
                "a Slack bot already serves this archive, on this machine or another one; stop it"
                " first, or choose another archive with --archive"
            ) from None

    def release(self) -> None:
        """Gives it back."""
        self._held.close()
        self._queue.close()

    async def watch(self) -> None:
        """Takes it again where the connection was lost, for as long as it is not cancelled.

        Raises `ArchiveError` where another bot has taken it meanwhile, and `Lost` where the
        database does not come back.
        """
        while True:
            await asyncio.sleep(_SECONDS)
            try:
                self._queue.connection.execute("SELECT 1")
            except Lost:
                self._held.close()
                self.take()
