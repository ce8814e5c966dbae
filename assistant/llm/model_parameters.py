"""What a family of models wants to be asked with: the one place that knows.

Reasoning models refuse a temperature and say how much they reason; they also count what they think
as output, so that their limit is higher.
"""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Family:
    """How to ask: `options` go to the chat model, `logprobs` says whether it gives them.

    `surety` is what a yes or no without probabilities counts, as natural log odds.
    """

    options: dict[str, Any]
    logprobs: bool = False
    surety: float = 2.0

    @property
    def most(self) -> int:
        """The most tokens that a reply can have; a reply without a limit is cut off by us."""
        return int(self.options.get("max_tokens", _UNLIMITED))


_UNLIMITED = 8_000  # tokens; 20,000 code points of a reply are read, in whatever script
_LARGE = 9.0  # log odds: what no rule overrules
_REASONING = Family({"reasoning_effort": "low", "max_tokens": 8_000}, surety=_LARGE)
# First match counts. A server of one's own is asked as every server since 2023 understands.
_FAMILIES = (
    (re.compile(r"openai:(?:o\d|gpt-[5-9])"), _REASONING),
    (re.compile(r"openai:gpt-"), Family({"temperature": 0, "max_tokens": 1_000}, logprobs=True)),
    (re.compile(r"openai:"), Family({"temperature": 0, "max_tokens": 1_000}, logprobs=True)),
    (re.compile(r"(?:anthropic|google_\w+):"), Family({}, surety=_LARGE)),
)
_OTHER = Family({})


def family_of(name: str) -> Family:
    """The family of a model by its name, `provider:model`."""
    return next((family for pattern, family in _FAMILIES if pattern.match(name)), _OTHER)
