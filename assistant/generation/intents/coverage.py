"""Which sources covered something, which articles did, and who was first: from the catalogue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from assistant.generation.intents.absence import why_none
from assistant.generation.intents.article_lists import (
    WRITER,
    Wanted,
    cite,
    counted,
    find_wanted,
    many,
    reprints_among,
    told_day,
    told_reprints,
    within_words,
    written,
)
from assistant.generation.intents.base import Means
from assistant.generation.intents.question_mask import ABOUT, WHO, Understand, mask, topic_in
from assistant.generation.intents.topics import Topic
from assistant.schema.answer import Shape
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.question import Asking
from index.catalog.phrases import Listed

_SOURCES, _ARTICLES = 12, 20  # a line each; the others are counted

What = Literal["sources", "articles", "first", "last"]

_OUTLETS = (
    r"(?:news\s+)?(?:sources|outlets|papers|newspapers|publishers|publications|media|media\s+outlets"
    r"|news\s+organi[sz]ations|agencies|magazines)"
)
_OUTLET = (
    rf"(?:{_OUTLETS}|(?:news\s+)?(?:source|outlet|paper|newspaper|publisher|publication|agency))"
)
_ITEMS = r"(?:news\s+)?(?:articles?|stories|pieces|news\s+items)"
_HAVE = r"(?:(?:have|has|had|also|all|ever|did)\s+)*"
_COVER = (
    r"(?:cover(?:ed)?|report(?:ed)?\s+(?:on|about)|reported|wrote\s+about|write\s+about|written\s+about"
    r"|mention(?:ed)?|carried\s+(?:news|stories|articles|reports)\s+(?:on|about|of)"
    r"|(?:published|ran|have|had|has)\s+(?:something|anything|articles?|stories|pieces|reports)"
    r"\s+(?:on|about))"
)
_TELL = (
    r"(?:report(?:ed)?(?:\s+(?:on|about))?|cover(?:ed)?|mention(?:ed)?"
    r"|(?:wr[io]te|written)\s+about)"
)
_FORMS: tuple[tuple[What, re.Pattern[str]], ...] = tuple(
    (what, re.compile(rf"^(?:so,?\s+|and\s+)?{form}$", re.IGNORECASE))  # type: ignore[misc]
    for what, form in (
        (
            "first",
            rf"when\s+did\s+{WHO}\s+first\s+{_TELL}\s+(?P<topic>.+)",
        ),
        (
            "first",
            rf"when\s+did\s+{WHO}\s+{_TELL}\s+(?P<topic>.+?)\s+(?:for\s+the\s+first\s+time|first)",
        ),
        ("last", rf"when\s+did\s+{WHO}\s+(?:last|most\s+recently)\s+{_TELL}\s+(?P<topic>.+)"),
        (
            "first",
            rf"(?:which|what)\s+{_OUTLET}\s+(?:was\s+the\s+)?first\s+(?:to\s+)?{_TELL}\s+(?P<topic>.+)",
        ),
        (
            "first",
            rf"(?:which|what)\s+{_OUTLET}\s+{_TELL}\s+(?P<topic>.+?)\s+first",
        ),
        (
            "first",
            r"who\s+(?:was\s+the\s+first\s+to\s+report|first\s+reported)\s+(?:on|about)\s+(?P<topic>.+)",
        ),
        (
            "sources",
            rf"(?:which|what|how\s+many)\s+(?:of\s+(?:the|our)\s+)?{_OUTLETS}\s+{_HAVE}{_COVER}\s+(?P<topic>.+)",
        ),
        (
            "sources",
            rf"(?:in|by)\s+(?:which|what|how\s+many)\s+{_OUTLETS}\s+(?:was|were|has|have|is)\s+(?P<topic>.+?)"
            r"\s+(?:been\s+)?(?:covered|mentioned|reported(?:\s+on)?|written\s+about)",
        ),
        (
            "articles",
            rf"(?:which|what)\s+{_ITEMS}\s+(?:mention|discuss|cover|are\s+about|deal\s+with|talk\s+about"
            r"|refer\s+to)\s+(?P<topic>.+)",
        ),
        (
            "articles",
            rf"(?:which|what)\s+{_ITEMS}\s+(?:are\s+there\s+)?{ABOUT}\s+(?P<topic>.+?)"
            rf"(?:\s+(?:are\s+there|(?:did|has|have)\s+{WHO}\s+(?:publish|published|write|written|have)))?",
        ),
        (
            "articles",
            rf"(?:which|what)\s+{_ITEMS}\s+(?:did|has|have)\s+{WHO}\s+(?:publish|published|write|written)"
            rf"\s+{ABOUT}\s+(?P<topic>.+)",
        ),
        (
            "articles",
            rf"(?:please\s+)?(?:list|show|name|give|find)(?:\s+me|\s+us)?(?:\s+all|\s+every)?(?:\s+of)?"
            rf"(?:\s+the)?\s+{_ITEMS}\s+{ABOUT}\s+(?P<topic>.+)",
        ),
    )
)
_HINT = re.compile(rf"\b(?:first|last|recently|{_OUTLETS}|{_ITEMS})\b", re.IGNORECASE)
# "Which sources reported that ...", "who first reported on whether": a claim, not a topic.
_CLAUSE = re.compile(r"^(?:that|whether|if|how|why|who|what|when|having|being)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """What is asked of the articles that are about a topic."""

    wanted: Wanted
    what: What
    shape: ClassVar[Shape] = "coverage"

    def prepare(self, asking: Asking, means: Means) -> Asking:
        """Counted statements, or an abstention that says what there is none of."""
        wanted, articles = find_wanted(means.archive, self.wanted, asking.scope)
        understood = (f"{self.what} of the coverage: articles {wanted.in_words()}",)
        asking = replace(asking, shape=self.shape, understood=understood)
        dated = [one for one in articles if one.day]
        if not articles or (self.what in ("first", "last") and not dated):
            reason, detail = why_none(means.archive, self.wanted, asking.scope)
            if articles:
                found = f"{many(len(articles))} {wanted.in_words(len(articles))}"
                reason, detail = "insufficient-evidence", f"None of the {found} has a date."
            return replace(asking, draft=Draft(reason=reason, detail=detail), model=WRITER)
        if self.what == "sources":
            statements, cited = _by_source(asking, means, wanted, articles)
        elif self.what == "articles":
            statements, cited = _one_by_one(asking, means, wanted, articles)
        else:
            one = dated[0] if self.what == "first" else dated[-1]
            statements, cited = _at_one_end(asking, means, wanted, (one, articles), self.what)
        return replace(asking, evidence=cited, writers=written(*statements))


Told = tuple[list[DraftStatement], list[EvidenceSentence]]


def _by_source(asking: Asking, means: Means, wanted: Wanted, articles: Sequence[Listed]) -> Told:
    """A line for each source, the ones with most articles first."""
    of: dict[str, list[Listed]] = {}
    for one in articles:
        of.setdefault(one.source or "", []).append(one)
    named = sorted(
        (source for source in of if source), key=lambda source: (-len(of[source]), source)
    )
    shown = named[:_SOURCES]
    firsts = [of[source][0] for source in shown] or [articles[0]]
    cited = cite(means, asking.question, firsts, wanted.topic)
    head = f"{len(named)} source{'' if len(named) == 1 else 's'} of the archive"
    head += f" {'has' if len(named) == 1 else 'have'} {many(len(articles) - len(of.get('', [])))}"
    head += f" {wanted.in_words(len(articles))}{within_words(asking.scope)}."
    if "" in of:
        head += f" {_more(len(of['']))} no source."
    if len(named) > len(shown):
        head += f" The {len(shown)} with most are listed."
    head += told_reprints(reprints_among(means.archive, articles))
    statements = [counted(head, list(cited.values()))]
    for source in shown:
        own = [cited[of[source][0].id]] if of[source][0].id in cited else []
        first = ", the first" if len(of[source]) > 1 else ""
        statements.append(
            counted(f"{source}: {many(len(of[source]))}{first} {told_day(of[source][0])}.", own)
        )
    return statements, list(cited.values())


def _one_by_one(asking: Asking, means: Means, wanted: Wanted, articles: Sequence[Listed]) -> Told:
    """A line for each article."""
    shown = articles[:_ARTICLES]
    cited = cite(means, asking.question, shown, wanted.topic)
    found = f"{many(len(articles))} {wanted.in_words(len(articles))}"
    head = f"{wanted.whom or 'The archive'} has {found}{within_words(asking.scope)}."
    if len(articles) > len(shown):
        head += f" The first {len(shown)} are listed."
    head += told_reprints(reprints_among(means.archive, articles))
    statements = [counted(head, list(cited.values()))]
    for one in shown:
        own = [cited[one.id]] if one.id in cited else []
        source = f" ({one.source})" if one.source else ""
        statements.append(counted(f"{_day(one)}: “{one.title or one.id}”{source}.", own))
    return statements, list(cited.values())


def _at_one_end(
    asking: Asking,
    means: Means,
    wanted: Wanted,
    found: tuple[Listed, Sequence[Listed]],
    what: What,
) -> Told:
    """The first article, or the last one."""
    one, articles = found
    cited = cite(means, asking.question, [one], wanted.topic)
    same = [other for other in articles if other.day == one.day and other.id != one.id]
    head = f"{one.source or 'An article without a source'} {what} {_says(wanted.topic)}"
    head += f" {told_day(one)}, in “{one.title or one.id}”{within_words(asking.scope)}."
    others = sorted({other.source for other in same if other.source and other.source != one.source})
    if others:
        head += f" On the same day also: {', '.join(others)}."
    undated = sum(other.day is None for other in articles)
    if undated:
        head += f" {_more(undated)} no date."
    return [counted(head, list(cited.values()))], list(cited.values())


def _says(topic: Topic) -> str:
    return topic.in_words().replace("say ", "said ", 1) + " in an article of the archive"


def _more(count: int) -> str:
    return f"{many(count).replace(' ', ' more ')} {'has' if count == 1 else 'have'}"


def _day(one: Listed) -> str:
    day = told_day(one).removeprefix("on ")
    return day[0].upper() + day[1:]


def read(question: str, understand: Understand) -> CoverageQuestion | None:
    """Whether the coverage itself is asked about, and what of it."""
    if not _HINT.search(question):
        return None
    masked = mask(question, understand)
    for what, form in _FORMS:
        match = form.match(masked.text)
        topic = topic_in(match["topic"]) if match else None
        if topic and not _CLAUSE.match(topic):
            wanted = Wanted.of(masked, topic)
            return CoverageQuestion(wanted, what) if wanted.topic.phrases else None
    return None
