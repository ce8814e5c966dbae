"""The messages that ask a model for an answer."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import prompts
from assistant.llm.evidence_prompt import evidence_lines, shown
from assistant.retrieval.archive_facts import read_archive_facts
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.query_plan import QueryPlan
from index.catalog.scope import Scope
from index.prompt_injection import is_hostile

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from index.archive import Archive

PROMPTS = ("answer", "answer_instructions")
_KINDS = (
    "fact", "explain", "brief", "timeline", "comparison", "latest", "count", "quotes", "opinion",
)  # fmt: skip
# Rules call other questions so, too: "who is older?", "the arguments against it?"
_GUESSED = ("fact", "explain", "brief", "comparison")
_MANY = ("open", "brief", "timeline", "comparison")  # kinds of answers that may be longer
_MOST_SOURCES = 12


def answer_messages(
    plan: QueryPlan,
    evidence: Sequence[EvidenceSentence],
    archive: str = "",
    *,
    prose: bool = False,
) -> "list[BaseMessage]":
    """The messages; `archive` says in a sentence what the archive holds."""
    parts = prompts.sections("answer_instructions")
    return prompts.template("answer").format_messages(
        form=parts["prose" if prose else "json"],
        today=f"{datetime.now(UTC):%A, %-d %B %Y}",
        archive=archive,
        evidence="\n".join(evidence_lines(_in_order(plan, evidence))),
        question=shown(plan.question),
        instructions=parts[_kind_of(plan)],
    )


def _in_order(plan: QueryPlan, evidence: Sequence[EvidenceSentence]) -> Sequence[EvidenceSentence]:
    """Article by article, as found; for the latest news the newest first, those without a day last.

    Models begin with what they read first.
    """
    return sorted(evidence, key=_age) if _kind_of(plan) == "latest" else evidence


def _age(sentence: EvidenceSentence) -> float:
    day = sentence.article.published_at
    return -(day if day.tzinfo else day.replace(tzinfo=UTC)).timestamp() if day else math.inf


def most_statements(plan: QueryPlan) -> int:
    """How many statements an answer to that question may have."""
    return 16 if _kind_of(plan) in _MANY else 12


def _kind_of(plan: QueryPlan) -> str:
    """The kind of answer; open, for the model that answers to choose, where rules guess it."""
    is_open = plan.intent not in _KINDS or (plan.intent in _GUESSED and not plan.by_model)
    return "open" if is_open else plan.intent


def archive_line(archive: "Archive") -> str:
    """What the archive holds: articles, days and sources, in a sentence; empty if it is empty."""
    facts = read_archive_facts(archive, Scope())
    if not facts.articles:
        return ""
    names = [name for name in facts.sources if not is_hostile(name)]
    more = f" and {len(names) - _MOST_SOURCES} more" if len(names) > _MOST_SOURCES else ""
    days = f", published from {facts.first} to {facts.last}" if facts.first else ""
    of = f", of {shown(', '.join(names[:_MOST_SOURCES]))}{more}" if names else ""
    many = f"{facts.articles:,} article{'' if facts.articles == 1 else 's'}"
    return f"The archive has {many}{days}{of}."
