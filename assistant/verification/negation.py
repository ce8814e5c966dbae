"""Negation: detects statements that deny what their sentences affirm, or the reverse."""

import re
from collections.abc import Sequence

from assistant.text.words import is_content, split_words, stem

_NO = (
    r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|barely"
    r"|declin(?:e|es|ed|ing)|refus(?:e|es|ed|ing|al)|den(?:y|ies|ied|ying)|fail(?:s|ed|ing|ure)?"
    r"|reject(?:s|ed|ing|ion)?|unable|lack(?:s|ed|ing)?|avoid(?:s|ed)?|prevent(?:s|ed)?|yet to"
    r"|rather than|instead of|unless|neither|rul(?:e|es|ed) out|stopp?(?:s|ed)?|bann?(?:s|ed)?"
    r"|barr?ed"
    r"|cut(?: off)?|suspended|halted|stopped|cancell?ed|vacant|empty|missing|ended|closed|shut"
    r"|far from|absen(?:t|ce)|free of|forbid(?:s|den)?|untrue|false|unaware|unknown"
    r"|un(?:able|likely|willing|employed|insured|harmed|hurt|injured|changed|answered|resolved))\b"
    r"|\w+n[’']t\b"
)
_CUE = re.compile(_NO, re.IGNORECASE)
PLAIN = re.compile(r"\b(?:not|never|no|none|nobody|cannot)\b|\w+n[’']t\b", re.IGNORECASE)
# "not only", "no later than" and a contrast (41, not 14) deny nothing.
_IDLE = re.compile(
    r", not\b|\b(?:not (?:only|just|least|until|all|every|merely)"
    r"|no (?:more|less|later|fewer|longer) than"
    r"|no doubt|no matter|no-confidence|no confidence|not yet"
    r"|not (?:been )?(?:so|as|this)(?=[^.]*\bsince))\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.;:!?–—]|,? (?:but|although|though|while|whereas)\b")
_CLAUSE = re.compile(r"[.;:!?–—,]\s|\s(?:and|but|although|though|while|whereas)\s")
_REACH = 4  # content words after a cue that it denies


def find_reversed(statement: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The words that `statement` denies and no sentence does, or that it affirms though denied.

    Only plain denials count in the statement; in the sentences anything that can be put as one.
    """
    if not sentences:
        return ()
    affirmed = {stem(word) for word in split_words(statement) if is_content(word)}
    denied = _denied(statement, PLAIN)
    # Of a long text only what is about the same thing: there is a denial somewhere in most.
    near = sorted(sentences, key=lambda text: -_shared(affirmed, text))
    about = [text for text in near if 2 * _shared(affirmed, text) > _shared(affirmed, near[0])]
    if denied and not any(map(_CUE.search, about or near)):
        return denied[:1]
    if denied and _said_of(denied, about or near):
        return denied[:1]
    return () if _CUE.search(statement) else _affirmed_though_denied(affirmed, near[:1])


def _said_of(denied: tuple[str, ...], sentences: Sequence[str]) -> bool:
    """Whether the clause that has the denied words denies nothing, and none denies them."""
    wanted = {stem(word) for word in denied}
    if any(wanted & {stem(word) for word in _denied(text, _CUE)} for text in sentences):
        return False
    clauses = [part for text in sentences for part in _CLAUSE.split(text)]
    found = [(len(wanted & _content(clause)), clause) for clause in clauses]
    most = max((count for count, _ in found), default=0)
    # A cue that is denied itself is none: not cancelled.
    return most >= max(2, len(wanted) - 1) and not any(
        stem(cue[0]) not in wanted
        for count, clause in found
        if count == most
        for cue in _CUE.finditer(clause)
    )


def _content(text: str) -> set[str]:
    return {stem(word) for word in split_words(text) if is_content(word)}


def _shared(stems: set[str], text: str) -> int:
    return len(stems & set(map(stem, split_words(text))))


def _affirmed_though_denied(affirmed: set[str], sentences: Sequence[str]) -> tuple[str, ...]:
    """The first words after a denial, where the statement says them and most of that sentence."""
    for sentence in sentences:
        for clause in _END.split(_IDLE.sub(" ", sentence)):
            denied = _denied(clause, PLAIN)[:2]
            if denied and _told_until(clause, denied[0], affirmed):
                return denied[:1]
            if not denied or not all(stem(word) in affirmed for word in denied):
                continue
            if _mostly(_content(clause), affirmed):
                return denied[:1]
    return ()


def _told_until(clause: str, denied: str, affirmed: set[str]) -> bool:
    """Whether the text before the first denied word is affirmed elsewhere."""
    cue = PLAIN.search(clause)
    told = _content(clause[: cue.start()]) if cue else set()
    return stem(denied) in affirmed and len(told) > 1 and _mostly(told, affirmed)


def _mostly(words: set[str], affirmed: set[str]) -> bool:
    return len(words & affirmed) >= 0.6 * len(words) and len(words) > 1


def _denied(text: str, cues: re.Pattern[str]) -> tuple[str, ...]:
    """The content words within reach of the first denial of each clause."""
    found: list[str] = []
    for clause in _END.split(_IDLE.sub(" ", text)):
        cue = cues.search(clause)
        if cue:
            words = [word for word in split_words(clause[cue.end() :]) if is_content(word)]
            found.extend(words[:_REACH])
    return tuple(found)
