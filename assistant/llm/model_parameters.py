"""Request options by model family: temperature, reasoning effort, token limits.

Reasoning models reject a temperature and take a reasoning effort. Their reasoning counts as output,
so their limit is higher.
"""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Family:
    """`options` are passed to the chat model."""

    options: dict[str, Any]

    @property
    def max_tokens(self) -> int:
        """The most tokens a reply can have; where the server sets no limit, the client does."""
        return int(self.options.get("max_tokens", _UNLIMITED))


_UNLIMITED = 8_000  # tokens; at most 20,000 code points of a reply are read, in any script
# First match counts. Other models get only options that every server since 2023 supports.
_FAMILIES = (
    (
        re.compile(r"openai:(?:o\d|gpt-[5-9])"),
        Family({"reasoning_effort": "low", "max_tokens": 8_000}),
    ),
    (re.compile(r"openai:"), Family({"temperature": 0, "max_tokens": 2_000})),
)
_OTHER = Family({})


def family_of(name: str) -> Family:
    """The family of a model by its name, `provider:model`."""
    return next((family for pattern, family in _FAMILIES if pattern.match(name)), _OTHER)
