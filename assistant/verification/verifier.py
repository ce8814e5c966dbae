"""Verifies a draft: exact checks, the judge, one chance for the writer, and what is withheld."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any

from assistant.llm.chat_models import ModelError
from assistant.llm.meter import BudgetError
from assistant.llm.structured_request import Chat, Form
from assistant.schema.draft import Draft, DraftError, DraftStatement
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.answer_language import in_other_language, language_name
from assistant.verification.conclusion import Conclusion, conclude
from assistant.verification.judge import Case, Judge, Verdict
from assistant.verification.revision import rewrite
from assistant.verification.suspicions import find_suspicions
from assistant.verification.trial import Trial, candidates, examine, has_facts, sources_of

_LEAST_PART = 1 / 3  # of a statement's length; what is left of it must still say something
# Compared letter by letter: no judge can see better. Names may be inflected or translated.
_CERTAIN = ("quotations", "addresses", "characters")
PASSED_OVER = "the judge's reply left out statements"
OTHER_LANGUAGE = "it is not in the language of the question: write it in {}"
NO_SUPPORT = "the sentences that it cites do not support it"


def verify(
    draft: Draft,
    evidence: Sequence[EvidenceSentence],
    judge: Judge | None = None,
    writer: Chat | None = None,
) -> Generator[Form, Any, Conclusion]:
    """What may be shown of `draft`, and what is withheld and why.

    At most three requests: one to the judge about all statements, one to the `writer` to correct
    those that failed or are in a language that was not asked for, one to the judge about the
    corrections. Without a judge exact checks decide.
    """
    trials = [examine(written, evidence) for written in draft.statements]
    values = [examine(written, evidence) for written in _values_of(draft)]
    failure = yield from _decide([*trials, *values], judge)
    foreign = in_other_language(trials, draft.languages)
    failed = [trial for n, trial in enumerate(trials) if trial.is_withheld or n in foreign]
    if failed and writer:
        asked = language_name(draft.languages[0]) if foreign else ""
        again = yield from _again(failed, writer, OTHER_LANGUAGE.format(asked) if asked else "")
        yield from _decide(again, None if failure else judge, failure)
        better = {id(old): new for old, new in zip(failed, again, strict=True) if new.support}
        trials = [better.get(id(trial), trial) for trial in trials]
    found = conclude(trials, draft.cut)
    spoken = in_other_language([trial for trial in trials if trial.support], draft.languages)
    supported = tuple(trial.support not in (None, "unverified") for trial in values)
    return replace(
        found,
        values=supported,
        unjudged=found.unjudged or failure,
        languages=tuple(spoken.values()),
    )


def _values_of(draft: Draft) -> Iterator[DraftStatement]:
    """What the draft says that sources differ about, each value as a statement."""
    for one in draft.disagreements:
        for value in one.values:
            yield DraftStatement(value.ids, f"{one.about}: {value.value}")


def _decide(
    trials: Sequence[Trial], judge: Judge | None, failure: str = ""
) -> Generator[Form, Any, str]:
    """Decides the open trials; returns why the judge, or an earlier request to it, failed."""
    waiting = [trial for trial in trials if trial.is_open]
    verdicts: Sequence[Verdict | None] = [None] * len(waiting)
    if judge and waiting:
        cases = [Case(t.text, t.cited, candidates(t), t.doubts) for t in waiting]
        try:
            verdicts = yield from judge.judge(cases)
        except (BudgetError, DraftError, ModelError) as error:
            failure = str(error)
    for trial, verdict in zip(waiting, verdicts, strict=True):
        if verdict:
            _ruled(trial, verdict)
        else:
            trial.unjudged = failure or (PASSED_OVER if judge else "")
            _alone(trial)
    return failure


def _alone(trial: Trial) -> None:
    """Decides without a judge."""
    if trial.is_grave:
        trial.withhold("; ".join(trial.doubts))
    else:
        trial.support = trial.unaided


def _ruled(trial: Trial, verdict: Verdict) -> None:
    """Decides as the judge ruled, where exact checks do not know better."""
    if trial.cite(verdict.ids):
        trial.suspicions = find_suspicions(trial.text, sources_of(trial.cited, trial.within))
    if verdict.ruling == "unsupported" or not trial.cited:
        _refuse(trial, verdict.reason)
    elif verdict.ruling == "supported":
        _agree(trial)
    else:
        found = find_suspicions(verdict.part, sources_of(trial.cited, trial.within))
        if any(one.is_grave for one in found) or not _is_worth_saying(verdict.part, trial.text):
            _refuse(trial, verdict.reason)
        else:
            trial.text, trial.support, trial.fate = verdict.part, "verified", "partly"
            trial.shortened = f"shown in part: {verdict.reason or NO_SUPPORT}"


def _agree(trial: Trial) -> None:
    """Decides on what the judge supports: "verified" only if exact checks agree."""
    if any(one.is_grave and one.kind in _CERTAIN for one in trial.suspicions):
        trial.withhold("; ".join(trial.doubts))
    elif any(one.is_grave and one.kind != "names" for one in trial.suspicions):
        trial.support = "unverified"
    else:
        trial.support = "verified"


def _is_worth_saying(part: str, whole: str) -> bool:
    """Whether the supported part of a statement has kept some point of it."""
    return bool(part) and (len(part) >= _LEAST_PART * len(whole) or has_facts(part))


def _refuse(trial: Trial, reason: str) -> None:
    trial.withhold(reason or "; ".join(trial.doubts) or NO_SUPPORT)
    trial.is_refused = True


def _again(
    failed: Sequence[Trial], writer: Chat, fault: str = ""
) -> Generator[Form, Any, list[Trial]]:
    """The statements as the writer corrected them, after exact checks; else as they failed.

    `fault` is what is wrong with all of them.
    """
    reasons = [tuple(filter(None, (trial.reason, fault))) for trial in failed]
    cases = [
        Case(trial.text, trial.cited, candidates(trial), why)
        for trial, why in zip(failed, reasons, strict=True)
    ]
    try:
        corrected = yield from rewrite(cases, [trial.written for trial in failed], writer)
    except (BudgetError, DraftError, ModelError):
        return list(failed)
    return [
        _corrected(examine(written, trial.within)) if written else trial
        for trial, written in zip(failed, corrected, strict=True)
    ]


def _corrected(trial: Trial) -> Trial:
    trial.fate = "rewritten"
    return trial
