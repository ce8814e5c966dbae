"""Metrics for Prometheus: of the questions of this process, and of the archive as it is now."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from assistant.assistant import Assistant
from assistant.monitoring.outcome import outcome_of, outcome_of_error, seconds_since
from assistant.monitoring.readiness import Readiness
from assistant.schema.answer import Answer
from assistant.schema.question import Question
from index.catalog.arrivals import last_received
from index.catalog.subscriptions import subscriptions
from index.errors import ArchiveError

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120)


class Metrics:
    """Observes the questions of an assistant; `waiting` is the length of a queue, if it has one."""

    content_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, assistant: Assistant, waiting: Callable[[], int] | None = None) -> None:
        self._registry = registry = CollectorRegistry()
        counter, gauge = partial(Counter, registry=registry), partial(Gauge, registry=registry)
        histogram = partial(Histogram, buckets=_SECONDS, registry=registry)
        told = "Questions by outcome: answered, abstained, failed, left (nobody was waiting)."
        self._questions = counter("assistant_questions", told, ["outcome"])
        self._refusals = counter("assistant_refusals", "Abstentions by reason.", ["reason"])
        self._errors = counter("assistant_errors", "Failed questions by error.", ["error"])
        told = "Seconds from a question to its answer."
        self._seconds = histogram("assistant_question_seconds", told)
        told = "Seconds of each stage of an answer."
        self._stages = histogram("assistant_stage_seconds", told, ["stage"])
        self._tokens = counter("assistant_tokens", "Tokens of all models.", ["direction"])
        self._dollars = counter("assistant_dollars", "US dollars, where all prices are known.")
        self._withheld = counter("assistant_withheld_statements", "Statements not shown.")
        self._running = gauge("assistant_questions_running", "Questions being answered.")
        if waiting is not None:
            gauge("assistant_queue", "Questions not yet answered.").set_function(waiting)
        registry.register(_ArchiveMetrics(assistant))

    def begun(self, question: Question) -> None:
        self._running.inc()

    def answered(self, question: Question, answer: Answer) -> None:
        self._running.dec()
        self._seconds.observe(seconds_since(question.asked_at))
        for stage, seconds in answer.seconds.items():
            self._stages.labels(stage).observe(seconds)
        self._questions.labels(outcome_of(answer)).inc()
        if answer.abstention:
            self._refusals.labels(answer.abstention.reason).inc()
        self._withheld.inc(sum(one.shown is None for one in answer.withheld))
        for direction in ("input", "output"):
            self._tokens.labels(direction).inc(answer.usage.get(f"{direction}_tokens", 0))
        self._dollars.inc(answer.usage.get("dollars", 0))

    def failed(self, question: Question, error: BaseException) -> None:
        self._running.dec()
        outcome = outcome_of_error(error)
        self._questions.labels(outcome).inc()
        if outcome == "failed":
            self._errors.labels(type(error).__name__).inc()

    def page(self) -> bytes:
        return generate_latest(self._registry)


class _ArchiveMetrics(Collector):
    """Read from the archive at each scrape."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self._readiness = assistant, Readiness(assistant)

    def collect(self) -> Iterator[Metric]:
        try:
            found = [] if self._readiness.problem() else list(_read(self._assistant))
        except (ArchiveError, sqlite3.Error, OSError):
            found = []
        up = GaugeMetricFamily("assistant_archive_up", "Whether archive and vectors can be read.")
        up.add_metric([], float(bool(found)))
        yield up
        yield from found


def _read(assistant: Assistant) -> Iterator[Metric]:
    archive, now = assistant.archive, time.time()
    catalogue = archive.catalogue
    yield GaugeMetricFamily("assistant_chunks", "Chunks that can be found.", archive.size)
    yield GaugeMetricFamily(
        "assistant_chunks_without_vector",
        "Chunks in the catalogue that Chroma does not have.",
        max(0, archive.size - archive.vectors.count()),
    )
    if received := last_received(catalogue):
        yield GaugeMetricFamily(
            "assistant_index_lag_seconds",
            "Seconds since the archive received an article.",
            now - received.timestamp(),
        )
    feeds = subscriptions(catalogue)
    late = [now - feed.due for feed in feeds if feed.checked is not None]
    yield GaugeMetricFamily(
        "assistant_feed_lag_seconds",
        "Seconds by which the most overdue subscribed feed should have been read already.",
        max([0.0, *late]),
    )
    failing = sum(feed.failures > 0 for feed in feeds)
    yield GaugeMetricFamily("assistant_feeds_failing", "Feeds that cannot be read.", failing)
