"""What happened with something, since when: dated sentences in the order of the events.

Written without a model: what stands after each day is an article's own sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from assistant.generation.intents.base import Means
from assistant.generation.intents.event_sentences import Happening, find_happenings
from assistant.generation.intents.question_mask import Understand
from assistant.generation.intents.topics import Topic, find_about
from assistant.generation.writer import Written
from assistant.planning.english.planner import without_scope
from assistant.planning.english.times import Time
from assistant.retrieval.evidence import gather, name_sentences
from assistant.retrieval.hybrid import search
from assistant.retrieval.relaxation import relax, within_time
from assistant.schema.answer import Abstention, Reason, Shape
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.question import Asking
from assistant.schema.timeline import Coverage, Entry, Timeline
from assistant.text.date_ranges import Days
from assistant.verification.conclusion import NEAREST, nearest_of
from index.catalog.phrases import Listed
from index.catalog.scope import Scope

BULLETS = 12  # of an answer: the events that most sources tell of, and that name the topic
_MOST_ARTICLES = 200  # read for their sentences, some 2 ms each
_MOST_ENTRIES = 100


_HAPPENED = re.compile(
    r"^(?:so,?\s+|and\s+)?what(?:\s+(?:has|have|had|all|else))*(?:['’]s)?\s+(?:been\s+)?"
    r"(?:happened|happening|occurred|transpired|gone\s+on|going\s+on|become\s+known)\s+"
    r"(?P<with>with|to|around|regarding|concerning|about|over|in|at)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_EVENTS = re.compile(
    r"^(?:(?:please\s+)?(?:give|show|make|draw|list|tell|trace|summari[sz]e|outline|recount|write)\s+"
    r"(?:me\s+|us\s+|up\s+)?|what\s+(?:is|was|were|are)\s+)?(?:(?:a|an|the|all|all\s+the)\s+)?"
    r"(?:(?:brief|short|full|complete|detailed|main|key)\s+)?"
    r"(?:timeline|time\s+line|chronology|(?:sequence|course|order)\s+of\s+events|events|developments)\s+"
    r"(?:of|for|in|around|about|on|surrounding|regarding|with|concerning)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_UNFOLDED = re.compile(
    r"^how\s+(?:did|has|have)\s+(?P<topic>.+?)\s+(?:unfold(?:ed)?|develop(?:ed)?|play(?:ed)?\s+out)"
    r"(?:\s+(?:since|over|in|during|from|between|after|until|so)\s.+)?\s*\??$",
    re.IGNORECASE,
)
# What happened "to" or "in" something one sentence may say, unless a stretch is asked about.
_BROAD = ("with", "around", "regarding", "concerning", "about")
_STRETCH = 14  # days at least; of one day one sentence may say all
_LINES = re.compile(r"\b(?:timeline|time\s+line|chronology|(?:sequence|course|order)\s+of)\b", re.I)


@dataclass(frozen=True, slots=True)
class TimelineQuestion:
    """What a timeline is asked about, and the stretch of days, if one is named."""

    topic: Topic
    time: Time | None = None
    shape: ClassVar[Shape] = "timeline"

    def prepare(self, asking: Asking, means: Means) -> Asking | None:
        """The events as evidence and as a draft; None where nothing is about the topic."""
        asked = means.finder.understand(asking.question, asking.scope)
        relaxed = relax(means.archive, asked, asking.scope)
        window = self.time.days if self.time else Days(None, None)
        scope = _published(relaxed.scope, self.time)
        traced = trace(means, self.topic, scope, window) if scope else None
        if traced is None or not traced.events:
            return None
        shown = _foremost(traced.events, BULLETS)
        notes = [note for note in relaxed.dropped if "sources" in note]
        left = len(traced.events) - len(shown)
        if left:
            notes.append(
                f"{left} more dated sentences are left out; `assistant timeline` has them."
            )
        evidence = name_sentences(
            asking.question, [(one.article, one.span, one.number) for one in shown]
        )
        statements = tuple(
            DraftStatement((sentence.id,), one.text, f"{one.when}: ")
            for one, sentence in zip(shown, evidence, strict=True)
        )
        return replace(
            asking,
            evidence=evidence,
            shape=self.shape,
            writers=(Written(Draft(statements), "quotations"),),
            understood=(*asked.in_words(), f"a timeline of articles that {traced.meaning}"),
            relaxed=tuple(notes),
        )


def read(question: str, understand: Understand) -> TimelineQuestion | None:
    """Whether `question` asks for a course of events, and of what.

    "What happened to safety bumpers in 1979?" does not: one sentence may say it.
    """
    question = question.strip()
    match = _HAPPENED.match(question) or _EVENTS.match(question) or _UNFOLDED.match(question)
    if match is None:
        return None
    asked = understand(question)
    time = asked.times[0] if len(asked.times) == 1 else None
    if len(asked.times) > 1 or not _is_course(match, time):
        return None
    offset = match.start("topic")
    topic = Topic.of(without_scope(match["topic"], offset, asked))
    return TimelineQuestion(topic, time) if topic.phrases else None


def _is_course(match: re.Match[str], time: Time | None) -> bool:
    """Whether more than one event is asked for."""
    if time and 0 < time.days.length < _STRETCH:
        return bool(_LINES.search(match.string))
    if match.re is not _HAPPENED:
        return match.re is _UNFOLDED or time is not None or bool(_LINES.search(match.string))
    word = match["with"].lower()
    if word in _BROAD:
        return True
    return time is not None and (time.days.length == 0 or time.is_relative)


@dataclass(frozen=True, slots=True)
class Traced:
    """The articles about a topic (`meaning` says how that is known) and the events they tell of."""

    meaning: str
    articles: Sequence[Listed] = ()
    events: Sequence[Happening] = ()


def trace(means: Means, topic: Topic, scope: Scope, window: Days) -> Traced:
    """What the archive has on `topic` within `scope`: the events of `window`, all its articles."""
    tried, articles = find_about(means.archive.catalogue, topic, scope)
    if not articles:
        return Traced(topic.in_words())
    dated = [listed for listed in articles if listed.day] or list(articles)
    step = max(1, len(dated) // _MOST_ARTICLES)  # of very many, some of every time
    text = " ".join(tried.phrases)
    events = find_happenings(means.archive, dated[::step], text, window, means.minilm)
    return Traced(tried.in_words(), articles, events)


def make_timeline(means: Means, about: str, scope: Scope) -> Timeline:
    """The timeline of a topic, as `Assistant.timeline` gives it."""
    topic = Topic.of(about)
    window = Days(scope.since and scope.since.date(), scope.until and scope.until.date())
    traced = trace(means, topic, scope, window)
    events = _foremost(traced.events, _MOST_ENTRIES)
    evidence = name_sentences(about, [(one.article, one.span, one.number) for one in events])
    entries = tuple(
        Entry(
            day=one.when.day, when=str(one.when), text=one.text, citation=sentence.citation(number)
        )
        for number, (one, sentence) in enumerate(zip(events, evidence, strict=True), start=1)
    )
    coverage = tuple(
        Coverage(day=one.day, source=one.source, article=one.id, title=one.title)
        for one in traced.articles
    )
    return Timeline(
        about=about,
        meaning=traced.meaning,
        entries=entries,
        coverage=coverage,
        abstention=None if entries else _nothing(means, traced, about, scope),
    )


def nothing_from(about: str, detail: str) -> Timeline:
    """No timeline: the archive has nothing from the source that was asked for."""
    abstention = Abstention(reason="no-such-source", detail=detail, nearest=[])
    return Timeline(about=about, meaning="", entries=(), coverage=(), abstention=abstention)


def _nothing(means: Means, traced: Traced, about: str, scope: Scope) -> Abstention:
    many = len(traced.articles)
    if many:
        reason: Reason = "insufficient-evidence"
        them = f"The {many} articles" if many > 1 else "The one article"
        detail = f"{them} that {traced.meaning} do not say what happened when."
    elif next(means.archive.catalogue.articles(), None) is None:
        reason, detail = "empty-archive", "The archive is empty; run `assistant index PATH`."
    else:
        reason, detail = (
            "not-in-archive",
            f"No article within what was asked is found to {traced.meaning}.",
        )
    is_empty = reason == "empty-archive"
    hits = [] if is_empty else search(means.archive, about, NEAREST, scope.around)
    near = nearest_of(about, gather(about, hits, means.evidence_tokens))
    return Abstention(reason=reason, detail=detail, nearest=near)


def _published(scope: Scope, time: Time | None) -> Scope | None:
    """When articles about what happened at that time come out: then, and for some weeks after."""
    return within_time(scope, replace(time, use="prefer") if time else None)


def _foremost(events: Sequence[Happening], most: int) -> list[Happening]:
    """The `most` events of most worth, in the order of `events`."""
    best = set(sorted(range(len(events)), key=lambda place: -events[place].worth)[:most])
    return [event for place, event in enumerate(events) if place in best]
