"""What a question means: standing alone, with when, from whom, in which parts, and its intents.

An intent is what a question wants that is more than an ordinary answer, and of what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from assistant.text.date_ranges import Days, hull

# A filter says when an article was published. A preference says when a thing happened: articles on
# it come out then or later, and some long after.
Use = Literal["filter", "prefer"]


@dataclass(frozen=True, slots=True)
class Time:
    """A time asked about, read from code point `start` to `end` of the question as `text`."""

    days: Days
    use: Use
    text: str
    start: int
    end: int
    is_relative: bool = False

    @property
    def widened(self) -> Days:
        """The days on which an article about it is likely to have come out."""
        if self.use == "filter" and not self.is_relative:
            return self.days
        return self.days.widened(_later(self.days.length, self.use))


def _later(length: int, use: Use) -> int:
    """How many days later an article about so many days may come out: judged, not measured."""
    if use == "prefer":
        return max(14, min(length, 60))
    return 2 if length == 1 else 4 if length <= 7 else 10 if length <= 31 else 31


@dataclass(frozen=True, slots=True)
class Topic:
    """What articles are searched for by: `names` as phrases, `words` by themselves."""

    text: str
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        """All that an article has to say."""
        return (*self.names, *self.words)

    def in_words(self) -> str:
        """`say “Halden Narrows Bridge” and “repair” (in any form)`; empty without phrases."""
        if not self.phrases:
            return ""
        return f"say {listed([f'“{phrase}”' for phrase in self.phrases])} (in any form)"


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Articles about `topic` (without phrases: any), by those sources or authors, of those days.

    `days` are stretches of which one must hold.
    """

    topic: Topic
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    days: tuple[Days, ...] = ()

    @property
    def whom(self) -> str:
        """Whose articles: "Northern Ledger and Meridian Wire"; empty for all."""
        return listed((*self.sources, *self.authors))

    def in_words(self, count: int = 2) -> str:
        """What follows so many articles: `published on 1 March 2024 that say “bridge” ...`."""
        when = f"published {' or '.join(map(str, self.days))}" if self.days else ""
        says = self.topic.in_words().replace("say", "says" if count == 1 else "say", 1)
        what = f"that {says} in title or text" if says else ""
        return " ".join(filter(None, (when, what)))


def listed(names: Sequence[str]) -> str:
    """`A, B and C`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


@dataclass(frozen=True, slots=True)
class TimelineIntent:
    """A course of events: of what, and the time of it, if one is named."""

    topic: Topic
    time: Time | None = None
    kind: Literal["timeline"] = "timeline"


@dataclass(frozen=True, slots=True)
class CountIntent:
    """The articles that are to be counted."""

    wanted: ArticleQuery
    kind: Literal["count"] = "count"


CoverageOf = Literal["sources", "articles", "first", "last"]


@dataclass(frozen=True, slots=True)
class CoverageIntent:
    """What is asked of the articles that are about a topic."""

    wanted: ArticleQuery
    what: CoverageOf
    kind: Literal["coverage"] = "coverage"


@dataclass(frozen=True, slots=True)
class ComparisonIntent:
    """What several sources say of one topic, and the time that is asked about."""

    sources: tuple[str, ...]
    topic: Topic
    time: Time | None = None
    kind: Literal["comparison"] = "comparison"


@dataclass(frozen=True, slots=True)
class DoubleIntent:
    """Two questions in one, each as it can be asked alone."""

    questions: tuple[str, str]
    kind: Literal["double"] = "double"


Intent = Annotated[
    TimelineIntent | CountIntent | CoverageIntent | ComparisonIntent | DoubleIntent,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class Mention:
    """A source or an author named as such, from code point `start` to `end` of the question."""

    name: str
    start: int
    end: int
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subquestion:
    """What is searched for by itself: words, and the sources and the time that go with them."""

    text: str
    sources: tuple[str, ...] = ()
    time: Time | None = None


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What a question asks for, and where to look. It is part of an answer's JSON.

    `missing` are publishers of whom the archive has nothing, `listed_missing` those of them that
    are asked beside a source of the archive: "A and B". `parts` are each searched for; so are
    `clauses`, of a question that says several things of the one that it asks for. `topic` is the
    question without the times and sources it names. `intents` are tried in order; where none of
    them finds anything, the question is an ordinary one.
    """

    question: str
    times: tuple[Time, ...] = ()
    mentions: tuple[Mention, ...] = ()
    missing: tuple[Mention, ...] = ()
    listed_missing: tuple[Mention, ...] = ()
    parts: tuple[Subquestion, ...] = ()
    clauses: tuple[str, ...] = ()
    latest: bool = False
    topic: str = ""
    intents: tuple[Intent, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The archive's sources that it names, in its order."""
        return tuple(dict.fromkeys(s for mention in self.mentions for s in mention.sources))

    @property
    def authors(self) -> tuple[str, ...]:
        """The archive's authors that it names, in its order."""
        return tuple(dict.fromkeys(a for mention in self.mentions for a in mention.authors))

    @property
    def days(self) -> Days | None:
        """The days from the first to the last time that it names."""
        return hull([time.days for time in self.times]) if self.times else None

    @property
    def use(self) -> Use | None:
        """How the time counts: as a filter only where all of it does."""
        if not self.times:
            return None
        return "filter" if all(time.use == "filter" for time in self.times) else "prefer"

    def in_words(self) -> list[str]:
        """A line for each thing understood, with the words that it was read from."""
        lines = []
        for time in self.times:
            what = "published" if time.use == "filter" else "about what happened"
            lines.append(f"time: {what} {time.days} (“{time.text}”)")
        for mention in self.mentions:
            kind = "source" if mention.sources else "author"
            names = " or ".join(mention.sources or mention.authors)
            lines.append(f"{kind}: {names} (“{mention.name}”)")
        lines += [f"no such source: {mention.name}" for mention in self.missing]
        lines += [f"part {n}: {part.text}" for n, part in enumerate(self.parts, start=1)]
        lines += [f"clause {n}: {clause}" for n, clause in enumerate(self.clauses, start=1)]
        if self.latest:
            lines.append("the newest of what is relevant comes first")
        return lines
