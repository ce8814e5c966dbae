"""Overstatement: "will" for "may", done for planned, "all" for "some"."""

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.text.words import split_words, stem

_ADVERB = r"(?:\s(?:also|still|soon|well|\w+ly|be|have|been))*"
_MAY = re.compile(rf"\b(?:may|might|could)(?!\s(?:not|no)\b){_ADVERB}\s(\w+)")
_PLANNED = re.compile(
    r"\b(?:plan|offer|intend|want|hope|propos|seek|threaten|promis|vow|pledg|aim|prepar|attempt"
    r"|wish|tr(?:y|ie)|expect|urge|call|demand|sought|due|set|agre|decid|resolv)"
    r"(?:s|e|es|ed|d|ing|eed|ees)?"
    r"(?:\s(?:him|her|them|it|for|on))?\sto\s(?:be\s)?(\w+)"
)
_CONSIDERED = re.compile(r"\bconsider(?:s|ed|ing)?\s(\w+ing)\b")
# What is held to be so, or hangs on a condition.
_HELD = re.compile(
    r"\b(suspects?|fears?|thinks?|believes?|hopes?|assumes?|speculates?)\s(?:that\s|(?!to\b))(.+)"
    r"|^(If)\s[^,]+,\s(.+)",
    re.DOTALL,
)
_CONDITION = re.compile(r"^(.*\bwill\s[^,;]*?),?\s(if|unless|provided)\s", re.DOTALL)
_HEDGED = re.compile(
    r"\b(?:may|might|could|can|would|should|possib\w+|perhaps|likely|expect\w*|if|unless|risk\w*"
    r"|potential\w*|threat\w*|suggest\w*|suspect\w*|fear\w*|believ\w+|hop(?:e|es|ed|ing)"
    r"|plan(?:s|ned|ning)?|offer\w*|intend\w*|want\w*|propos\w+|s(?:ee|ou)[kg]\w*|promis\w+|vow\w*|pledg\w+|aim\w*"
    r"|attempt\w*|tr(?:y|ies|ied|ying)|consider\w*|thought|assum\w+|probab\w+|appears?|seems?|due"
    r"|set to|prepar\w+|call\w*|urge\w*|demand\w*|wish\w*|whether|to be|are to|is to)\b"
)
_ALL = re.compile(r"\b(?:[Aa]ll|[Ee]very|[Ee]ach)(?:\s(?:of|the|its|their|\d+))*\s(\w+)")
_SOME = re.compile(
    r"\b(?:[Ss]ome|[Ss]everal|[Mm]ost|[Mm]any|[Ff]ew|[Hh]alf|[Pp]art)"
    r"(?:\s(?:of|the|its|their))*\s(\w+)"
)

_DONE = dict(
    pair.split("=")
    for pair in "saw=see seen=see heard=hear felt=feel bought=buy sold=sell built=build took=take"
    " taken=take gave=give given=give"
    " made=make won=win lost=lose left=leave sent=send spent=spend paid=pay met=meet ran=run"
    " began=begin brought=bring wrote=write written=write broke=break broken=break"
    " chose=choose chosen=choose"
    " stole=steal stolen=steal drew=draw withdrew=withdraw withdrawn=withdraw fought=fight"
    " found=find founded=found held=hold kept=keep led=lead rose=rise risen=rise fell=fall"
    " fallen=fall stood=stand told=tell went=go gone=go came=come became=become grew=grow"
    " shut=shut cut=cut set=set hit=hit split=split quit=quit".split()
)

_SENSES = frozenset(map(stem, "see hear feel smell taste understand return".split()))


def find_overstated(statement: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The verb or noun of `statement` of which the sentences say less.

    >>> find_overstated("Prices will rise.", ["Prices may rise, the bank said."])
    ('rise',)
    >>> find_overstated("All schools reopened.", ["Some schools reopened."])
    ('schools',)
    """
    found = list(_told_as_all(statement, sentences))
    if not _HEDGED.search(statement):
        found += _told_as_fact(statement, sentences, _MAY, _is_no_sense)
        found += _told_as_fact(statement, sentences, _PLANNED, _is_done)
        found += _told_as_fact(statement, sentences, _CONSIDERED, lambda word: True)
        found += _held(statement, sentences)
    return tuple(dict.fromkeys(found))


def _told_as_all(statement: str, sentences: Sequence[str]) -> Iterator[str]:
    some = {stem(noun) for sentence in sentences for noun in _SOME.findall(sentence)}
    every = {stem(noun) for sentence in sentences for noun in _ALL.findall(sentence)}
    return (noun for noun in _ALL.findall(statement) if stem(noun) in some - every)


def _told_as_fact(
    statement: str,
    sentences: Sequence[str],
    form: re.Pattern[str],
    counts: Callable[[str], bool],
) -> Iterator[str]:
    """The verbs that the sentences have in that form only."""
    only: set[str] = set()
    plain: set[str] = set()
    for sentence in sentences:
        only |= {
            _verb(word) for groups in form.finditer(sentence) for word in groups.groups() if word
        }
        plain |= set(map(_verb, split_words(form.sub(" ", sentence))))
    return (w for w in split_words(statement) if _verb(w) in only - plain and counts(w))


def _held(statement: str, sentences: Sequence[str]) -> Iterator[str]:
    """What is told in the very words of somebody's suspicion, or of what hangs on a condition."""
    told = {stem(word) for word in split_words(statement)}
    for sentence in sentences:
        for cue, held in _held_parts(sentence):
            if told <= {stem(word) for word in split_words(held)}:
                yield cue


def _held_parts(sentence: str) -> Iterator[tuple[str, str]]:
    if found := _HELD.search(sentence):
        yield (found[1], found[2]) if found[1] else (found[3], found[4])
    if found := _CONDITION.search(sentence):
        yield found[2], found[1]


def _is_no_sense(word: str) -> bool:
    """Who could hear shots heard them."""
    return _verb(word) not in _SENSES


def _is_done(word: str) -> bool:
    return word.endswith("ed") or word in _DONE


def _verb(word: str) -> str:
    word = word.lower()
    return stem(_DONE.get(word, word))
