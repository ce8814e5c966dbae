"""From a question to an answer, stage by stage: retrieve, write (and check), conclude.

`answer` runs the stages one after the other. `Assistant.chain` makes the same stages a LangChain
Runnable, whose machinery takes half a second to import.
"""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answering.answer import Answer
from assistant.answering.concluding import Conclusion, abstain, conclude
from assistant.answering.draft import Draft, DraftError, Writer
from assistant.answering.evidence import EvidenceSentence, gather
from assistant.retrieval.hybrid import search
from index.scope import Scope
from index.store import Archive

CHUNKS = 8  # of the best chunks at most so many give evidence, within its budget of tokens


@dataclass(frozen=True, slots=True)
class Asking:
    """One question on its way through the stages, with what each has found."""

    question: str
    scope: Scope = field(default_factory=Scope)
    evidence: Sequence[EvidenceSentence] = ()
    draft: Draft = field(default_factory=Draft)
    conclusion: Conclusion = field(default_factory=Conclusion)
    model: str = ""
    note: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)


class Chain:
    """The stages over one archive: `writers` are tried in order, `note` goes with each answer."""

    def __init__(
        self,
        archive: Archive,
        writers: Sequence[Writer],
        evidence_tokens: int,
        note: str | None = None,
    ) -> None:
        self.archive = archive
        self.note = note
        self.writers = writers
        self.evidence_tokens = evidence_tokens

    def answer(self, asking: Asking) -> Answer:
        """All stages."""
        return self.finish(self.write(self.retrieve(asking)))

    def retrieve(self, asking: Asking) -> Asking:
        """Fills in the evidence."""
        started = time.perf_counter()
        hits = search(self.archive, asking.question, CHUNKS, asking.scope)
        evidence = gather(asking.question, hits, self.evidence_tokens)
        return replace(asking, evidence=evidence, seconds=_timed(asking, "retrieve", started))

    def write(self, asking: Asking) -> Asking:
        """Fills in the first draft that abstains or of which something stands the check."""
        started = time.perf_counter()
        note = self.note
        for writer in self.writers if asking.evidence else ():
            try:
                draft = writer.write(asking.question, asking.evidence)
            except DraftError as error:
                note = f"{writer.name}: {error}. Quoting the sources instead."
                continue
            conclusion = conclude(draft, asking.evidence)
            asking = replace(asking, draft=draft, conclusion=conclusion, model=writer.name)
            if draft.reason or conclusion.statements:
                break
            note = f"{writer.name}: no statement stood the check. Quoting the sources instead."
        return replace(asking, note=note, seconds=_timed(asking, "write", started))

    def finish(self, asking: Asking) -> Answer:
        """The answer that the stages have come to."""
        conclusion, draft = asking.conclusion, asking.draft
        abstention = None
        if not conclusion.statements:
            draft = draft if draft.reason else self._unfound(asking)
            assert draft.reason is not None
            abstention = abstain(draft.reason, draft.detail, asking.evidence)
        return Answer(
            question=asking.question,
            answered=abstention is None,
            text=abstention.detail if abstention else conclusion.text,
            statements=list(conclusion.statements),
            citations=list(conclusion.citations),
            abstention=abstention,
            as_of=asking.scope.as_of,
            model=asking.model,
            usage=_usage(asking),
            seconds=asking.seconds,
            id=uuid.uuid4().hex[:12],
        )

    def _unfound(self, asking: Asking) -> Draft:
        """Why there was nothing to write from."""
        if asking.evidence:
            detail = "No sentence of the nearest coverage bears out an answer."
            return Draft(reason="insufficient-evidence", detail=detail)
        if next(self.archive.catalogue.articles(), None) is None:
            detail = "The archive is empty; run `assistant index PATH`."
            return Draft(reason="empty-archive", detail=detail)
        return Draft(
            reason="not-in-archive", detail="The archive has nothing within what was asked."
        )


def _usage(asking: Asking) -> dict[str, object]:
    """Tokens as the model's server counts them, statements by fate, and what to tell the user."""
    supports = [statement.support for statement in asking.conclusion.statements]
    fates = {"verified": supports.count("verified"), "quoted": supports.count("quoted")}
    usage = {**asking.draft.usage, "statements": fates | {"dropped": asking.conclusion.dropped}}
    return usage | ({"note": asking.note} if asking.note else {})


def _timed(asking: Asking, stage: str, started: float) -> dict[str, float]:
    return asking.seconds | {stage: round(time.perf_counter() - started, 4)}
