"""The query plan: the times, sources, parts and intents of a question.

An intent asks for more than an ordinary answer: a timeline, a count, coverage, a comparison.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from assistant.text.date_ranges import Days, hull

# A filter is a time of publication. A preference is the time of an event: articles on it are
# published then or later, some of them long after.
Use = Literal["filter", "prefer"]


@dataclass(frozen=True, slots=True)
class Time:
    """A time in the question: `text`, from code point `start` to `end`."""

    days: Days
    use: Use
    text: str
    start: int
    end: int
    is_relative: bool = False

    @property
    def widened(self) -> Days:
        """The days on which an article about it was probably published."""
        if self.use == "filter" and not self.is_relative:
            return self.days
        return self.days.widened(_later(self.days.length, self.use))


def _later(length: int, use: Use) -> int:
    """How many days later articles about `length` days may be published; estimated, not fitted."""
    if use == "prefer":
        return max(14, min(length, 60))
    return 2 if length == 1 else 4 if length <= 7 else 10 if length <= 31 else 31


@dataclass(frozen=True, slots=True)
class Topic:
    """What articles must be about: `names` match as phrases, `words` one by one."""

    text: str
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        """All phrases and words that an article must contain."""
        return (*self.names, *self.words)

    def in_words(self) -> str:
        """`say “Halden Narrows Bridge” and “repair” (in any form)`; empty without phrases."""
        if not self.phrases:
            return ""
        return f"say {listed([f'“{phrase}”' for phrase in self.phrases])} (in any form)"


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Articles about `topic` (any, if it has no phrases), by those sources or authors.

    `days` are alternatives: an article must be published within one of them.
    """

    topic: Topic
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    days: tuple[Days, ...] = ()

    @property
    def whom(self) -> str:
        """The sources and authors in words: "Northern Ledger and Meridian Wire"; empty for all."""
        return listed((*self.sources, *self.authors))

    def in_words(self, count: int = 2) -> str:
        """Text after `count` articles: `published on 1 March 2024 that say “bridge” ...`."""
        when = f"published {' or '.join(map(str, self.days))}" if self.days else ""
        says = self.topic.in_words().replace("say", "says" if count == 1 else "say", 1)
        what = f"that {says} in title or text" if says else ""
        return " ".join(filter(None, (when, what)))


def listed(names: Sequence[str]) -> str:
    """Joins names: `A, B and C`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


@dataclass(frozen=True, slots=True)
class TimelineIntent:
    """Asks for the course of events on a topic, within `time` if one is named."""

    topic: Topic
    time: Time | None = None
    kind: Literal["timeline"] = "timeline"


@dataclass(frozen=True, slots=True)
class CountIntent:
    """Asks how many articles match."""

    wanted: ArticleQuery
    kind: Literal["count"] = "count"


IntentName = Literal[
    "greeting",
    "thanks",
    "help",
    "about-archive",
    "fact",
    "explain",
    "brief",
    "timeline",
    "comparison",
    "latest",
    "count",
    "quotes",
    "opinion",
]
# What is answered from the catalogue alone, without a search.
UNSEARCHED: tuple[IntentName, ...] = ("greeting", "thanks", "help", "about-archive")
CoverageOf = Literal["sources", "articles", "authors", "newest", "first", "last"]


@dataclass(frozen=True, slots=True)
class CoverageIntent:
    """Asks about the coverage of a topic, or of a time or source.

    Its sources, its articles (with their authors; the newest alone), the first or the last one.
    """

    wanted: ArticleQuery
    what: CoverageOf
    kind: Literal["coverage"] = "coverage"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared, as it is called: what articles say of `topic`, and of `shared`.

    They are published in `days`, if the side has its own, and are of one source if `source` is set.
    """

    name: str
    topic: str
    shared: str = ""
    days: Days | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonIntent:
    """Asks to compare things, or what several sources say about one topic, within `time`."""

    sources: tuple[str, ...]
    topic: Topic
    time: Time | None = None
    sides: tuple[Side, ...] = ()
    kind: Literal["comparison"] = "comparison"


BriefOf = Literal["topic", "events", "article", "latest", "name", "reasons"]


@dataclass(frozen=True, slots=True)
class BriefIntent:
    """Asks for what there is on `topic`, what happened to it, an article on it, its latest news.

    Or who it is, or for reasons. Reasons are a question's own: its topic is the whole question.
    """

    topic: str
    of: BriefOf
    kind: Literal["brief"] = "brief"


@dataclass(frozen=True, slots=True)
class QuotesIntent:
    """Asks for what people say about `topic`, verbatim; by `speaker` alone if one is named."""

    topic: Topic
    speaker: str = ""
    kind: Literal["quotes"] = "quotes"


@dataclass(frozen=True, slots=True)
class DoubleIntent:
    """Two questions in one, each as a standalone question: of plans of earlier versions."""

    questions: tuple[str, str]
    kind: Literal["double"] = "double"


Intent = Annotated[
    TimelineIntent
    | CountIntent
    | CoverageIntent
    | ComparisonIntent
    | QuotesIntent
    | DoubleIntent
    | BriefIntent,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class Mention:
    """A source or author named in the question, from code point `start` to `end`."""

    name: str
    start: int
    end: int
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subquestion:
    """A part of the question that is searched separately, with its own sources and time."""

    text: str
    sources: tuple[str, ...] = ()
    time: Time | None = None


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What a question asks for, and where to search. It is part of an answer's JSON.

    `missing` are publishers that the archive does not have. Each of the `parts` is searched
    separately, and so is each of the `clauses` that describe the thing asked for. `topic` is the
    question without its times and sources. `intents` are tried in order; if none of them finds
    anything, the question is answered as an ordinary one. `intent` is the kind of answer wanted,
    `language` the question's (ISO 639-1, empty if unknown), `names` are the people, places and
    organisations that it names, and `queries` are searched besides the question. `by_model` says
    that a chat model made the plan, `follows` that the question leans on the turns before it. "This
    week" counts from the day `asked_on` (UTC).
    """

    question: str
    times: tuple[Time, ...] = ()
    mentions: tuple[Mention, ...] = ()
    missing: tuple[Mention, ...] = ()
    parts: tuple[Subquestion, ...] = ()
    clauses: tuple[str, ...] = ()
    latest: bool = False
    topic: str = ""
    intents: tuple[Intent, ...] = ()
    intent: IntentName = "fact"
    language: str = ""
    names: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    by_model: bool = False
    follows: bool = False
    asked_on: date | None = None
    # Plans of earlier versions have more fields.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    @property
    def sources(self) -> tuple[str, ...]:
        """The archive's sources that the question names, in order."""
        return tuple(dict.fromkeys(s for mention in self.mentions for s in mention.sources))

    @property
    def authors(self) -> tuple[str, ...]:
        """The archive's authors that the question names, in order."""
        return tuple(dict.fromkeys(a for mention in self.mentions for a in mention.authors))

    @property
    def days(self) -> Days | None:
        """The days from the first to the last time in the question."""
        return hull([time.days for time in self.times]) if self.times else None

    @property
    def use(self) -> Use | None:
        """ "filter" if all times are filters, else "prefer"; None without times."""
        if not self.times:
            return None
        return "filter" if all(time.use == "filter" for time in self.times) else "prefer"

    def in_words(self) -> list[str]:
        """A line for each thing understood, with the words it was read from."""
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
