"""The planner: makes the query plan of a question, with the names that the archive has.

A chat model makes it if one is configured and could add something; else rules of English do, and a
question in another language is searched as it is.
"""

import threading
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assistant.llm.chat_models import ModelError
from assistant.llm.meter import BudgetError
from assistant.planning.english.intents import read_intents
from assistant.planning.english.intents.example_requests import NEAR, SAME
from assistant.planning.english.question_rules import read_question
from assistant.planning.known_names import Names, words_of
from assistant.planning.question_guard import names_in
from assistant.planning.small_talk import read_small_talk
from assistant.planning.spelling import respelt
from assistant.planning.turns import topic_of
from assistant.schema.draft import DraftError
from assistant.schema.query_plan import (
    UNSEARCHED,
    ArticleQuery,
    BriefOf,
    CountIntent,
    Intent,
    IntentName,
    QueryPlan,
    Topic,
)
from assistant.schema.question import Question
from assistant.text.date_ranges import Days
from assistant.text.dates import impossible_dates
from assistant.text.question_language import language_of_question, may_be_english
from assistant.text.words import content_stems
from index.archive import Archive
from index.catalog.bylines import has_articles, is_mentioned, read_bylines, read_dates
from index.catalog.overview import Overview, read_overview
from index.catalog.scope import Scope
from index.embedders.minilm import minilm_of

if TYPE_CHECKING:
    from assistant.llm.structured_request import Chat, Form

_SHORT = 16  # words
_BRIEFS: dict[BriefOf, IntentName] = {
    "topic": "brief",
    "events": "brief",
    "article": "brief",
    "latest": "latest",
    "name": "fact",
    "reasons": "explain",
}
_ASKS = ("?", "？", "؟")


