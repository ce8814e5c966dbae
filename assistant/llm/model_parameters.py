"""Request options by model family: temperature, reasoning effort, token limits, evidence.

Reasoning models reject a temperature and take a reasoning effort. Their reasoning counts as output,
so their limit is higher.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Family:
    """`options` are passed to the chat model."""

    options: dict[str, Any]

    @property
    def max_tokens(self) -> int:
        """The most tokens a reply can have; if the server sets no limit, the client does."""
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


_READS, _READS_LITTLE = 6_000, 1_500  # tokens of evidence
# Hosts of services that run large models; any other address is taken for your own server.
_SERVICES = re.compile(
    r"(?:^|\.)(?:openai\.com|azure\.com|anthropic\.com|googleapis\.com|openrouter\.ai|mistral\.ai"
    r"|groq\.com|together\.(?:ai|xyz)|fireworks\.ai|deepseek\.com|x\.ai|cohere\.(?:ai|com)"
    r"|amazonaws\.com|nvidia\.com|cerebras\.ai|deepinfra\.com|perplexity\.ai|huggingface\.co"
    r"|aliyuncs\.com|moonshot\.(?:ai|cn)|scaleway\.ai|ovh\.net|nebius\.(?:ai|com))$"
)
_OWN = re.compile(r"(?:ollama|huggingface|llamacpp):")


def evidence_tokens_of(name: str, base_url: str | None = None) -> int:
    """Tokens of evidence that a model reads well: fewer for small ones on your own server.

    >>> evidence_tokens_of("openai:gpt-5"), evidence_tokens_of("openai:qwen", "http://127.0.0.1/v1")
    (6000, 1500)
    """
    host = urlsplit(base_url or "").hostname or ""
    is_own = _OWN.match(name) or (host and not _SERVICES.search(host))
    return _READS_LITTLE if is_own else _READS
