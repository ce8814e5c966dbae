"""Questions and outcomes by day (UTC), read while the bot may be running."""

import json
import statistics
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from assistant.history.record import VERDICTS
from assistant.slack.queue_database import Outcome, Queue
from index.errors import ArchiveError

_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Day:
    """The questions of a day by outcome; `seconds` is the median time to an answer."""

    day: str
    asked: int
    people: int
    answered: int
    abstained: int
    refused: int
    removed: int
    failed: int
    waiting: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Stats:
    """The days, oldest first, and the ids of their answers."""

    days: tuple[Day, ...]
    answers: tuple[str, ...]


def read_stats(folder: Path, days: int, database: str = "") -> Stats:
    """The last `days` days; raises `ArchiveError` if no bot has served this archive."""
    queue = Queue(folder, database)
    if not queue.is_laid_out:
        raise ArchiveError("no Slack bot has served this archive yet; run `assistant slack`")
    with closing(queue):
        rows = queue.connection.execute(
            "SELECT received, person, outcome, open, settled - received, answer FROM question"
            " WHERE received >= ? AND place <> 'channel' AND ts NOT LIKE 'share:%'"
            " AND person <> '' ORDER BY received",
            (time.time() - days * _DAY,),
        ).fetchall()
    by_day = groupby(rows, lambda row: datetime.fromtimestamp(row[0], UTC).date().isoformat())
    answers = dict.fromkeys(str(json.loads(row[5])["id"]) for row in rows if row[5])
    return Stats(tuple(_day(day, [*of_day]) for day, of_day in by_day), tuple(answers))


def _day(name: str, rows: list[tuple[Any, ...]]) -> Day:
    ends = Counter(outcome for _, _, outcome, is_open, _, _ in rows if not is_open)
    took = [seconds for _, _, end, _, seconds, _ in rows if end in ("answered", "abstained")]
    return Day(
        day=name,
        asked=len(rows),
        people=len({row[1] for row in rows}),
        waiting=sum(row[3] for row in rows),
        seconds=round(statistics.median(took), 2) if took else None,
        **{outcome: ends[outcome] for outcome in get_args(Outcome)},
    )


def stats_as_text(stats: Stats, verdicts: Counter[str]) -> str:
    names = ("day", "asked", "people", "answered", "abstained", "refused", "failed", "waiting")
    lines = ["  ".join([*names, "seconds"])]
    for day in stats.days:
        shown = asdict(day)
        cells = [f"{shown[name]!s:>{max(len(name), 10 * (name == 'day'))}}" for name in names]
        seconds = "-" if day.seconds is None else f"{day.seconds:.1f}"
        lines.append("  ".join([*cells, f"{seconds:>7}"]))
    lines[0] = f"{'day':<10}" + lines[0][3:]
    told = ", ".join(f"{verdicts[name]} {name}" for name in VERDICTS)
    return "\n".join([*lines, "", f"Feedback: {told}"])
