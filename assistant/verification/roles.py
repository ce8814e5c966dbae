"""Roles: a statement must not swap who did something to whom, in active, passive or converse form.

There is no parser: the words before a verb of the table are the agent, those after it up to the end
of the clause are the patient.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.text.words import AUXILIARIES, is_content, stem

# For each action its verbs and, after "<", the converse verbs.
_TABLE = """
beat beats beating beaten defeat overcome overcame thrash outplay < lose loses lost losing
buy buys bought buying purchase acquire < sell sells sold selling
lend lends lent lending < borrow
employ hire
give gives gave given hand award donate < receive
pay pays paid paying repay repays repaid repaying
sue
accuse
kill
shoot shoots shot shooting
stab
attack
arrest detain
murder
hit hits hitting strike strikes struck striking
ram rammed
succeed replace < precede
criticise criticize denounce condemn
praise
warn
blame
thank
appoint
elect
sack dismiss fire fired
overrule
invade
bomb
sanction
support back endorse
oppose
sponsor fund finance
supply
rescue save saved
bribe
threaten
fine fined
ask asked urge
call
tell tells told
invite
visit
promise
own owns owned owning
overtake overtook overtaken outbid
convict
train trained
teach taught
help helped
chase chased
""".strip().splitlines()
_IN_TWO_WORDS = {
    "acquires": re.compile(r"\b(?:tak(?:e|es|ing|en)|took) over\b", re.IGNORECASE),
    "beaten": re.compile(r"\bknock(?:ed|s|ing)? out\b", re.IGNORECASE),
}
_TOKEN = re.compile(r"[^\W_](?:[\w’'&-]*\w)?|[,;:()“”\"–—.?!]")
_ENDS = frozenset(
    ', ; : ( ) “ ” " – — . ? ! that which who whom whose when where while because as after before'
    " and but if over for about".split()
)
_PLACES = frozenset("at in on near during since until with".split())  # after a verb
_BEING = frozenset("was were is are been being be get gets got".split())
_REACH = 6  # words from the verb
_BETWEEN = 3  # words between a form of "to be" and the participle, or the participle and "by"


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something to whom: stems of the words that say so."""

    deed: str
    by: frozenset[str]
    to: frozenset[str]


def find_swapped(statement: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The deeds of `statement` that the sentences tell the other way round, and none as it does.

    >>> find_swapped("Olm beat Brack.", ["Brack beat Olm on Sunday."])
    ('beat',)
    >>> find_swapped("Olm lost to Brack.", ["Brack beat Olm on Sunday."])
    ()
    """
    said = [deed for sentence in sentences for deed in read_deeds(sentence)]
    return tuple(
        one.deed
        for one in read_deeds(statement)
        if any(_is_swapped(one, other) for other in said)
        if not any(one.deed == other.deed and one.by & other.by for other in said)
    )


def _is_swapped(one: Deed, other: Deed) -> bool:
    return one.deed == other.deed and bool(one.by & other.to and other.by & one.to)


def read_deeds(text: str) -> Iterator[Deed]:
    """The deeds of a text of which both ends are told."""
    for verb, form in _IN_TWO_WORDS.items():
        text = form.sub(verb, text)
    tokens = _TOKEN.findall(text)
    for place, token in enumerate(tokens):
        deed, is_told_back = _VERBS.get(token, ("", False))
        if not deed:
            continue
        by, to = _before(tokens, place), _after(tokens, place + 1)
        if _BEING & {word.lower() for word in tokens[max(0, place - _BETWEEN) : place]}:
            following = tokens[place + 1 : place + 1 + _REACH]
            if "by" not in following:
                continue
            by, to = _after(tokens, place + 2 + following.index("by")), by
        by, to = (to, by) if is_told_back else (by, to)
        if by - to and to - by:
            yield Deed(deed, by - to, to - by)


def _before(tokens: Sequence[str], place: int) -> frozenset[str]:
    found = list(reversed(tokens[max(0, place - _REACH) : place]))
    if found[:1] == [","] and "," in found[1:]:  # the mayor, Anna Holm, sued
        found.remove(",")
        found.remove(",")
    return _stems(iter(found))


def _after(tokens: Sequence[str], place: int) -> frozenset[str]:
    words = tokens[place : place + _REACH]
    return _stems(takewhile(lambda word: word not in _PLACES, words))


def _stems(words: Iterator[str]) -> frozenset[str]:
    """Those of the words up to the end of the clause, numbers and grammar left out."""
    found = []
    for word in words:
        if word.lower() in _ENDS:
            break
        if is_content(word) and word.lower() not in AUXILIARIES and not word[0].isdigit():
            found.append(stem(word.removesuffix("’s").removesuffix("'s")))
    return frozenset(found)


def _verbs() -> dict[str, tuple[str, bool]]:
    """Each form of each verb: the deed, and whether it is told from the other end."""
    table = {}
    for line in _TABLE:
        for is_told_back, forms in enumerate(line.split("<")):
            for form in forms.split():
                for ending in ("", *_endings(form)):
                    table[form + ending] = (line.split()[0], bool(is_told_back))
    return table


def _endings(form: str) -> Sequence[str]:
    return ("d", "s") if form.endswith("e") else ("ed", "s", "es", "ing")


_VERBS = _verbs()
