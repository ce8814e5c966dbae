"""What may be shown of a draft: its statements and their citations, made only from the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from assistant.schema.answer import Citation, Statement, Support, Withheld
from assistant.schema.draft import Judged
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.trial import Trial

TOO_MANY = "more statements than an answer holds"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Statements with their citations, numbered by first use, and what is withheld.

    `judged` and `shown` have an entry for each statement of the draft: what became of it, and how
    it is shown, None if it is not. `values` say of each value that the draft says sources differ
    about, disagreement by disagreement, whether it is supported. `unjudged` is why a judge gave no
    verdict. `languages` are those of statements in another language than the question's.
    """

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    judged: tuple[Judged, ...] = ()
    shown: tuple[Statement | None, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    values: tuple[bool, ...] = ()
    unjudged: str = ""
    languages: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Statements by support, withheld ones, and those that were changed, for the usage."""
        supports = [statement.support for statement in self.statements]
        fates = [one.fate for one in self.judged]
        counts = {name: supports.count(name) for name in get_args(Support)}
        counts |= {"withheld": sum(one.shown is None for one in self.withheld)}
        return counts | {name: fates.count(name) for name in ("recited", "partly", "rewritten")}


def conclude(trials: Sequence[Trial], cut: Sequence[str] = ()) -> Conclusion:
    """The statements that may be shown, with their citations; those still open as without a judge.

    `cut` are the texts of statements that were not tried.
    """
    withheld = [
        Withheld(text=t.text, reason=t.reason) for t in trials if t.reason and t.text.strip()
    ]
    withheld += [
        Withheld(text=t.written.text, reason=t.shortened, shown=t.text)
        for t in trials
        if t.shortened
    ]
    withheld += [Withheld(text=text, reason=TOO_MANY) for text in cut]
    numbers: dict[str, int] = {}
    cited: list[EvidenceSentence] = []
    shown: list[Statement | None] = []
    for trial in trials:
        text = trial.written.heading + trial.text
        if trial.reason or any(one and one.text == text for one in shown):
            trial.fate = trial.fate if trial.reason else "repeated"
            shown.append(None)
            continue
        for sentence in trial.cited:
            if sentence.id not in numbers:
                cited.append(sentence)
                numbers[sentence.id] = len(cited)
        shown.append(
            Statement(
                text=text,
                support=trial.support or trial.unaided,
                citations=[numbers[sentence.id] for sentence in trial.cited],
                section=trial.written.section or None,
                answer=_said(trial.written.answer, text),
            )
        )
    return Conclusion(
        statements=tuple(one for one in shown if one),
        citations=tuple(one.citation(number) for number, one in enumerate(cited, start=1)),
        judged=tuple(map(_judged, trials, shown)),
        shown=tuple(shown),
        withheld=tuple(withheld),
        unjudged=next((trial.unjudged for trial in trials if trial.unjudged), ""),
    )


def _said(answer: str, text: str) -> str | None:
    return answer if answer and answer in text else None


def _judged(trial: Trial, shown: Statement | None) -> Judged:
    written = trial.written
    return Judged(
        written.text,
        written.ids,
        "withheld" if trial.is_withheld else trial.fate,
        shown.text if shown else None,
        trial.is_refused,
        trial.why,
        trial.reason,
    )
