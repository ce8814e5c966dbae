"""Token prices of models: from the settings, else from the dated list in prices.toml."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

# US dollars for a million tokens, input and output, by model name.
Prices = Mapping[str, tuple[float, float]]

_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")


def dollars(
    name: str, usage: Mapping[str, Any], base_url: str | None = None, own: Prices | None = None
) -> float | None:
    """US dollars for `usage` of the model `provider:name`; None if the price is unknown.

    With a `base_url` only prices from the settings apply.

    >>> dollars("openai:gpt-5-mini", {"input_tokens": 1_000_000, "output_tokens": 500_000})
    1.25
    """
    price = price_of(name, base_url, own)
    if price is None or not usage:
        return None
    given, taken = price
    spent: float = usage["input_tokens"] * given + usage["output_tokens"] * taken
    return round(spent / 1_000_000, 6)


def price_of(
    name: str, base_url: str | None = None, own: Prices | None = None
) -> tuple[float, float] | None:
    """US dollars for a million tokens, input and output; None if the price is unknown.

    `own` are the prices of the settings; they come first.

    >>> price_of("openai:gpt-5-mini-2025-08-07")
    (0.25, 2.0)
    """
    if own and name in own:
        return own[name]
    provider, _, model = name.partition(":")
    price = None if base_url else _prices().get(provider, {}).get(_DATED.sub("", model))
    return (price[0], price[1]) if price else None


@cache
def _prices() -> dict[str, Any]:
    table = tomllib.loads((files("assistant.llm") / "prices.toml").read_text("utf-8"))
    return {provider: prices for provider, prices in table.items() if isinstance(prices, dict)}
