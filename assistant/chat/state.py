"""The state of a chat between two lines: filters and answers."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from assistant.schema.answer import Answer, Citation


@dataclass(frozen=True, slots=True)
class Within:
    """The filters set in the chat, as arguments of `Assistant.ask`; days such as 2024-03-31."""

    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    as_of: str | None = None

    def arguments(self) -> dict[str, Any]:
        """The filters that are set, as keyword arguments of `ask` or `search`."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in given.items() if value}

    def __str__(self) -> str:
        days = [
            f"{name.replace('_', ' ')} {day}"
            for name, day in self.arguments().items()
            if name != "sources"
        ]
        return ", ".join([*self.sources, *days])


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer, and the filters it was asked with."""

    answer: Answer
    within: Within


@dataclass(frozen=True, slots=True)
class State:
    """The state of a chat.

    `turns` are those of this session, newest last; `citations` are those on the screen, to which
    the numbers after /open and /context refer.
    """

    within: Within = Within()
    turns: tuple[Turn, ...] = ()
    citations: tuple[Citation, ...] = ()

    @property
    def last(self) -> Turn | None:
        return self.turns[-1] if self.turns else None

    def after(self, turn: Turn) -> "State":
        """The state after another turn; an abstention cites its nearest coverage."""
        answer = turn.answer
        cited = answer.abstention.nearest if answer.abstention else answer.citations
        return replace(self, turns=(*self.turns, turn), citations=tuple(cited))


@dataclass(frozen=True, slots=True)
class ArchiveNames:
    """The sources and titles of an archive."""

    sources: Sequence[str] = ()
    titles: Sequence[str] = ()
