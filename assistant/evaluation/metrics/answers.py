"""What the writer was given, what an answer cites, abstentions, and what became of statements.

Unanswerable questions are defined as in SQuAD 2.0 (Rajpurkar et al., ACL 2018); abstentions are the
positive class, as in selective question answering (Kamath et al., ACL 2020).
"""

from assistant.evaluation.bootstrap import Score
from assistant.evaluation.case import Case, Metric


def citation_precision(case: Case) -> Score | None:
    """Share of all citations given that are gold sentences.

    After ALCE (Gao et al., EMNLP 2023), with gold sentences instead of an entailment model, and
    summed over citations. Eligible: answerable questions with gold that were answered.
    """
    if not case.gold or not case.answer or not case.answer.answered or not case.cited:
        return None
    return Score(sum(map(bool, case.cited)), len(case.cited))


def citation_recall(case: Case) -> Score | None:
    """Share of all gold sentences that are cited; an abstention cites none.

    After ALCE, as above, summed over gold sentences. Eligible: questions with gold.
    """
    if not case.gold or not case.answer:
        return None
    return Score(len(frozenset().union(*case.cited)), len(case.gold))


def right_sentence(case: Case) -> Score | None:
    """Share of questions with at least one gold sentence among their citations.

    Eligible: questions with gold.
    """
    if not case.gold or not case.answer:
        return None
    return Score(float(any(case.cited)))


def abstention_precision(case: Case) -> Score | None:
    """Share of abstentions that were right. Eligible: all abstentions."""
    if not case.answer or case.answer.answered:
        return None
    return Score(float(not case.question.answerable))


def abstention_recall(case: Case) -> Score | None:
    """Share of unanswerable questions that got an abstention. Eligible: unanswerable ones."""
    if not case.answer or case.question.answerable:
        return None
    return Score(float(not case.answer.answered))


def abstention_f1(case: Case) -> Score | None:
    """Harmonic mean of the two: 2 right abstentions / (abstentions + unanswerable questions).

    Eligible: questions that are unanswerable or got an abstention.
    """
    if not case.answer:
        return None
    silent, unanswerable = not case.answer.answered, not case.question.answerable
    if not silent and not unanswerable:
        return None
    return Score(2.0 * (silent and unanswerable), float(silent + unanswerable))


def over_refusal(case: Case) -> Score | None:
    """Share of answerable questions that got an abstention: less is better.

    Eligible: answerable ones.
    """
    if not case.answer or not case.question.answerable:
        return None
    return Score(float(not case.answer.answered))


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


def evidence_recall(case: Case) -> Score | None:
    """The share of a question's gold sentences among the sentences given to the writer.

    The supporting-fact recall of HotpotQA (Yang et al., EMNLP 2018). Eligible: questions with gold
    sentences.
    """
    if case.evidence is None or not case.gold:
        return None
    return Score(sum(rank is not None for rank in case.evidence.ranks) / len(case.gold))


def evidence_rank(case: Case) -> Score | None:
    """The mean rank, from 1, of the gold sentences among those given to the writer: less is better.

    Eligible: gold sentences that were given to the writer.
    """
    ranks = [rank for rank in case.evidence.ranks if rank] if case.evidence else []
    return Score(sum(ranks), len(ranks)) if ranks else None
