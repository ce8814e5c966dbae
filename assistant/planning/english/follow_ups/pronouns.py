"""Replaces pronouns that refer to earlier turns by names.

A pronoun that its own question explains ("When did Sorley die, and who survives him?") stays.
"""

import re
from collections.abc import Sequence

from assistant.planning.english.follow_ups.antecedents import Referent, Wanted, find_referent
from assistant.planning.english.follow_ups.noun_phrases import find_names, find_things
from assistant.planning.turns import Turn
from assistant.text.words import AUXILIARIES, is_content, split_words

_PRONOUN = re.compile(
    r"\b(?P<word>he|him|his|himself|she|her|hers|herself|they|them|their|theirs|themselves|it|its"
    r"|itself|there)\b(?!['’-])",
    re.IGNORECASE,
)
_WANTED: dict[str, Wanted] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "they"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    "there": "there",
}
_OWNING = frozenset("his its their hers theirs".split())
_OBJECTS = frozenset("him them her it".split())
# It is true that; how long did it take to; what time is it: nothing is meant.
_EMPTY_IT = re.compile(
    r"^it\s+(?:true|possible|likely|clear|known|legal|safe|rain\w*|snow\w*|that\b|get\s+dark"
    r"|(?:have\s+)?(?:takes?|took|taken|costs?)\s+(?:\S+\s+){0,3}?to\b"
    r"|(?:be\s+|become\s+)\w+\s+(?:for|to|that)\s+\w"
    r"|(?:called|held|said|found|decided|agreed|thought|believed)\s+(?:when|that)\b"
    r"|seems?|appears?|turns?\s+out)",
    re.IGNORECASE,
)
_EMPTY_THERE = re.compile(r"\b(?:is|are|was|were|be|been|has|have)\s+$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,;:]|\b(?:and|but|that|before|after|when|while|because|if|whether|why|who|how|what|where"
    r"|since|until)\b",
    re.IGNORECASE,
)
# Which branches will it shut: asked for is the object, and "it" somebody else.
_INVERTED = re.compile(rf"\b(?:{'|'.join(AUXILIARIES)})\s*$", re.IGNORECASE)
# "How old is", "in which town does": no name is asked for.
_ASKING = re.compile(
    rf"(?:[a-z]+\s+)?(?:how|what|which|whose)\s+(?:[\w’'-]+\s+){{1,3}}(?:{'|'.join(AUXILIARIES)})\s*",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:people|children|police|staff|many|both|[a-z]{3,}[^s\W]s)\b", re.IGNORECASE
)
_ASKED_FOR = re.compile(
    r"\b(?:which|what)\s+(?!(?:is|was|did|does|\w+ed)\b)[a-z]{3,}\b", re.IGNORECASE
)
_WHO_SAID = re.compile(r"^\s*who\s+\w+\s+$", re.IGNORECASE)


def find_pronouns(question: str) -> list[tuple[re.Match[str], Wanted]]:
    """The pronouns of `question` that it does not explain itself, with what they ask for."""
    found = []
    for match in _PRONOUN.finditer(question):
        word = match["word"].lower()
        if match["word"] in ("IT",) or _is_empty(question, match):
            continue
        if not _is_bound(question, match, _WANTED[word]):
            found.append((match, _WANTED[word]))
    return found


def with_names(question: str, turns: Sequence[Turn]) -> str:
    """`question` with a name for each pronoun that the turns before explain."""
    named: dict[Wanted, Referent | None] = {}
    for match, wanted in reversed(find_pronouns(question)):
        if wanted not in named:
            named[wanted] = find_referent(wanted, turns)
        referent = named[wanted]
        if referent is not None:
            said = _said(question, match, referent)
            question = question[: match.start()] + said + question[match.end() :]
    return question


def _said(question: str, match: re.Match[str], referent: Referent) -> str:
    word = match["word"].lower()
    if word == "there":
        return f"in {referent.text}"
    if word in _OWNING or (word == "her" and _owns(question, match.end())):
        return referent.text + ("’" if referent.text.endswith("s") else "’s")
    return referent.text


def _owns(question: str, end: int) -> bool:
    """Her letter, but: told her in May."""
    follower = re.match(r"\s+([\w-]+)", question[end:])
    return bool(follower and is_content(follower[1]) and follower[1] not in AUXILIARIES)


def _is_empty(question: str, match: re.Match[str]) -> bool:
    word = match["word"].lower()
    if word == "it":
        after = question[match.start() :]
        return bool(_EMPTY_IT.match(after)) or bool(
            re.search(r"\btime\s+is\s+$", question[: match.start()])
        )
    if word == "there":
        before, after = question[: match.start()], question[match.end() :]
        is_subject = not before.strip() or bool(re.match(r"\s+(?:is|are|was|were|be)\b", after))
        # "Were there warnings?" but "Who was there?"
        return is_subject or bool(_EMPTY_THERE.search(before) and re.match(r"\s+\w", after))
    return False


def _names_asked_for(question: str, match: re.Match[str], is_object: bool) -> bool:
    """Which company, known for its ...; who announced it would ...; but: which branches will it."""
    before, after = question[: match.start()], question[match.end() :]
    if _WHO_SAID.match(before):
        return bool(re.match(r"\s+(?:would|will|had|has|was|is)\b", after))
    return bool(_ASKED_FOR.search(before)) and not is_object and not _INVERTED.search(before)


def _is_bound(question: str, match: re.Match[str], wanted: Wanted) -> bool:
    """Whether something before it in the question may be meant, by number and by clause."""
    before = question[: match.start()]
    word = match["word"].lower()
    is_object = word in _OBJECTS and not (word == "her" and _owns(question, match.end()))
    clauses = list(_CLAUSE.finditer(before))
    reach = clauses[-1].start() if clauses else 0
    if is_object:
        before = before[:reach]  # one does not do a thing to "him" and mean oneself
    unheard = "" if _ASKING.fullmatch(before) else before
    if question.islower() and any(map(is_content, split_words(unheard))):
        return True  # without capitals, names are not seen
    if _names_asked_for(question, match, is_object):
        return True
    if wanted == "they":
        return bool(_PLURAL.search(before)) or bool(find_names(before, question=True))
    names = find_names(before, question=True)
    if wanted in ("it", "there"):
        return bool(names) or bool(find_things(before))
    return bool(names) or bool(re.search(r"\b(?:the|a|an)\s+(?:wo)?man\b", before))
