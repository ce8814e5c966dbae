"""The plan that a chat model makes of a question: the form it fills in, and what of it is used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, get_args

from pydantic import BaseModel, field_validator

from assistant.llm.evidence_prompt import shown
from assistant.planning.known_names import Names, Words, words_of
from assistant.planning.question_guard import is_usable
from assistant.planning.turns import MOST_TURNS, told
from assistant.schema.query_plan import UNSEARCHED, IntentName, Mention, QueryPlan, Time
from assistant.schema.question import Question
from assistant.text.date_ranges import Days, in_words
from index.catalog.bylines import Counts
from index.catalog.overview import Overview
from index.prompt_injection import is_hostile

PROMPT = "plan"
_CONVERSATION = 1_000  # tokens
_MOST_SMALL_TALK = 12  # words of a greeting or a call for help
_MOST_SOURCES, _MOST_LANGUAGES = 40, 5  # in the prompt
_MOST_QUERIES, _MOST_NAMES, _MOST_CHARACTERS = 4, 8, 200  # that are used; of one of them


class PlanReply(BaseModel):
    """What the model fills in; prompts/plan.md says what each field means."""

    question: str
    language: str = ""
    intent: IntentName = "fact"
    names: list[str] = []
    sources: list[str] = []
    authors: list[str] = []
    since: str | None = None
    until: str | None = None
    latest: bool = False
    queries: list[str] = []

    @field_validator("intent", mode="before")
    @classmethod
    def _one_of_ours(cls, said: Any) -> Any:
        name = "-".join(str(said).lower().replace("_", " ").split())
        return name if name in get_args(IntentName) else "fact"

    @field_validator("names", "sources", "authors", "queries", mode="before")
    @classmethod
    def _list(cls, said: Any) -> Any:
        return [said] if isinstance(said, str) else said or []

    @field_validator("language", mode="before")
    @classmethod
    def _code(cls, said: Any) -> str:
        return str(said or "").strip().lower()[:2]


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive knows: names of its sources and authors, numbers, and what texts mention."""

    names: Names
    overview: Overview
    is_mentioned: Callable[[str], bool]


def values_of(question: Question, overview: Overview) -> dict[str, str]:
    """The values of the prompt; text of users and articles is escaped."""
    dates = overview.dates
    return {
        "today": f"{question.scope.as_of or datetime.now(UTC):%A, %-d %B %Y}",
        "articles": f"{overview.articles:,}",
        "first": in_words(dates.first) if dates.first else "an unknown day",
        "last": in_words(dates.last) if dates.last else "an unknown day",
        "languages": _listed(overview.languages, _MOST_LANGUAGES) or "unknown languages",
        "sources": _listed(overview.sources, _MOST_SOURCES) or "none is known",
        "conversation": told(question.turns, _CONVERSATION),
        "question": shown(question.text),
    }


def _listed(counts: Counts, most: int) -> str:
    names = [f"{shown(name)} ({count:,})" for name, count in counts if not is_hostile(name)]
    more = f"; and {len(names) - most:,} more" if len(names) > most else ""
    return "; ".join(names[:most]) + more


def plan_of(reply: PlanReply, question: Question, known: Known) -> QueryPlan | None:
    """The plan; None if the standalone question has names or numbers that were not said before."""
    said = " ".join(reply.question.split()).strip('"“”*# ')
    heard = _heard(question)
    dates = known.overview.dates
    years = range((dates.first or date.max).year, datetime.now(UTC).year + 2)
    sources = [name for name, _ in known.overview.sources]
    is_repeated = words_of(said) == words_of(question.text)
    if is_repeated:
        said = question.text
    elif not is_usable(said, question.text, [*heard, *sources], years, known.is_mentioned):
        return None
    mentions, missing = _mentions(reply, said, [question.text, *heard], known)
    queries = _clean(reply.queries, _MOST_QUERIES)
    is_long = len(words_of(question.text)) > _MOST_SMALL_TALK or bool(reply.names)
    intent: IntentName = "fact" if reply.intent in UNSEARCHED and is_long else reply.intent
    return QueryPlan(
        question=said,
        times=_times(reply),
        mentions=mentions,
        missing=missing,
        latest=reply.latest or intent == "latest",
        topic=queries[0] if queries else said,
        intent=intent,
        language=reply.language,
        names=_clean(reply.names, _MOST_NAMES),
        queries=tuple(query for query in queries if words_of(query) != words_of(said)),
        by_model=True,
        follows=not is_repeated and bool(question.turns),
    )


def _heard(question: Question) -> list[str]:
    return [
        text
        for turn in question.turns[-MOST_TURNS:]
        for text in (turn.question, turn.answer, *turn.sentences)
    ]


def _clean(texts: Sequence[str], most: int) -> tuple[str, ...]:
    """The first of `texts` that are short and address no model, each once."""
    plain = (" ".join(text.split()) for text in texts)
    kept = (text for text in plain if text and len(text) <= _MOST_CHARACTERS)
    return tuple(dict.fromkeys(text for text in kept if not is_hostile(text)))[:most]


def _times(reply: PlanReply) -> tuple[Time, ...]:
    first, last = _day(reply.since), _day(reply.until)
    if first is None and last is None:
        return ()
    if first and last:
        first, last = sorted((first, last))  # models confuse the two
    days = Days(first, last)
    return (Time(days, "filter", str(days), 0, 0),)


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat((said or "").strip()[:10])
    except ValueError:
        return None


def _mentions(
    reply: PlanReply, said: str, heard: Sequence[str], known: Known
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """The archive's sources and authors that were named, and named publishers that it lacks.

    A name that nobody said is the model's invention, and no filter.
    """
    spoken = " ".join(["", *(word for text in heard for word in words_of(text)), ""])

    def is_said(words: Words) -> bool:
        return bool(words) and f" {' '.join(words)} " in spoken

    forms = known.names.forms
    mentions, missing = [], []
    for name in (*reply.sources, *reply.authors):
        words = words_of(name)
        form = forms.get(words[1:] if words[:1] == ("the",) and words[1:] else words)
        if form is None and name in reply.sources and is_said(words):
            missing += [] if known.is_mentioned(name) else [_mention(name, said)]
        elif form is not None:
            named = (form.sources, form.authors)
            written = (one for one, of in forms.items() if (of.sources, of.authors) == named)
            mentions += [_mention(name, said, *named)] if any(map(is_said, written)) else []
    return tuple(dict.fromkeys(mentions)), tuple(dict.fromkeys(missing))


def _mention(
    name: str, said: str, sources: tuple[str, ...] = (), authors: tuple[str, ...] = ()
) -> Mention:
    start = max(0, said.casefold().find(name.casefold()))
    end = start + len(name) if said[start:].casefold().startswith(name.casefold()) else start
    return Mention(name, start, end, sources, authors)
