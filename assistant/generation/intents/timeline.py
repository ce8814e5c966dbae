"""Timelines: dated sentences in the order of the events.

Written without a model: the text after each day is an article's own sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.generation.intents.article_search import loosened
from assistant.generation.intents.context import IntentContext
from assistant.generation.intents.event_sentences import DatedEvent, find_events
from assistant.generation.intents.nearest import NEAREST, nearest_of
from assistant.generation.intents.topic_articles import ABOUT, TopicWords
from assistant.planning.english.intents.question_mask import read_topic
from assistant.retrieval.evidence import gather, name_sentences
from assistant.retrieval.hybrid import search
from assistant.retrieval.relaxation import relax, within_time
from assistant.schema.answer import Abstention, Reason
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import QueryPlan, Time, TimelineIntent, Topic
from assistant.schema.question import Question
from assistant.schema.timeline import Coverage, Entry, Timeline
from assistant.text import refusals
from assistant.text.date_ranges import Days
from assistant.text.words import split_words, stem
from index.catalog.phrases import PeriodCount, read_listed, read_spread
from index.catalog.scope import Scope

BULLETS = 12  # events in an answer: those that most sources report and that name the topic
_LEAST = 2  # events of a timeline
_TOLD = 0.75  # of what the topic's words are worth, in a sentence and its title
_MOST_ARTICLES = 200  # read for their sentences, some 2 ms each
_MOST_ENTRIES = 100


def prepare_timeline(
    intent: TimelineIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence | None:
    """The events as evidence and as a draft; None where there are no two on the topic."""
    relaxed = relax(context.archive, plan, question.scope)
    window = intent.time.days if intent.time else Days(None, None)
    scope = _published(relaxed.scope, intent.time)
    traced = trace(context, intent.topic, scope, window) if scope else None
    if traced is None or len(traced.events) < _LEAST:
        return None
    shown = _foremost(traced.events, BULLETS)
    notes = [note for note in relaxed.dropped if "sources" in note]
    left = len(traced.events) - len(shown)
    if left:
        notes.append(f"{left} more dated sentences are left out; `assistant timeline` has them.")
    evidence = name_sentences(question.standalone, [one.place for one in shown])
    statements = tuple(
        sentence.quote(f"{one.when}: ") for one, sentence in zip(shown, evidence, strict=True)
    )
    return Evidence(
        sentences=evidence,
        shape="timeline",
        relaxed=tuple(notes),
        draft=Draft(statements),
        author="quotations",
    )


@dataclass(frozen=True, slots=True)
class TracedTopic:
    """Where articles about a topic appeared, and the events in them.

    `meaning` says how the articles were chosen.
    """

    meaning: str
    counts: Sequence[PeriodCount] = ()
    events: Sequence[DatedEvent] = ()


def trace(context: IntentContext, topic: Topic, scope: Scope, window: Days) -> TracedTopic:
    """What the archive has on `topic` within `scope`: the events of `window`, all its articles."""
    catalogue = context.archive.catalogue
    none = TracedTopic(topic.in_words())
    for tried in _loosened(topic, TopicWords.of(context.archive, topic.text)):
        found = read_spread(catalogue, tried.phrases, scope) if tried.phrases else None
        if found and found.versions:
            step = max(1, len(found.versions) // _MOST_ARTICLES)  # of very many, some
            articles, text = read_listed(catalogue, found.versions[::step]), " ".join(tried.phrases)
            events = find_events(context.archive, articles, text, window, context.minilm)
            words = TopicWords.of(context.archive, text)
            kept = [one for one in events if words.share_in(_told(one)) >= _TOLD]
            traced = TracedTopic(tried.in_words(), found.counts, kept)
            if kept:
                return traced
            none = none if none.counts else traced
    return none


def _loosened(topic: Topic, words: TopicWords) -> Iterator[Topic]:
    """The topic, then less and less of it, as long as it is half of what its words are worth.

    "Pandas leaving and coming back to zoos" is said by few: its words that are worth most by more.
    """
    core: list[str] = []
    for stemmed in sorted(words.worth, key=lambda one: -words.worth[one]):
        if words.share_in(" ".join(core)) < ABOUT:
            core += [one for one in split_words(topic.text) if stem(one) == stemmed][:1]
    for tried in (*loosened(topic), Topic(topic.text, (), tuple(core))):
        if words.share_in(" ".join(tried.phrases)) >= ABOUT:
            yield tried


def _told(event: DatedEvent) -> str:
    return f"{event.place.article.title or ''} {event.place.text}"


def make_timeline(context: IntentContext, about: str, scope: Scope) -> Timeline:
    """The timeline of a topic, as `Assistant.timeline` gives it."""
    topic = read_topic(about)
    window = Days(scope.since and scope.since.date(), scope.until and scope.until.date())
    traced = trace(context, topic, scope, window)
    events = _foremost(traced.events, _MOST_ENTRIES)
    evidence = name_sentences(about, [one.place for one in events])
    entries = tuple(
        Entry(
            day=one.when.day,
            when=str(one.when),
            text=sentence.quote().text,
            citation=sentence.citation(number),
        )
        for number, (one, sentence) in enumerate(zip(events, evidence, strict=True), start=1)
    )
    return Timeline(
        about=about,
        meaning=traced.meaning,
        entries=entries,
        coverage=tuple(
            Coverage(source=one.source, first=one.first, last=one.last, articles=one.articles)
            for one in traced.counts
        ),
        abstention=None if entries else _nothing(context, traced, about, scope),
    )


def nothing_from(about: str, detail: str) -> Timeline:
    """No timeline: the archive has nothing from the source that was asked for."""
    abstention = Abstention(reason="no-such-source", detail=detail, nearest=[])
    return Timeline(about=about, meaning="", entries=(), coverage=(), abstention=abstention)


def _nothing(context: IntentContext, traced: TracedTopic, about: str, scope: Scope) -> Abstention:
    if traced.counts:
        reason: Reason = "insufficient-evidence"
        detail = refusals.NO_DATED_EVENT.format(traced.meaning)
    elif next(context.archive.catalogue.articles(), None) is None:
        reason, detail = "empty-archive", refusals.EMPTY_ARCHIVE
    else:
        reason, detail = (
            "not-in-archive",
            refusals.NO_ARTICLES.format(traced.meaning),
        )
    is_empty = reason == "empty-archive"
    hits = [] if is_empty else search(context.archive, about, NEAREST, scope.around)
    catalogue = context.archive.catalogue
    found = gather(about, hits, context.evidence_tokens, catalogue=catalogue)
    near = nearest_of(about, found, TopicWords.of(context.archive, about))
    return Abstention(reason=reason, detail=detail, nearest=near)


def _published(scope: Scope, time: Time | None) -> Scope | None:
    """When articles about what happened at that time come out: then, and for some weeks after."""
    return within_time(scope, replace(time, use="prefer") if time else None)


def _foremost(events: Sequence[DatedEvent], most: int) -> list[DatedEvent]:
    """The `most` events of most worth, in the order of `events`."""
    best = set(sorted(range(len(events)), key=lambda place: -events[place].worth)[:most])
    return [event for place, event in enumerate(events) if place in best]
