"""Masks the times and bylines of a question, so that a few patterns match all its forms.

"How many articles did the Ledger publish in March about dams?" is then "how many articles did S
publish about dams".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.schema.query_plan import Mention, QueryPlan, Time

ReadPlan = Callable[[str], QueryPlan]

BY, AT = "\ue001", "\ue002"  # replace a byline and a time
WHO = rf"(?:both\s+)?(?:the\s+)?{BY}(?:\s*(?:,|,?\s*\band\b|\bor\b|&)\s*(?:the\s+)?{BY})*"
ARTICLES = (
    r"(?:(?:news|newspaper|different|separate|distinct|other)\s+)*(?:articles?|stor(?:y|ies)|pieces?"
    r"|news\s+items?|items|write-?ups?|reports?|columns?|editorials?)"
)
ABOUT = (
    r"(?:(?:that|which)\s+(?:are\s+)?)?(?:about|on|mention(?:ing|ed|s)?|cover(?:ing|ed)?|concerning"
    r"|regarding|discuss(?:ing|ed)?|related\s+to|deal(?:ing)?\s+with|refer(?:ring)?\s+to|talk(?:ing)?"
    r"\s+about)"
)
_TIME = re.compile(
    rf"[\s,]*(?:\b(?:in|on|during|over|from|within|of|for|throughout|published|dated)\s+)*(?:the\s+)?{AT}",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    rf"[\s,]*(?:\b(?:published|written|printed)\s+)?\b(?:in|by|from|of|on|at|according\s+to)\s+{WHO}"
    r"(?!\w)(?!['’]s)",
    re.IGNORECASE,
)
_OTHER_VERB = re.compile(
    r"(?P<before>\b(?:did|has|have|does|do)\s+.{2,80}?\s)(?:run|carry|carried|print|printed|put\s+out"
    r"|produced?|release|released)\b(?=\s|\?|$)"
)
# If a topic contains one of these, it is a clause or belongs to someone who is not a source.
_CLAUSE = re.compile(
    r"\bby\s+\w|\b(?:did|does|do|has|have|had|was|were|is|are|will|would|can|could)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Masked:
    """The masked question, and its bylines and times."""

    text: str
    mentions: tuple[Mention, ...] = ()
    times: tuple[Time, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The archive's sources that are named, each once."""
        return tuple(dict.fromkeys(s for mention in self.mentions for s in mention.sources))

    @property
    def authors(self) -> tuple[str, ...]:
        """The archive's authors that are named, each once."""
        return tuple(dict.fromkeys(a for mention in self.mentions for a in mention.authors))


def mask(question: str, read_plan: ReadPlan) -> Masked:
    """Masks `question`; rare verbs of publishing become "publish"."""
    question = _OTHER_VERB.sub(r"\g<before>publish", question.strip(), count=1)
    asked = read_plan(question)
    spans = [(time.start, time.end, AT) for time in asked.times]
    spans += [(mention.start, mention.end, BY) for mention in asked.mentions]
    text = question
    for start, end, sign in sorted(spans, reverse=True):
        text = text[:start] + sign + text[end:]
    text = _BYLINE.sub("", _TIME.sub("", text))
    return Masked(" ".join(text.split()).strip(" ?.!,"), asked.mentions, asked.times)


def topic_in(words: str | None) -> str | None:
    """The words of a topic to search for; None if they are more than a topic.

    "About the treaty by the ministry" names someone who is not a source of the archive.
    """
    if words is None:
        return ""
    if BY in words or AT in words or _CLAUSE.search(words):
        return None
    return words.strip(" ,")
