"""Elliptical questions: "and in March?", "why?", "what about Reuters?"."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.text.words import AUXILIARIES, split_words

# ask: other words put to the question before; replace: other words in it; else: more of the same;
# quote: the sentence before is asked about; next: what came after it.
Kind = Literal["ask", "replace", "else", "quote", "next"]

_LEAD = re.compile(
    r"^(?:(?:and|but|so|ok|okay|then|now|also|well|yes|no|thanks|thank you|hm+|oh)\b"
    r"[\s,.:;!–—-]*)+",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:what|how)\s+about\s+(?P<what>.+)$", re.IGNORECASE)
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_PREPOSITION = r"(?:by|to|from|with|for|of|on|in|at|since|until|till|about|against|over|under)"
_ASK = re.compile(rf"^(?:{_PREPOSITION}\s+)?{_WH}(?:\s+[\w’'-]+){{0,3}}$", re.IGNORECASE)
_ASK_THAT = re.compile(
    rf"^(?P<words>(?:{_PREPOSITION}\s+)?(?:when|where|why|how))\s+(?:is|was|were|did|does|has|will)\s+"
    r"(?:(?:that|this)(?:\s+(?:so|be|been|happen(?:ed)?|the\s+case|decided|done))?"
    r"|it\s+(?:so|happen(?:ed)?|the\s+case))$",
    re.IGNORECASE,
)
_HOW_COME = re.compile(r"^(?:how\s+(?:come|so)|what\s+for|why\s+so)$", re.IGNORECASE)
_ELSE = re.compile(
    r"^(?P<wh>who|what|where|when|why|how)\s+else$|^any(?:thing|one|body)\s+else$", re.I
)
_QUOTE = re.compile(
    r"^(?:who\s+(?:says?|said|claims?|claimed|wrote|writes|thinks|thought|told\s+(?:you|us|them)|reported)"
    r"\s+(?:that|this|so|it|those|these)"
    r"|who\s+(?:is|was)\s+(?:being\s+)?quoted(?:\s+there)?"
    r"|whose\s+words\s+(?:are|were)\s+(?:that|those|these|they))$",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^(?:what\s+(?:happened|came|followed)\s*(?:next|then|after(?:wards?)?|later|after\s+that)?"
    r"|what\s+(?:next|then))$",
    re.IGNORECASE,
)
_THEN = re.compile(r"^and\s+(?:then|next|after(?:wards?|\s+that))\W*$", re.IGNORECASE)
_BARE = re.compile(r"^(?:the|in|on|at|since|by|from|before|after|according)\b", re.IGNORECASE)
# The month, which is a word of questions, too: in may, and May 2024?
_MAY = re.compile(
    r"\b(?:May(?=\s*(?:,|\d|$))"
    r"|(?:in|since|until|till|by|before|after|during|from|last|this)\s+[Mm]ay)\b"
)
_MOST_WORDS = 8
_MOST_BARE_WORDS = 4  # without "and" or "what about": more may be words to search for


@dataclass(frozen=True, slots=True)
class Fragment:
    """What kind of fragment, and its own words: "by whom", "in March"."""

    kind: Kind
    words: str = ""


def without_lead(question: str) -> tuple[str, bool]:
    """`question` without "and", "but" and so on before it, and whether there was one."""
    asked = " ".join(question.split()).rstrip(" ?!.")
    led = _LEAD.match(asked)
    if led and led.end() < len(asked):
        return asked[led.end() :], True
    return asked, False


def read_fragment(question: str) -> Fragment | None:
    """Reads `question` as a fragment; None if it is a complete question.

    >>> read_fragment("And by whom?"), read_fragment("What about Reuters?")
    (Fragment(kind='ask', words='by whom'), Fragment(kind='replace', words='Reuters'))
    """
    core, led = without_lead(question)
    if _THEN.match(question):
        return Fragment("next")
    if about := _ABOUT.match(core):
        return Fragment("replace", about["what"]) if _is_short(about["what"]) else None
    if _QUOTE.match(core):
        return Fragment("quote")
    if _NEXT.match(core):
        return Fragment("next")
    if more := _ELSE.match(core):
        return Fragment("else", (more["wh"] or "what").lower())
    if _HOW_COME.match(core):
        return Fragment("ask", "why")
    if that := _ASK_THAT.match(core):
        return Fragment("ask", that["words"])
    if _ASK.match(core):
        return Fragment("ask", core) if _has_no_verb(core) else None
    return _replacing(question, core, led)


def _replacing(question: str, core: str, led: bool) -> Fragment | None:
    words = [word.lower() for word in split_words(core)]
    said = {word.lower() for word in split_words(_MAY.sub("", core))}
    if not words or said & (AUXILIARIES | set("who what when where why how which".split())):
        return None
    is_marked = question.rstrip().endswith("?") or _BARE.match(core)
    is_asked = led or (is_marked and len(words) <= _MOST_BARE_WORDS)
    return Fragment("replace", core) if is_asked and _is_short(core) else None


def _is_short(words: str) -> bool:
    return len(words.split()) <= _MOST_WORDS


def _has_no_verb(core: str) -> bool:
    """Whether words that begin with a question word ask for nothing by themselves.

    "Which bank", "how many people", "why exactly" do not; "who resigned", "what happened" do.
    """
    words = [word.lower() for word in split_words(core)]
    if set(words) & AUXILIARIES:
        return False
    place = next(i for i, word in enumerate(words) if re.fullmatch(_WH, word))
    rest = words[place + 1 :]
    if not rest or place > 0:
        return True
    if words[place] in ("which", "whose", "how", "what"):
        return not re.search(
            r"(?:ed|caused|happened|won|led|made|came|went|became)$", rest[-1]
        ) or (words[place] == "how")
    return rest[-1] in ("exactly", "not", "precisely", "then", "though")
