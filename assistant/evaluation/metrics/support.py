"""What became of the statements that were written: shown, and on what ground, or left out."""

from assistant.evaluation.cases import Case
from assistant.evaluation.scores import Metric, Score


def share_of(fate: str) -> Metric:
    """Share of all statements written that had this fate.

    "verified" in a model's words, found in the sentences cited; "quoted" in the article's;
    "repaired" until it could be shown; "dropped" because it did not stand the check. Each statement
    has one fate, as the answer's usage counts them. Eligible: questions for which statements were
    written.
    """

    def share(case: Case) -> Score | None:
        fates = case.answer.usage.get("statements", {}) if case.answer else {}
        written = sum(fates.values())
        return Score(fates.get(fate, 0), written) if written else None

    share.__doc__ = f"Share of all statements written that were {fate}."
    return share
