"""What a check says: its name, how bad it is, what it saw, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fine", "warning", "failure"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check; `remedy` is empty where nothing needs to be done."""

    name: str
    severity: Severity
    message: str
    remedy: str = ""
