"""Writes what a fit script has fitted into the JSON file that `assistant.fitted_weights` loads."""

import json
import re
import shlex
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import assistant

_PACKAGE = Path(assistant.__file__).parent
_ROW = re.compile(r"\[[^][{}\"]*\]")  # a list of numbers


def write_weights(path: str, module: str, data: Sequence[str], note: str, weights: Any) -> None:
    """Replaces the file at `path` in assistant/; the command is `module` with its arguments."""
    given = [argument for argument in sys.argv[1:] if argument != "--write"]
    made = {
        "command": shlex.join(["python", "-m", module, *given]),
        "data": list(data),
        "date": date.today().isoformat(),
        "note": note,
        "weights": weights,
    }
    (_PACKAGE / path).write_text(as_json(made), "utf-8")


def as_json(made: dict[str, Any]) -> str:
    """One number a line, or one row of a table."""
    text = json.dumps(made, indent=2, ensure_ascii=False)
    return _ROW.sub(lambda row: json.dumps(json.loads(row[0])), text) + "\n"
