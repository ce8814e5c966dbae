"""Ordinary words that news begins its sentences with: their capital makes no name of them.

An ending alone says little, for names have it too (Beijing, Italy, Reed, Rogers): only endings that
names hardly have count, or those that are followed as an ordinary word would be.
"""

import re

from assistant.verification.numbers import is_number

_ORDINARY = frozenset(
    """about above across activists additional additionally advisers afterwards agents allies almost
    along already although always amid analysts animals another anyone anything around attacks
    attempts authorities aware banks because behind below besides better big bombs boys bridges
    businesses campaigners cars charges children citizens civilians coaches colleagues commuters
    companies concerns consumers costs councillors courts critics crowds customers daily deaths
    delegates demonstrators deputies despite developers diplomats doctors drivers early eight
    either employees engineers enough entire even eventually every everybody everyone everything
    evidence executives experts families fans farmers few fewer fighters firefighters following
    forces foreign former friends further girls government governments groups guards high homes
    hospitals hours houses however inside insiders instead investigators investors jobs judges
    later lawmakers lawyers leaders leading least less letters like little local long losses low
    managers massive meanwhile members men migrants militants ministers money months moreover
    nearly negotiators neighbors neighbours neither never nevertheless nobody none nonetheless
    nothing nowadays nurses observers officers officials older once opponents otherwise outside
    overall owners parents parliament passengers patients people perhaps pilots plans players
    police policymakers politicians prices prisoners profits prosecutors protesters protests
    public pupils quite rebels recent reporters reports rescuers researchers residents results
    rivals sales schools scientists several shareholders shares ships similar since small
    smaller sources speaking specialists staff state still students such supporters survivors
    talks taxpayers teachers teams terms therefore these things though throughout thus today
    together tomorrow tourists towards towns traders trains travellers troops twice unless
    unlike until users using usually various vehicles victims villagers visitors voters warnings
    weapons weeks whatever whenever whether winners witnesses women workers world years yes
    yesterday yet young younger""".split()
)
_ORDINARY_ENDING = re.compile(
    r"[^\W\d_]{2,}(?:ists|tions|sions|ities|ncies|[^\W\d_]ally|ently|antly|tedly|ously|ively"
    r"|ately|ortly|ightly|ibly)"
)
_VERBAL = re.compile(r"(?P<ing>\w{2,}ing)|(?P<ed>\w{3,}ed)")
_AFTER_ING = frozenset(
    "a an the this that these those its his her their our any all up out off down".split()
)
_AFTER_ED = frozenset("in on by at as about for from with to under into over".split())


def is_ordinary(word: str, follower: str) -> bool:
    """Is `word`, at the beginning of a sentence and before `follower`, ordinary English?

    >>> is_ordinary("Repairing", "the"), is_ordinary("Beijing", "withdrew")
    (True, False)
    """
    folded = word.casefold()
    if folded in _ORDINARY or is_number(folded) or _ORDINARY_ENDING.fullmatch(folded):
        return True
    verbal = _VERBAL.fullmatch(folded)
    if not verbal:
        return False
    return follower in (_AFTER_ING if verbal["ing"] else _AFTER_ED)
