"""What two sources say of one thing, and how they differ: source by source, each cited.

A model is asked what each source says, of that source's sentences alone; without one, or where it
fails, the sentences that say most of the topic are quoted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from assistant.generation.intents.base import Means
from assistant.generation.intents.parts import InParts, Part
from assistant.generation.intents.question_mask import WHO, Understand, mask, topic_in
from assistant.generation.intents.topics import Topic
from assistant.generation.writer import Written
from assistant.planning.english.times import Time
from assistant.retrieval.evidence import gather
from assistant.retrieval.hybrid import search
from assistant.retrieval.relaxation import within_time
from assistant.schema.answer import Shape, Unanswered
from assistant.schema.draft import Draft
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.question import Asking
from assistant.text.words import is_content, split_words, stem

_CHUNKS = 4  # of each source
_QUOTED = 2  # sentences of each source
_ENOUGH = 0.5  # of the topic's words in a sentence or its article's title
_LEAST = 5  # words

_WORK = r"(?:coverage|reporting|accounts?|reports?|articles?|stories)"
_ON = (
    rf"(?:(?:in\s+(?:their|its)\s+)?(?:{_WORK}\s+)?(?:on|about|over|regarding|concerning|of)"
    r"|in\s+describing)"
)
_SAY = r"(?:say|said|report(?:ed)?|write|wrote|written|claim(?:ed)?)"
_FORMS = tuple(
    re.compile(rf"^(?:so,?\s+|and\s+)?{form}$", re.IGNORECASE)
    for form in (
        rf"(?:how|where|on\s+what|in\s+what)\s+(?:do|does|did|have)\s+{WHO}\s+(?:differ|disagree)(?:ed)?"
        rf"\s+{_ON}\s+(?P<topic>.+)",
        rf"(?:do|does|did|have)\s+{WHO}\s+(?:differ|disagree)(?:ed)?\s+{_ON}\s+(?P<topic>.+)",
        rf"what\s+(?:do|did|have|does|has)\s+{WHO}\s+{_SAY}\s+(?:about|on|of)\s+(?P<topic>.+)",
        rf"how\s+(?:do|did|have)\s+{WHO}\s+(?:cover(?:ed)?|report(?:ed)?(?:\s+on)?|describe[d]?)"
        r"\s+(?P<topic>.+)",
        rf"(?:please\s+)?compare\s+(?:what|how)\s+{WHO}\s+(?:{_SAY}|cover(?:ed)?)(?:\s+(?:about|on|of))?"
        r"\s+(?P<topic>.+)",
        rf"how\s+(?:does|did|do)\s+(?:the\s+)?{_WORK}\s+(?:on|about|of)\s+(?P<topic>.+?)\s+differ"
        rf"\s+between\s+{WHO}",
        rf"how\s+(?:does|did|do)\s+(?:the\s+)?{_WORK}\s+(?:on|about|of)\s+(?P<topic>.+?)\s+differ",
    )
)
_HINT = re.compile(r"\b(?:and|or|both)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sources, the topic, and the time it is asked about."""

    sources: tuple[str, ...]
    topic: Topic
    time: Time | None = None
    shape: ClassVar[Shape] = "comparison"

    def prepare(self, asking: Asking, means: Means) -> Asking | None:
        """Evidence of each source; None where none of them has any."""
        evidence: list[EvidenceSentence] = []
        parts: list[Part] = []
        unanswered: list[Unanswered] = []
        for source in self.sources:
            own = self._of(source, asking, means)
            evidence += own
            if own:
                ids = frozenset(sentence.id for sentence in own)
                parts.append(
                    Part(f"What is said about {self.topic.text}?", ids, f"{source}: ", source)
                )
            else:
                detail = f"{source} has nothing about “{self.topic.text}” within what was asked."
                unanswered.append(Unanswered(part=source, reason="not-in-source", detail=detail))
        if not parts:
            return None
        quotes = [
            statement
            for part in parts
            for statement in part.quoted(self._best(part.evidence(evidence), means))
        ]
        models = [InParts(writer, parts) for writer in means.writers if writer.is_model]
        return replace(
            asking,
            evidence=evidence,
            shape=self.shape,
            writers=(*models, Written(Draft(tuple(quotes)), "quotations")),
            understood=(
                f"source by source: {', '.join(self.sources)}",
                f"topic: {self.topic.text}",
            ),
            parts=tuple(part.called for part in parts),
            matter=self.topic.text,
            unanswered=tuple(unanswered),
        )

    def _of(self, source: str, asking: Asking, means: Means) -> list[EvidenceSentence]:
        """The sentences of the source's best passages, where they are about the topic."""
        if asking.scope.sources and source not in asking.scope.sources:
            return []
        scope = within_time(replace(asking.scope, sources=(source,)), self.time)
        if scope is None:
            return []
        hits = search(means.archive, self.topic.text, _CHUNKS, scope)
        found = gather(asking.question, hits, means.evidence_tokens)
        about = {
            one.article.id
            for one in found
            if max(self._share(one.text), self._share(one.article.title)) >= _ENOUGH
        }
        return [one for one in found if one.article.id in about]

    def _best(self, own: Sequence[EvidenceSentence], means: Means) -> list[EvidenceSentence]:
        """The sentences that say most of the topic and are nearest to it, in their order."""
        whole = [one for one in own if len(one.text.split()) >= _LEAST] or list(own)
        vectors = means.minilm.embed_words([self.topic.text, *(one.text for one in whole)])
        near = np.array([one.vector for one in vectors[1:]]) @ vectors[0].vector
        worth = {
            one.id: self._share(one.text) + float(likeness) - one.hit / 20
            for one, likeness in zip(whole, near, strict=True)
        }
        best = sorted(whole, key=lambda one: -worth[one.id])[:_QUOTED]
        return [one for one in whole if one in best]

    def _share(self, text: str | None) -> float:
        wanted = _stems(self.topic.text)
        return len(wanted & _stems(text or "")) / len(wanted) if wanted else 0.0


def read(question: str, understand: Understand) -> Comparison | None:
    """Whether two or more of the archive's sources are asked about one topic."""
    if not _HINT.search(question):
        return None
    masked = mask(question, understand)
    if len(masked.sources) < 2 or len(masked.times) > 1:
        return None
    match = next(filter(None, (form.match(masked.text) for form in _FORMS)), None)
    topic = Topic.of(topic_in(match["topic"]) or "") if match else None
    if topic is None or not topic.phrases:
        return None
    return Comparison(masked.sources, topic, masked.times[0] if masked.times else None)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in split_words(text) if is_content(word))
