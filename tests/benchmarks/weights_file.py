"""Writes what a fit script has fitted into the JSON file that `assistant.fitted` loads."""

import json
import re
import shlex
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import assistant
from assistant.fitted import Fitted

_PACKAGE = Path(assistant.__file__).parent
_ROWS = re.compile(r"\[\s*([^][{}]*?)\s*\]")  # lists of numbers, one line each


def write_weights(path: str, module: str, data: Sequence[str], note: str, weights: object) -> None:
    """Replaces the file at `path` in assistant/; the command is `module` with its arguments."""
    given = [argument for argument in sys.argv[1:] if argument != "--write"]
    made = Fitted[Any](
        command=shlex.join(["python", "-m", module, *given]),
        data=tuple(data),
        date=date.today(),
        note=note,
        weights=weights,
    )
    (_PACKAGE / path).write_text(as_json(made), "utf-8")


def as_json(made: Fitted[Any]) -> str:
    """One number a line, or one row of a table."""
    text = json.dumps(made.model_dump(mode="json"), indent=2, ensure_ascii=False)
    return _ROWS.sub(_on_one_line, text) + "\n"


def _on_one_line(row: re.Match[str]) -> str:
    items = [item.strip() for item in row[1].split(",\n")]
    return row[0] if '"' in row[1] else f"[{', '.join(items)}]"
