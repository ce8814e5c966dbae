"""Records what one question spends on language models: every request and its reply, with prices.

Call `allow` before a request to a model and `note` after its reply.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Protocol

import prompts
from assistant.llm.model_parameters import family_of
from assistant.llm.prices import Prices, dollars, price_of
from assistant.llm.token_usage import added
from index.errors import ArchiveError


class BudgetError(ArchiveError):
    """A request was not sent because it might exceed a budget.

    `quotes` says whether to quote the sources instead.
    """

    def __init__(self, why: str, *, quotes: bool = False) -> None:
        super().__init__(why)
        self.quotes = quotes


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its reply; `dollars` is None if the price is unknown.

    `prompts` maps the names of the prompt files used to their versions.
    """

    model: str
    prompts: dict[str, str]
    reply: str
    usage: dict[str, Any] = field(default_factory=dict)
    dollars: float | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """The tokens of one model for one question, with `usage` as in an answer, and their price."""

    model: str
    usage: Mapping[str, Any]
    dollars: float | None


class BudgetLedger(Protocol):
    """The budgets that one question is paid from."""

    @property
    def is_limited(self) -> bool:
        """Whether any budget is set."""
        ...

    def allow(self, model: str, spent: float, most: float | None) -> None:
        """Reserves `most` dollars for the next request to `model`, on top of `spent`.

        None means that the price is unknown. Raises `BudgetError`.
        """
        ...

    def settle(self, spent: Sequence[Spent]) -> None:
        """Charges what was spent and releases the reservation."""
        ...


class Meter:
    """The requests for one question, in order. Without a budget nothing is limited or charged.

    `prices` are those of the settings.
    """

    def __init__(self, budget: BudgetLedger | None = None, prices: Prices | None = None) -> None:
        self.exchanges: list[Exchange] = []
        self.prices = prices or {}
        self._budget = budget
        self._is_settled = True
        self._reserved = 0.0  # dollars for requests that may still be running
        self._addresses: dict[str, str | None] = {}

    def account(self, model: str, base_url: str | None = None) -> "Account":
        """The account on which one model's requests are recorded."""
        self._addresses[model] = base_url
        return Account(self, model, base_url)

    def spent(self) -> Iterator[Spent]:
        """The total of each model's requests."""
        for model in dict.fromkeys(exchange.model for exchange in self.exchanges):
            usage = reduce(added, (e.usage for e in self.exchanges if e.model == model))
            price = dollars(model, usage, self._addresses[model], self.prices)
            yield Spent(model, usage, price)

    @property
    def usage(self) -> dict[str, Any]:
        """Tokens of all models, dollars if all prices are known, and the prompts' versions."""
        spent = list(self.spent())
        usage: dict[str, Any] = reduce(added, (one.usage for one in spent), {})
        prices = [one.dollars for one in spent if one.dollars is not None]
        if spent and len(prices) == len(spent):
            usage["dollars"] = round(sum(prices), 6)
        versions = {name: v for one in self.exchanges for name, v in one.prompts.items()}
        return usage | ({"prompts": versions} if versions else {})

    def allow(
        self, model: str, base_url: str | None, requests: Sequence[str], *, concurrent: bool = False
    ) -> None:
        """Checks that `requests` fit the budget; raises `BudgetError` if they may cost too much.

        `concurrent` says that the requests allowed before may still be running.
        """
        if self._budget is None or not self._budget.is_limited:
            return
        self._is_settled = False
        spent = sum(one.dollars or 0.0 for one in self.spent())
        most = _max_dollars(model, price_of(model, base_url, self.prices), requests)
        self._budget.allow(model, spent + (self._reserved if concurrent else 0.0), most)
        if not concurrent:
            self._reserved = most or 0.0

    def close(self) -> None:
        """Charges the budget; call it when no request is running any more."""
        if self._budget is not None and not self._is_settled:
            self._budget.settle(list(self.spent()))
            self._is_settled = True

    def add(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self._is_settled = False


@dataclass(frozen=True, slots=True)
class Account:
    """The part of a meter that belongs to one model."""

    meter: Meter
    model: str
    base_url: str | None

    def allow(self, *requests: str, concurrent: bool = False) -> None:
        """Call before sending `requests`, the full text of each; otherwise as `Meter.allow`."""
        self.meter.allow(self.model, self.base_url, requests, concurrent=concurrent)

    def note(self, names: Sequence[str], reply: str, usage: Mapping[str, Any]) -> None:
        """Records the `reply` to a request made from the prompts of those names."""
        versions = {name: prompts.version(name) for name in names}
        price = dollars(self.model, usage, self.base_url, self.meter.prices)
        self.meter.add(Exchange(self.model, versions, reply, dict(usage), price))


def _max_dollars(
    model: str, price: tuple[float, float] | None, requests: Sequence[str]
) -> float | None:
    """The most that `requests` can cost, if each reply has the maximum length."""
    if price is None:
        return None
    from index.tokens import count_tokens  # loading its tables takes a while

    given, taken = price
    tokens = sum(map(count_tokens, requests))
    return (tokens * given + len(requests) * family_of(model).max_tokens * taken) / 1_000_000
