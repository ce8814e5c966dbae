"""A writer's draft, not checked yet: statements with the ids of the sentences they cite."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.schema.answer import Reason

# A model's verdict; "stated-as-unknown": the evidence itself says that nobody knows.
Verdict = Literal["answered", "partly", "stated-as-unknown", "not-in-evidence"]


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A statement as written; `ids` are not validated yet.

    `heading` is the assistant's own prefix: a day, a source; `answer` are the words of the text
    that answer the question, if a reader has found them. A statement that `is_counted` comes
    from the catalogue, never from a model, and needs no sentence that supports it.
    """

    ids: tuple[str, ...]
    text: str
    heading: str = ""
    is_counted: bool = False
    section: str = ""  # the heading that it comes under
    answer: str = ""

    @property
    def line(self) -> str:
        """The text shown while the statement is being written."""
        return self.heading + self.text


# What verification made of a statement; it "replaced" statements in earlier versions.
Fate = Literal[
    "as-cited", "recited", "partly", "rewritten", "repeated", "withheld", "dropped", "replaced"
]


@dataclass(frozen=True, slots=True)
class DraftValue:
    """A value that sources give, as written, and the ids of the sentences that give it."""

    value: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftDisagreement:
    """What sources differ about, in the writer's words, and the values; not validated yet."""

    about: str
    values: tuple[DraftValue, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome of verifying a statement; `shown` is the text shown in its place.

    A statement that `is_refused` failed the judge, for the `reason`. `why` says by kind what exact
    checks did not find.
    """

    text: str
    ids: tuple[str, ...]
    fate: Fate
    shown: str | None = None
    is_refused: bool = False
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Statements, or a reason for none; `detail` gives the reason in a sentence for people.

    If `open`, the last statement is still being written. `model` is the writer, and `note` what the
    user should know about the choice of writer. `verdict` is the model's, `missing` what it says
    the evidence lacks, and `caveats` are sentences of its own that cite nothing. `failed` is the
    error of a model that could not be used, where quotations took its place. `cut` are the texts of
    statements beyond the most that an answer holds; of a reply that `broke_off`, the rest is lost.
    `nearest` are the ids of sentences that were read and not quoted, the likeliest to answer first.
    """

    statements: tuple[DraftStatement, ...] = ()
    reason: Reason | None = None
    detail: str = ""
    usage: dict[str, Any] = field(default_factory=dict)
    open: bool = False
    model: str = ""
    note: str | None = None
    verdict: Verdict | None = None
    missing: str = ""
    caveats: tuple[str, ...] = ()
    disagreements: tuple[DraftDisagreement, ...] = ()
    failed: str = ""
    cut: tuple[str, ...] = ()
    broke_off: bool = False
    nearest: tuple[str, ...] = ()

    @property
    def complete(self) -> int:
        """How many statements, counted from the first, are finished."""
        return len(self.statements) - self.open


class DraftError(Exception):
    """A writer returned nothing usable; the text says why in one line."""
