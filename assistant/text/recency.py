"""Words that ask for the latest news."""

import re

_LATEST = re.compile(
    r"(?<!\bat the )\b(?:latest(?!\s+(?:possible\s+)?(?:date|day|time|deadline)\b)"
    r"|newest|most\s+recent|up[- ]to[- ]date|currently|nowadays|lately"
    r"|recently(?!\s+\w+(?:ed|en)\b)"
    r"|these\s+days|right\s+now|as\s+of\s+now|at\s+(?:the\s+moment|present)"
    r"|last\s+(?:reported|known|seen|heard))\b"
    r"|\bwhat(?:['’]s|\s+is)\s+new\b|\b(?:any|some)thing\s+(?:new|recent|fresh)\b(?!\s+since)"
    r"|\bany\s+(?:news|updates?|developments?)\s+(?:on|about|in|from|regarding)\b"
    r"|\bcurrent(?=\s+(?!in\b|of\b|through\b)[a-z])"
    r"|(?<!until )(?<!till )(?<!by )(?<!before )\bnow\b(?!\s+(?:or|that|and|\w+ing)\b)",
    re.IGNORECASE,
)
_NOWADAYS = re.compile(r"\btoday\b(?!['’]s)", re.IGNORECASE)
_TENSE = re.compile(
    r"\b(?:(?P<present>is|are|do|does|can|live|lives)|did|was|were|has|have|had|said|happen\w*"
    r"|announced?|news)\b",
    re.IGNORECASE,
)


def asks_for_latest(question: str) -> bool:
    """Whether a question asks for the current state.

    >>> asks_for_latest("Who is currently the mayor?"), asks_for_latest("Is it now or never?")
    (True, False)
    """
    return bool(_LATEST.search(question)) or means_nowadays(question)


def means_nowadays(question: str) -> bool:
    """Whether "today" means nowadays, as in "How many live there today?": its tense shows it."""
    today = _NOWADAYS.search(question)
    if not today:
        return False
    tenses = list(_TENSE.finditer(question, 0, today.start()))
    return not tenses or tenses[-1]["present"] is not None
