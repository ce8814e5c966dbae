"""What became of the statements that were written: shown, and on what ground, or left out."""

from assistant.evaluation.case import Case
from assistant.evaluation.scores import Metric, Score

_FATES = ("verified", "quoted", "dropped")  # each statement has one of these
_REPAIRS = ("recited", "replaced")  # how some of those shown came to stand the check


def share_of(fate: str) -> Metric:
    """Share of all statements written that had this fate.

    "verified" in a model's words, found in the sentences cited; "quoted" in the article's;
    "dropped" because it did not stand the check: these three are all. "repaired" ones are among the
    first two, and were cited anew or replaced by a quotation first. Eligible: questions for which
    statements were written.
    """
    counted = _REPAIRS if fate == "repaired" else (fate,)

    def share(case: Case) -> Score | None:
        fates = case.answer.usage.get("statements", {}) if case.answer else {}
        written = sum(fates.get(name, 0) for name in _FATES)
        return Score(sum(fates.get(name, 0) for name in counted), written) if written else None

    share.__doc__ = f"Share of all statements written that were {fate}."
    return share
