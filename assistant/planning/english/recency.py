"""The latest: whether a question asks for it, and the newest of what is relevant put first."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.planning.english.times import means_nowadays
from assistant.schema.hits import Hit
from assistant.text.words import is_content, split_words, stem

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
_RELEVANT = 0.75  # of the words of the question that the best chunk has


def asks_for_latest(question: str) -> bool:
    """Does it ask how things stand?

    >>> asks_for_latest("Who is currently the mayor?"), asks_for_latest("Is it now or never?")
    (True, False)
    """
    return bool(_LATEST.search(question)) or means_nowadays(question)


def without_latest(question: str) -> str:
    """`question` without the words that ask for the newest: no sentence has to say them.

    >>> without_latest("What is the latest on the strike?")
    'What is the on the strike?'
    """
    return " ".join(_LATEST.sub(" ", question).split())


def newest_first(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The relevant hits by the day of publication, the newest first; then the others as they were.

    Relevant is what has nearly as many of the question's words, title included, as the hit that has
    most: scores of retrieval do not tell. Without a date, a hit stays among the others.
    """
    wanted = {stem(word) for word in split_words(without_latest(question)) if is_content(word)}
    shares = [_share(wanted, hit) for hit in hits]
    enough = _RELEVANT * max(shares, default=0)
    relevant = [
        hit
        for hit, share in zip(hits, shares, strict=True)
        if share >= enough and hit.chunk.article.published_at
    ]
    by_day = sorted(relevant, key=_day, reverse=True)
    others = [hit for hit in hits if hit not in relevant]
    return [replace(hit, rank=n) for n, hit in enumerate([*by_day, *others], start=1)]


def _day(hit: Hit) -> float:
    published = hit.chunk.article.published_at
    assert published is not None
    return published.timestamp() // 86_400


def _share(wanted: set[str], hit: Hit) -> float:
    said = {stem(word) for word in split_words(f"{hit.chunk.article.title or ''} {hit.chunk.text}")}
    return len(wanted & said) / len(wanted) if wanted else 0.0
