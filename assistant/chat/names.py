"""What of an archive can be named in a question or a command."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """The sources and the titles of an archive."""

    sources: Sequence[str] = ()
    titles: Sequence[str] = ()
