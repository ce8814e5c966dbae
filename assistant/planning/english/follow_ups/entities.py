"""Entities of a conversation: the kind and gender of each name, read from the articles.

Names in an archive are often unknown elsewhere, so the sentences around a name decide whether it is
a person or a company, not a list.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.planning.english.follow_ups.noun_phrases import find_names
from assistant.text.words import KIND_OF_NOUN

Kind = Literal["person", "group", "place", "thing"]
Gender = Literal["she", "he", ""]

_TITLES = (
    r"(?:Mr|Ms|Mrs|Miss|Dr|Prof|Sgt|Capt|Col|Lt|Gen|Det|Supt|Sir|Lady|Dame|Judge|Mayor|President"
    r"|Minister|Governor|Senator|Captain|Director|Chairman|Chairwoman|Substitute|Striker|Coach"
    r"|Chancellor|Officer|Professor|Advisers?|adviser|spokesman|spokeswoman|minister|mayor|president"
    r"|governor|owner|analyst|chair|captain|artist|poet|critic|coach)"
)
_GROUP = frozenset(
    "bank group board agency ministry institute authority commission union league association"
    " university council party bloc company inc ltd plc corp fund office bureau court committee"
    " mission ratings securities structures hydro turbines hospital regiment police government"
    " parliament assembly society club united athletic rovers alliance department administration"
    " house nato museum opera theatre conservatory line power holdings institute bakery stores"
    " chamber times post herald tribune courier ledger wire lantern news concord house".split()
)
_PLACE = frozenset(
    "river bridge dam square street hill hills road island islands bay sea stadium harbour port"
    " quay mountain seamount valley valleys province district peninsula sound ford lake row".split()
)
_REACH = 220  # code points after a name within which a pronoun is taken to mean it


@dataclass(frozen=True, slots=True)
class Member:
    """A name with its kind and gender according to the articles."""

    name: str
    kind: Kind
    gender: Gender = ""


def member(name: str, texts: tuple[str, ...]) -> Member:
    """The entity of that name according to `texts`."""
    name, titled = _without_title(name), name
    kind = "person" if name != titled else _kind(name, texts)
    return Member(name, kind, _gender(name, texts) if kind == "person" else "")


def full_name(name: str, texts: Sequence[str]) -> str:
    """The longest name in `texts` that ends in the same word: Sullivan -> Jake Sullivan."""
    last = name.split()[-1]
    longer = [
        one
        for text in texts
        for one in _names(text)
        if one.split()[-1] == last and len(one.split()) <= 4 and " of " not in one
    ]
    plain = [_without_title(one) for one in longer]
    return max([name, *plain], key=lambda one: len(one.split()))


@lru_cache(maxsize=256)
def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.text for phrase in find_names(text)))


def _without_title(name: str) -> str:
    return re.sub(rf"^(?:(?:[A-Z][a-z]+\s+)?{_TITLES}\.?\s+)+", "", name)


@lru_cache(maxsize=1024)
def _kind(name: str, texts: tuple[str, ...]) -> Kind:
    words = [word.strip("’'.").lower() for word in name.replace("’s", "").split()]
    if re.match(rf"{_TITLES}\b", name):
        return "person"
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    if head in _GROUP or words[0] in _GROUP:
        return "group"
    if head in _PLACE or words[0] in _PLACE:
        return "place"
    last = re.escape(name.split()[-1])
    person, place = 0, 0
    for text in texts:
        person += 3 * len(re.findall(rf"\b{_TITLES}\.?\s+(?:[A-Z]\S+\s+){{0,3}}{last}\b", text))
        person += 3 * len(re.findall(rf"\b{last},\s+\d\d\b", text))
        person += len(re.findall(rf"\b{last}\s+(?:said|told|added|replied|asked)\b", text))
        person += len(re.findall(rf"\bsaid\s+(?:[A-Z]\S+\s+){{0,3}}{last}\b", text))
        person += 2 * len(re.findall(rf"(?<!of )\b{last},?\s+who\b", text))
        # Velesov, the governor of Karsk
        posts = re.findall(rf"\b{last},\s+(?:the|a|an)\s+((?:[\w-]+\s+){{0,2}}[\w-]+)", text)
        roles = {KIND_OF_NOUN.get(word) for post in posts for word in post.lower().split()}
        person += 2 * ("person" in roles)
        told = rf"\bsaid\s+\w+\s+\w+,\s+(?:[A-Z]\S+\s+){{0,3}}{last}\b"
        person += 2 * len(re.findall(told, text))
        place += 2 * len(
            re.findall(rf"\b(?:in|at|near|outside|around)\s+{re.escape(name)}\b", text)
        )
        place += 3 * len(re.findall(rf"^{re.escape(name.upper())}[\s,]", text))
    if person > place:
        return "person"
    if place:
        return "place"
    return "person" if len(words) > 1 and _gender(name, texts) else "thing"


@lru_cache(maxsize=1024)
def _gender(name: str, texts: tuple[str, ...]) -> Gender:
    """By the title, else by the pronouns that follow the name before another one does."""
    last = re.escape(name.split()[-1])
    she = he = 0
    for text in texts:
        she += 5 * len(re.findall(rf"\b(?:Ms|Mrs|Miss|Lady|Dame)\.?\s+(?:\w+\s+)?{last}\b", text))
        he += 5 * len(re.findall(rf"\b(?:Mr|Sir)\.?\s+(?:\w+\s+)?{last}\b", text))
        for match in re.finditer(rf"\b{last}\b", text):
            after = text[match.end() : match.end() + _REACH]
            pronoun = re.search(r"\b(she|her|he|his|him)\b", after, re.IGNORECASE)
            if not pronoun or _another_person(after[: pronoun.start()], name):
                continue
            is_she = pronoun.group().lower() in ("she", "her")
            she, he = she + is_she, he + (not is_she)
    return "she" if she > he else "he" if he > she else ""


def _another_person(text: str, name: str) -> bool:
    """Whether somebody else is spoken of between a name and the pronoun after it."""
    spoken = re.search(
        rf"\b{_TITLES}\.?\s+[A-Z]|\bsaid\s+[A-Z]|\b[A-Z][\w’-]+\s+(?:said|told)\b", text
    )
    return bool(spoken and name.split()[-1] not in spoken.group())
