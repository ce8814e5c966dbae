"""Which statements passed the check, in whose words, and which were dropped."""

from assistant.evaluation.case import Case
from assistant.evaluation.scores import Metric, Score

# Each statement has one of these; it was "dropped" in earlier versions.
_FATES = ("verified", "quoted", "checked", "unverified", "withheld", "dropped")
_REPAIRS = ("recited", "partly", "rewritten", "replaced")  # after which a statement was shown


def share_of(fate: str) -> Metric:
    """Share of all statements written that had this outcome.

    Each statement is "verified" (a model's words that a judge found supported), "checked" (by
    exact checks alone), "quoted" (the article's words) or "dropped" (withheld). "repaired" ones
    are shown with other citations or words. Eligible: questions for which statements were written.
    """
    counted = {"repaired": _REPAIRS, "dropped": ("withheld", "dropped")}.get(fate, (fate,))

    def share(case: Case) -> Score | None:
        fates = case.answer.usage.get("statements", {}) if case.answer else {}
        written = sum(fates.get(name, 0) for name in _FATES)
        return Score(sum(fates.get(name, 0) for name in counted), written) if written else None

    share.__doc__ = f"Share of all statements written that were {fate}."
    return share
