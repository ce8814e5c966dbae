"""Countries and their peoples: which two words mean the same one."""

from functools import lru_cache

# Where a thing is in the capital it is in the country, but not the other way round.
_NOT_THE_NATION = frozenset(
    "washington london moscow kremlin ankara beijing berlin paris brussels kyiv kiev jerusalem"
    " tehran damascus delhi tokyo athens rome madrid warsaw hague cairo atlantic"
    " transatlantic".split()
)
_IRREGULAR = """turkey turk
britain briton
france frenchman
poland pole
spain spaniard
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
    # Slow to import: it brings the embedding model.
    from assistant.text.word_matching import NATIONS

    lines = [line.split() for line in (NATIONS + "\n" + _IRREGULAR).splitlines()]
    return {word: words[0] for words in lines for word in words if word not in _NOT_THE_NATION}


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
