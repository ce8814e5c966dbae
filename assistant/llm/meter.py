"""What one question spends on language models: every request with its reply, priced.

Whoever asks a model asks the meter first, and tells it afterwards what came back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import prompts
from assistant.llm.model_parameters import family_of
from assistant.llm.prices import Prices, dollars, price_of
from assistant.llm.tokens import added
from index.errors import ArchiveError


class BudgetError(ArchiveError):
    """A request was not sent, for it might have cost more than is left of a budget.

    `quotes` says that the sources may be quoted instead.
    """

    def __init__(self, why: str, *, quotes: bool = False) -> None:
        super().__init__(why)
        self.quotes = quotes


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its reply; `dollars` is None without a price.

    `prompts` are the files of prompts/ that it was made of, by name, each with its version.
    """

    model: str
    prompts: dict[str, str]
    reply: str
    usage: dict[str, Any] = field(default_factory=dict)
    dollars: float | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """The tokens of one model for one question, `usage` as an answer has it, and their price."""

    model: str
    usage: Mapping[str, Any]
    dollars: float | None


class Purse(Protocol):
    """Who pays for a question."""

    @property
    def is_limited(self) -> bool:
        """Whether there is any budget at all."""
        ...

    def allow(self, model: str, spent: float, most: float | None) -> None:
        """Sets aside `most` dollars for what is asked of `model` next, besides those `spent`.

        None says that no price is known. Raises `BudgetError`.
        """
        ...

    def settle(self, spent: Sequence[Spent]) -> None:
        """Pays what was spent, and sets nothing aside any more."""
        ...


class Meter:
    """The requests for one question, in order. Without a purse nothing is limited or paid.

    `prices` are those of the settings.
    """

    def __init__(self, purse: Purse | None = None, prices: Prices | None = None) -> None:
        self.exchanges: list[Exchange] = []
        self.prices = prices or {}
        self._purse = purse
        self._is_settled = True
        self._aside = 0.0  # dollars set aside for what may still be under way
        self._addresses: dict[str, str | None] = {}

    def account(self, model: str, base_url: str | None = None) -> "Account":
        """How a model's requests are asked for and told."""
        self._addresses[model] = base_url
        return Account(self, model, base_url)

    def spent(self) -> Iterator[Spent]:
        """What each model took, all its requests together."""
        for model in dict.fromkeys(exchange.model for exchange in self.exchanges):
            usage: dict[str, Any] = {}
            for exchange in self.exchanges:
                usage = added(usage, exchange.usage) if exchange.model == model else usage
            price = dollars(model, usage, self._addresses[model], self.prices)
            yield Spent(model, usage, price)

    @property
    def usage(self) -> dict[str, Any]:
        """Tokens of all models, their dollars where all prices are known, versions of prompts."""
        usage: dict[str, Any] = {}
        spent = list(self.spent())
        for one in spent:
            usage = added(usage, one.usage)
        prices = [one.dollars for one in spent if one.dollars is not None]
        if spent and len(prices) == len(spent):
            usage["dollars"] = round(sum(prices), 6)
        versions: dict[str, str] = {}
        for exchange in self.exchanges:
            versions |= exchange.prompts
        return usage | ({"prompts": versions} if versions else {})

    def allow(
        self, model: str, base_url: str | None, requests: Sequence[str], *, beside: bool = False
    ) -> None:
        """Asks for leave to send `requests`; raises `BudgetError` where they may cost too much.

        `beside` says that what was allowed before may still be under way.
        """
        if self._purse is None or not self._purse.is_limited:
            return
        self._is_settled = False
        spent = sum(one.dollars or 0.0 for one in self.spent())
        most = _most(model, price_of(model, base_url, self.prices), requests)
        self._purse.allow(model, spent + (self._aside if beside else 0.0), most)
        if not beside:
            self._aside = most or 0.0

    def close(self) -> None:
        """Pays; nothing is under way any more."""
        if self._purse is not None and not self._is_settled:
            self._purse.settle(list(self.spent()))
            self._is_settled = True

    def add(self, exchange: Exchange) -> None:
        """A request was answered."""
        self.exchanges.append(exchange)
        self._is_settled = False


@dataclass(frozen=True, slots=True)
class Account:
    """One model's side of a meter."""

    meter: Meter
    model: str
    base_url: str | None

    def allow(self, *requests: str) -> None:
        """Before `requests` (all that is said in each) are sent; raises `BudgetError`."""
        self.meter.allow(self.model, self.base_url, requests)

    def allow_beside(self, *requests: str) -> None:
        """The same while the last that was allowed may still be under way."""
        self.meter.allow(self.model, self.base_url, requests, beside=True)

    def note(self, names: Sequence[str], reply: str, usage: Mapping[str, Any]) -> None:
        """A request made of the prompts of those names was answered with `reply`."""
        versions = {name: prompts.version(name) for name in names}
        price = dollars(self.model, usage, self.base_url, self.meter.prices)
        self.meter.add(Exchange(self.model, versions, reply, dict(usage), price))


def _most(model: str, price: tuple[float, float] | None, requests: Sequence[str]) -> float | None:
    """The most dollars that `requests` can cost, each answered at its full length."""
    if price is None:
        return None
    from index.tokens import count_tokens  # loading its tables takes a while

    given, taken = price
    tokens = sum(map(count_tokens, requests))
    return (tokens * given + len(requests) * family_of(model).most * taken) / 1_000_000
