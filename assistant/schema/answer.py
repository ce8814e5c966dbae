"""The answer: its statements and citations, or a typed abstention.

These models are the JSON contract of `assistant ask --json`.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, PrivateAttr

from assistant.schema.query_plan import QueryPlan
from assistant.schema.renderers import renderers
from assistant.schema.surroundings import NOTHING_KNOWN, Surroundings

if TYPE_CHECKING:
    import pandas

# quoted: verbatim; verified: exact checks and a judge agree; checked: exact checks alone, no judge
# was to be asked; unverified: exact checks do not find all of it in what it cites; it is marked.
Support = Literal["quoted", "verified", "checked", "unverified"]
# The form of an answer: an ordinary one, or one of those in assistant/generation/intents/.
Shape = Literal["answer", "timeline", "count", "coverage", "comparison"]
Reason = Literal[
    "empty-archive",
    "not-in-archive",
    "not-in-source",
    "outside-dates",
    "insufficient-evidence",
    "no-such-source",
    "filters-too-narrow",
]


Change = Callable[["Citation"], "Citation"]


class Frozen(BaseModel, frozen=True, extra="forbid"):
    """Data that does not change; unknown fields are an error."""

    def with_citations(self, change: Change) -> Self:
        """A copy in which each citation is what `change` makes of it."""
        return self.model_copy(update={name: _changed(value, change) for name, value in self})


def _changed(value: Any, change: Change) -> Any:
    if isinstance(value, Citation):
        return change(value)
    if isinstance(value, list | tuple):
        return type(value)(_changed(one, change) for one in value)
    return value.with_citations(change) if isinstance(value, Frozen) else value


class CitedArticle(Frozen):
    """The version of the article that a citation points into."""

    id: str
    version: int
    title: str | None
    source: str | None
    url: str | None
    published_at: datetime | None
    path: str | None


class Citation(Frozen):
    """A sentence of an article: `article.text[start:end] == quote`, in code points.

    `link` opens the article's page at the sentence; None if the article has no URL.
    """

    number: int
    quote: str
    start: int
    end: int
    article: CitedArticle
    link: str | None
    _surroundings: Surroundings = PrivateAttr(default=NOTHING_KNOWN)

    @property
    def surroundings(self) -> Surroundings:
        """The rest of its paragraph and the authors; empty if they were not looked up."""
        return self._surroundings

    def within(self, surroundings: Surroundings) -> Self:
        """A copy with the text around the citation, which is not part of its JSON."""
        copy = self.model_copy()
        copy._surroundings = surroundings
        return copy


class Statement(Frozen):
    """One sentence of an answer and the numbers of its citations.

    `support` is "quoted" for the sources' own words (after the day in a timeline, after the source
    in a comparison). It is "verified" for a model's words that the judge and the exact checks
    support, and for counts; "checked" if there was no judge; "unverified" if the exact checks do
    not find all of it in the cited sentences. `section` is the heading above the statement, if
    there is one. `answer` is the words of the text that answer the question, verbatim.
    """

    text: str
    support: Support
    citations: list[int]
    section: str | None = None
    answer: str | None = None


class Withheld(Frozen):
    """A statement that was written and is not shown, and what is wrong with it.

    `shown` is the part of it that is shown, if a judge supported only that.
    """

    text: str
    reason: str
    shown: str | None = None


class Searched(Frozen):
    """What was searched: the number of articles, published from `first` to `last`.

    `sources` are those that the user or the question named; empty if all were searched. `parts` are
    the parts of the question that were searched separately.
    """

    articles: int
    sources: list[str]
    first: date | None
    last: date | None
    parts: list[str]

    def __str__(self) -> str:
        of = f" of {' and '.join(self.sources)}" if self.sources else ""
        days = f", published from {self.first} to {self.last}" if self.first and self.last else ""
        parts = f", for {' and '.join(f'“{part}”' for part in self.parts)}" if self.parts else ""
        many = f"{self.articles:,} article{'' if self.articles == 1 else 's'}"
        return f"Searched: {many}{of}{days}{parts}."


class Abstention(Frozen):
    """Why there is no answer: `reason` for programs, `detail` as a sentence for people.

    `nearest` is the closest coverage in the archive, each from a different article.
    """

    reason: Reason
    detail: str
    nearest: list[Citation]
    searched: Searched | None = None


class Unanswered(Frozen):
    """A part of the question that is not answered, although another part is, and why."""

    part: str
    reason: Reason
    detail: str

    def __str__(self) -> str:
        return f"Not answered: “{self.part}”. {self.detail}"


class Value(Frozen):
    """One of several values for the same thing, and the sentence that gives it."""

    value: str
    citation: Citation


class Disagreement(Frozen):
    """Different values for the same thing, the oldest first.

    `newer` and `correction` are indices in `values`: of the newest value, and of one that corrects
    the others; None if not known. `note` describes the disagreement in a sentence.
    """

    values: list[Value]
    newer: int | None
    correction: int | None
    note: str


_MOST_IN_A_ROW = 6  # statements; more are hard to read as running text


def is_listed(shape: Shape, intent: str, statements: int) -> bool:
    """Whether an answer of that form to a question of that kind has a line for each statement."""
    is_list = shape in ("timeline", "coverage", "comparison") or intent in ("timeline", "quotes")
    return statements > 1 and (is_list or statements > _MOST_IN_A_ROW)


class Answer(Frozen):
    """The answer to one question. It has either `statements` or an `abstention`.

    `resolved` is the standalone question, if it was completed from the conversation. `plan` is
    None in answers of earlier versions.
    """

    question: str
    answered: bool
    text: str
    statements: list[Statement]
    citations: list[Citation]
    abstention: Abstention | None
    as_of: datetime | None
    model: str
    usage: dict[str, Any]
    seconds: dict[str, float]
    id: str
    disagreements: list[Disagreement] = []
    resolved: str | None = None
    shape: Shape = "answer"
    unanswered: Unanswered | None = None
    plan: QueryPlan | None = None
    withheld: list[Withheld] = []

    @property
    def is_list(self) -> bool:
        """Whether its statements are shown as a list, one a line, as in a timeline."""
        intent = self.plan.intent if self.plan else ""
        return is_listed(self.shape, intent, len(self.statements))

    def __str__(self) -> str:
        return self.text

    def to_markdown(self, *, question: bool = True, label: str = "") -> str:
        """Markdown with a footnote for each citation, to save or send.

        `label` is a prefix of the footnotes' names, so that one file can hold several answers.
        """
        return renderers().answer_in_markdown(self, question=question, label=label)

    def to_word(self) -> bytes:
        """A Word document, .docx (extra `formats`)."""
        return renderers().answer_in_word(self)

    def to_frame(self) -> "pandas.DataFrame":
        """A table with a row for each citation of each statement (extra `notebook`).

        Columns: statement, quote, article, source, date (UTC), support, url, article_id, start,
        end, question.
        """
        return renderers().answer_in_frame(self)

    def to_bibtex(self) -> str:
        """A BibTeX entry for each article cited (extra `notebook`)."""
        return renderers().answer_in_bibtex(self)

    def to_csl_json(self) -> str:
        """CSL-JSON for citation managers: a list with an item for each article cited."""
        return renderers().answer_in_csl(self)

    def _repr_markdown_(self) -> str:
        return self.to_markdown(question=False)

    def _repr_html_(self) -> str:
        return renderers().answer_as_html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self.to_markdown(question=False).rstrip())
