"""What a question is about, less what the articles meet as a whole: no sentence has to say it."""

import re
from collections.abc import Sequence

from assistant.schema.evidence import EvidenceSentence
from assistant.text.recency import without_latest
from assistant.text.words import analyze_question

_KIND = r"(?:\s+(?:magazine|newspaper|paper|agency|newsletter))?"
_SAY = (
    r"(?:say|said|says|write|wrote|written|report|reported|publish|published|print|printed|claim"
    r"|claimed|think|argue|argued|tell|told)"
)


def matter_of(question: str, evidence: Sequence[EvidenceSentence]) -> str:
    """`question` without the words for the newest, and without who says it where all evidence is
    theirs: "What did Barlow write about the levy?" is then "What about the levy?".
    """
    shorter = without_latest(question)
    question = shorter if analyze_question(shorter).terms else question
    names = set.intersection(*(set(one.met) for one in evidence)) if evidence else set()
    for name in names:
        asked = re.fullmatch(
            rf"\s*what\s+(?:did|does|do|has|have)\s+(?:the\s+)?{re.escape(name)}{_KIND}\s+{_SAY}"
            r"\s+(?:about|on|of)\s+(?P<topic>.+)",
            question,
            re.IGNORECASE,
        )
        if asked:
            return f"What about {asked['topic']}"
    return question
