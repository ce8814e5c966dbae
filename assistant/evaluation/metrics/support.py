"""Which statements passed the check, in whose words, and which were dropped."""

from assistant.evaluation.case import Case
from assistant.evaluation.scores import Metric, Score

_FATES = ("verified", "quoted", "dropped")  # each statement has one of these
_REPAIRS = ("recited", "replaced")  # repairs after which a statement passed the check


def share_of(fate: str) -> Metric:
    """Share of all statements written that had this outcome.

    Each statement is "verified" (a model's words that the cited sentences support), "quoted" (the
    article's words) or "dropped" (it failed the check). "repaired" statements are among the first
    two; they got other citations or were replaced by a quotation. Eligible: questions for which
    statements were written.
    """
    counted = _REPAIRS if fate == "repaired" else (fate,)

    def share(case: Case) -> Score | None:
        fates = case.answer.usage.get("statements", {}) if case.answer else {}
        written = sum(fates.get(name, 0) for name in _FATES)
        return Score(sum(fates.get(name, 0) for name in counted), written) if written else None

    share.__doc__ = f"Share of all statements written that were {fate}."
    return share
