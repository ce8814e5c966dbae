"""The names in a text, and when two spellings are the same name."""

import re
import unicodedata
from collections.abc import Container, Sequence
from functools import lru_cache

from assistant.text.words import is_content, stem
from assistant.verification.numbers import is_number

# Letters, marks inside a word, digits: `Ğazarović-Öz`, `d’Aubréac`, `S-400`, `U.S.`
_WORD = re.compile(r"[^\W_](?:[\w’'&-]*\w)?(?:\.[^\W_]\b)*")
_HYPHEN = re.compile("[-–]")
_TITLES = frozenset("mr mrs ms dr prof president minister senator".split())


def find_names(text: str, common: Container[str] = ()) -> list[str]:
    """The words of `text` that are names by their capitals; digits inside count as capitals.

    The first word of a sentence has a capital anyway: it is no name where its stem is in `common`
    or news often begins with it.
    """
    words = list(_WORD.finditer(text))
    found = []
    for i, match in enumerate(words):
        word = match.group()
        if not _capital(word) or not is_content(word) or word.casefold() in _TITLES:
            continue
        begins = i == 0 or re.search(r"[.?!:]\W*$", text[words[i - 1].start() : match.start()])
        follower = words[i + 1].group() if i + 1 < len(words) else ""
        ordinary = stem(word) in common or is_ordinary(word, follower)
        if not begins or not ordinary or _inner_capital(word):
            found.append(word)
    return found


def common_stems(text: str) -> frozenset[str]:
    """The stems of the words of `text` in lower case."""
    return frozenset(stem(word) for word in _with_parts(name_words(text)) if word.islower())


def name_words(text: str) -> list[str]:
    """The words of `text` as names are written, hyphens and apostrophes inside."""
    return _WORD.findall(text)


def same_name(name: str, words: Sequence[str]) -> bool:
    """Is `name` among `words`, give or take accents, a possessive, -ish and the like, initials?"""
    every = _with_parts(words)
    parts = _HYPHEN.split(name)
    if any(_same_word(name, word) for word in every):
        return True
    if len(parts) > 1 and all(any(_same_word(part, word) for word in every) for part in parts):
        return True
    plain = fold(name)
    return name.isupper() and len(plain) > 1 and plain in _initials(words)


def _same_word(name: str, word: str) -> bool:
    """A word in lower case is no nation: they told us, a roast turkey."""
    plain, other = fold(name), fold(word)
    return plain == other or (word[:1].isupper() and same_nation(plain, other))


def _with_parts(words: Sequence[str]) -> list[str]:
    """`words` and the parts of those with hyphens."""
    parts = [part for word in words for part in _HYPHEN.split(word)]
    return list(dict.fromkeys([*words, *parts]))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case without accents, dots and possessive: `Žélka’s` -> `zelka`."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.removesuffix("'s").replace(".", "").strip("'")


def _capital(word: str) -> bool:
    return word[0].isupper() or _inner_capital(word)


def _inner_capital(word: str) -> bool:
    return any(c.isupper() for c in word[1:]) or (word[0].isupper() and any(map(str.isdigit, word)))


def _initials(words: Sequence[str]) -> str:
    """First letters of the capitalised words in a row; a lower-case word is a space."""
    return "".join(word[0].casefold() if word[0].isupper() else " " for word in words)


# A country and its people. Where a thing is in the capital it is in the country, but not the other
# way round, so that capitals are left out.
_NATIONS = """us america american americans united states
britain british uk briton
russia russian
turkey turkish turk
china chinese
germany german
france french frenchman
eu europe european
ukraine ukrainian
israel israeli
iran iranian
syria syrian
india indian
japan japanese
greece greek
italy italian
spain spanish spaniard
poland polish pole
netherlands dutch
egypt egyptian
afghanistan afghan
bangladesh bangladeshi
belgium belgian
congo congolese
cuba cuban
cyprus cypriot
czechia czech
denmark danish dane
finland finnish finn
iceland icelandic
iraq iraqi
ireland irish
kazakhstan kazakh
kuwait kuwaiti
lebanon lebanese
mali malian
morocco moroccan
niger nigerien
nigeria nigerian
norway norwegian
pakistan pakistani
peru peruvian
philippines philippine filipino
portugal portuguese
qatar qatari
scotland scottish scot
serbia serbian serb
slovakia slovak slovakian
slovenia slovene slovenian
somalia somali
sweden swedish swede
switzerland swiss
thailand thai
wales welsh
yemen yemeni"""
# Names that an ending makes into another name.
_APART = frozenset(
    """adams andrews daniels dominica edwards evans jacobs julia julian maria marian matthews peters
    phillips richards roberts simons stephens stevens williams""".split()
)


def same_nation(one: str, other: str) -> bool:
    """Do two folded words name one country or its people, or one the plural of the other?

    >>> same_nation("turkish", "turkey"), same_nation("nigerian", "niger")
    (True, False)
    """
    if one in _APART or other in _APART:
        return one == other
    group, group_other = _group(one), _group(other)
    if group and group_other:
        return group == group_other
    if one[:2] != other[:2]:
        return False
    short, long = sorted((one, other), key=len)
    if long in (short + "s", short + "es", short.removesuffix("y") + "ies"):
        return True
    return long.removesuffix("s") in _peoples(short)


@lru_cache(maxsize=65536)
def _group(word: str) -> str | None:
    groups = _read_groups()
    return groups.get(word) or groups.get(word.removesuffix("s"))


@lru_cache(maxsize=1)
def _read_groups() -> dict[str, str]:
    lines = [line.split() for line in _NATIONS.splitlines()]
    return {word: words[0] for words in lines for word in words}


def _peoples(place: str) -> tuple[str, ...]:
    """What the people of a place may be called: Syria -> Syrian, Italy -> Italian."""
    if len(place) < 5:
        return ()
    short = place[:-1] if place[-1] in "aeoy" else place
    vowel = place[-1] in "aeio"
    return (
        *(short + ending for ending in ("ian", "ese")),
        *((place + "ian", place + "n") if place[-1] == "a" else ()),
        *((short + "an", place + "an") if vowel else ()),
    )


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