class Planner:
    """Plans questions to one archive; caches its names until it changes. Thread-safe.

    `chat` is the model that plans; without one, rules do.
    """

    def __init__(self, archive: Archive, chat: "Chat | None" = None) -> None:
        self._archive, self._chat = archive, chat
        self._near = SAME if chat else NEAR  # a model understands the others itself
        self._lock = threading.Lock()
        self._names: tuple[tuple[int, datetime | None], Names] | None = None
        self._overview: tuple[tuple[int, Scope], Overview] | None = None

    def plan(self, question: Question) -> QueryPlan:
        """The plan without a model. A follow-up without a name has a query with the topic before.

        >>> planner.plan(Question("And in May?", turns=turns)).queries  # doctest: +SKIP
        ('Halden Narrows Bridge And in May?',)
        """
        known = read_small_talk(question.standalone, minilm_of(self._archive.embedder))
        if known is not None:
            return known
        text = question.standalone
        if self._is_of_the_archive(language_of_question(text), question.scope):
            text = respelt(self._archive, text, question.scope)
        plan = self.read(text, question.scope)
        intents = tuple(_sensible(read_intents(plan, self._near))) if may_be_english(text) else ()
        plan = replace(plan, intents=intents, intent=_name_of(plan, intents))
        is_of_its_own = names_in(text) or plan.mentions or _has_topic(plan)
        if is_of_its_own or not (topic := topic_of(question.turns)):
            return plan
        # "And in May" is no topic; "what happened last week" is about the topic before.
        kept = tuple(
            one
            for one in intents
            if not (
                one.kind == "brief" or (one.kind == "coverage" and not one.wanted.topic.phrases)
            )
        )
        return replace(plan, intents=kept, queries=(f"{topic} {text}",), follows=True)

    def is_needed(self, question: Question) -> bool:
        """Whether a model is configured and could add to the plan that is made without one."""
        return self._is_needed(question, self.plan(question))

    def stage(self, question: Question) -> Generator["Form", Any, QueryPlan]:
        """The plan, by one request to the model if it could add something; raises nothing.

        Without a usable reply it is the plan that is made without a model.
        """
        plan = self.plan(question)
        if self._chat is None or not self._is_needed(question, plan):
            return plan
        from assistant.llm.structured_request import Form
        from assistant.planning.model_planner import PROMPT, Known, PlanReply, plan_of, values_of

        scope = question.scope.around
        overview = self.overview(scope)
        try:
            reply = yield Form(self._chat, PROMPT, values_of(question, overview), PlanReply)
        except (BudgetError, DraftError, ModelError):
            return plan
        known = Known(self._names_of(Scope(as_of=scope.as_of)), overview, self._mentions_of(scope))
        by_model = plan_of(reply, question, known)
        if by_model is None:
            return plan
        names_none = not (by_model.mentions or by_model.missing)
        if names_none and (reply.sources or reply.authors) and by_model.question == plan.question:
            by_model = replace(by_model, mentions=plan.mentions, missing=plan.missing)
        return replace(self._completed(by_model, question), asked_on=plan.asked_on)

    def read(
        self, question: str, scope: Scope | None = None, now: datetime | None = None
    ) -> QueryPlan:
        """The plan of `question`, asked `now` (default: the end of the scope), without intents."""
        language = language_of_question(question)
        known = Scope(as_of=scope.as_of) if scope else Scope()
        today = now or known.as_of or datetime.now(UTC)
        if not may_be_english(question):
            return QueryPlan(question, topic=question, language=language, asked_on=today.date())
        plan = read_question(
            question,
            today.date(),
            lambda: self._names_of(known),
            self._mentions_of(known),
            lambda: read_dates(self._archive.catalogue, known).last,
            lambda days, sources: self._has_articles(known, days, sources),
        )
        return replace(plan, language=language, asked_on=today.date())

    def overview(self, scope: Scope) -> Overview:
        """What the archive holds within `scope`."""
        key = (self._archive.catalogue.generation, scope)
        with self._lock:
            if self._overview is None or self._overview[0] != key:
                self._overview = (key, read_overview(self._archive.catalogue, scope))
            return self._overview[1]

    def _is_of_the_archive(self, language: str, scope: Scope) -> bool:
        """Whether articles have this language, or it is uncertain."""
        return not language or language in dict(self.overview(scope.around).languages)

    def _is_needed(self, question: Question, plan: QueryPlan) -> bool:
        if self._chat is None or question.unknown_source or plan.intent in UNSEARCHED:
            return False
        text = question.standalone
        main = next((name for name, _ in self.overview(question.scope.around).languages), "")
        return bool(
            question.turns
            or len(text.split()) > _SHORT
            or not text.rstrip().endswith(_ASKS)
            or plan.times
            or plan.mentions
            or plan.missing
            or plan.parts
            or plan.clauses
            or plan.latest
            or any(map(str.isdigit, text))
            or (main and plan.language != main)  # or uncertain
        )

    def _completed(self, plan: QueryPlan, question: Question) -> QueryPlan:
        """The model's plan with what the catalogue answers exactly: counts and coverage."""
        exact = self.read(plan.question, question.scope)
        found = read_intents(exact, self._near) if may_be_english(plan.question) else ()
        intents = tuple(one for one in found if one.kind not in ("timeline", "quotes", "brief"))
        is_count = plan.intent == "count" and plan.language != "en"  # in English the rules know
        if is_count and not any(one.kind == "count" for one in intents):
            days = tuple(time.days for time in plan.times)
            topic = Topic(plan.topic, plan.names, () if plan.names else tuple(plan.topic.split()))
            intents = (
                CountIntent(ArticleQuery(topic, plan.sources, plan.authors, days)),
                *intents,
            )
        language = plan.language or language_of_question(question.text)
        return replace(plan, intents=intents, language=language)

    def _has_articles(self, scope: Scope, days: Days, sources: tuple[str, ...]) -> bool:
        since, until = days.bounds()
        within = replace(scope, since=since, until=until, sources=sources)
        return has_articles(self._archive.catalogue, within)

    def _mentions_of(self, scope: Scope) -> Any:
        return lambda phrase: is_mentioned(self._archive.catalogue, phrase, scope)

    def _names_of(self, scope: Scope) -> Names:
        key = (self._archive.catalogue.generation, scope.as_of)
        with self._lock:
            if self._names is None or self._names[0] != key:
                self._names = (key, Names.of(read_bylines(self._archive.catalogue, scope)))
            return self._names[1]


def _sensible(intents: tuple[Intent, ...]) -> Iterator[Intent]:
    """Without a brief on a day that no calendar has, to which any article of the month is near."""
    for one in intents:
        topic = one.topic if one.kind == "brief" else ""
        days = impossible_dates(topic)
        if not days or content_stems(topic) - content_stems(" ".join(days)):
            yield one


def _has_topic(plan: QueryPlan) -> bool:
    """Whether it asks for a brief on what it says: "the bank rescue", not "tell me more"."""
    asked = words_of(plan.question)
    return any(
        one.kind == "brief" and one.of != "reasons" and words_of(one.topic) != asked
        for one in plan.intents
    ) and not any(one.kind == "coverage" and not one.wanted.topic.phrases for one in plan.intents)


def _name_of(plan: QueryPlan, intents: tuple[Intent, ...]) -> IntentName:
    if plan.latest:
        return "latest"
    for intent in intents:
        if intent.kind == "brief":
            return _BRIEFS[intent.of]
        if intent.kind in ("timeline", "count", "comparison", "quotes"):
            return intent.kind
    return "fact"
