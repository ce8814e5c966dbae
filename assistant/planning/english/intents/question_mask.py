"""Masks the times and bylines of a question, so that a few forms match all its variants.

"How many articles did the Ledger publish in March about dams?" is then "how many articles did S
publish about dams".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from assistant.planning.english.request_frame import without_frame
from assistant.schema.query_plan import ArticleQuery, Mention, QueryPlan, Time, Topic
from assistant.text.words import is_content, split_words

BY, AT = "\ue001", "\ue002"  # replace a byline and a time
WHO = rf"(?:both )?(?:the )?{BY}(?: ?(?:,|,? ?\band\b|\bor\b|&) ?(?:the )?{BY})*"
ABOUT = (
    r"(?:(?:that|which) (?:are )?)?(?:about|on|mention(?:ing|ed|s)?|cover(?:ing|ed)?|concerning"
    r"|regarding|discuss(?:ing|ed)?|related to|deal(?:ing)? with|refer(?:ring)? to"
    r"|talk(?:ing)? about)"
)
_TIME = re.compile(
    r"[ ,]*(?:\b(?:in|on|during|over|from|within|of|for|throughout|published|dated) )*"
    rf"(?:the )?{AT}",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"[ ,]*(?:\b(?:published|written|printed) )?\b(?:in|by|from|of|on|at|according to) "
    rf"{WHO}(?!\w)(?!['’]s)",
    re.IGNORECASE,
)
# If a topic contains one of these, it is a clause or belongs to someone who is not a source.
_CLAUSE = re.compile(
    r"\bby\s+\w|\b(?:did|does|do|has|have|had|was|were|is|are|will|would|can|could)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"‘']([^“”\"‘’]{2,}?)[”\"’'](?!\w)")
# Capitals in a row, and the small words within a name: the Bank of Valdoria.
_NAME = re.compile(
    r"[A-Z0-9][\w.-]*(?:\s+(?:(?:of|the|de|and|for)\s+){0,2}(?=[A-Z0-9])[\w.-]+)*(?=['’]s?\b|\b)"
)
_LEADING = re.compile(r"^(?:the|an?|this|that|these|those|its|their|our)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Masked:
    """The masked question, and the sources, authors and times that are masked."""

    text: str
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    times: tuple[Time, ...] = ()
    mentions: tuple[Mention, ...] = ()


def read_forms(table: str, parts: Mapping[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    """What each line of `table` asks for, and the words that do so, with `$part` for a part."""
    lines = (line.split(maxsplit=1) for line in table.strip().splitlines())
    return [
        (
            what,
            re.compile(rf"(?:so,? |and )?(?:{Template(form).substitute(parts)})$", re.IGNORECASE),
        )
        for what, form in lines
    ]


def plain(question: str) -> str:
    """What a question asks for, with one space between words, without the marks at its end."""
    return " ".join(without_frame(question).split()).strip(" ?.!,")


def mask(asked: QueryPlan) -> Masked:
    """Masks the times and bylines of a plan's question.

    Beside a source of the archive, one that it lacks is masked, too: the first can be asked.
    """
    spans = [(time.start, time.end, AT) for time in asked.times]
    bylines = (*asked.mentions, *(asked.missing if asked.sources else ()))
    spans += [(mention.start, mention.end, BY) for mention in bylines]
    text = asked.question
    for start, end, sign in sorted(spans, reverse=True):
        text = text[:start] + sign + text[end:]
    text = _BYLINE.sub("", _TIME.sub("", " ".join(text.split())))
    return Masked(plain(text), asked.sources, asked.authors, asked.times, asked.mentions)


def unmasked(words: str) -> str:
    """`words` without the signs of what is masked."""
    return " ".join(re.sub(f"[{AT}{BY}]", " ", words).split()).strip(" ,")


def topic_in(words: str) -> str | None:
    """The words of a topic to search for; None if they are more than a topic.

    "About the treaty by the ministry" names someone who is not a source of the archive.
    """
    if BY in words or AT in words or _CLAUSE.search(words):
        return None
    return words.strip(" ,")


def read_topic(text: str) -> Topic:
    """The topic in a part of a question, or in a user's own words.

    A name of several words is one phrase; every other word matches by its stem.

    >>> read_topic("the repair of the Halden Narrows Bridge").phrases
    ('Halden Narrows Bridge', 'repair')
    """
    text = _LEADING.sub("", " ".join(text.split()).strip(" ?.!,;:"))
    quoted = [match[1] for match in _QUOTED.finditer(text)]
    rest = _QUOTED.sub(" ", text)
    named = [_LEADING.sub("", match[0]) for match in _NAME.finditer(rest)]
    names = [name for name in (*quoted, *named) if any(map(is_content, split_words(name)))]
    words = [word for word in split_words(_NAME.sub(" ", rest)) if is_content(word)]
    return Topic(text, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(words)))


def article_query(masked: Masked, topic: str) -> ArticleQuery:
    """The query for the articles that a question asks for."""
    days = tuple(dict.fromkeys(time.days for time in masked.times))
    return ArticleQuery(read_topic(topic), masked.sources, masked.authors, days)
