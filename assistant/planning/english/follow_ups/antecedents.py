"""Candidates that a pronoun may refer to in earlier turns, most likely first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.planning.english.follow_ups.entities import Gender, Kind, full_name, member
from assistant.planning.english.follow_ups.noun_phrases import Phrase, find_names, find_things
from assistant.planning.turns import Turn
from assistant.text.words import KIND_OF_NOUN, analyze_question, split_words, stem

Wanted = Literal["she", "he", "it", "they", "there"]
# CORVANE — ...; ULMSTED, Jan. 13 (Meridian Wire) - ...
_DATELINE = re.compile(r"[A-Z][A-Z .’'-]+(?:,[^–—]{2,20})?(?:\s*\([^)]*\))?\s+[–—-]\s+")
_COUNTED = re.compile(
    r"\b(?:how\s+many|which|what|do|did|are|were|have|will|can)\s+(?P<noun>[a-z]{3,}(?<![su])s|people)\b",
    re.IGNORECASE,
)
_SINGULAR_IN_S = ("ss", "us", "is", "news", "series")


@dataclass(frozen=True, slots=True)
class Referent:
    """Somebody or something, in the words that name it by itself."""

    text: str
    kind: Kind
    gender: Gender = ""
    plural: bool = False

    def fits(self, wanted: Wanted) -> bool:
        """Whether a pronoun may mean it; an unknown gender may be either."""
        if wanted in ("she", "he"):
            return self.kind == "person" and self.gender in (wanted, "") and not self.plural
        if wanted == "it":
            return self.kind != "person" and not self.plural
        if wanted == "there":
            return self.kind == "place"
        return self.plural or self.kind == "group"


def find_referent(wanted: Wanted, turns: Sequence[Turn]) -> Referent | None:
    """The one that the pronoun means: of the last turn that has one, the one that fits best."""
    texts = tuple(dict.fromkeys(text for turn in reversed(turns) for text in turn.texts))
    for turn in (replace(turn, texts=texts) for turn in reversed(turns)):
        fitting = [referent for referent in referents(turn, wanted) if referent.fits(wanted)]
        sure = [one for one in fitting if wanted in (one.gender, "it", "there", "they")]
        if fitting:
            return (sure or fitting)[0]
        persons = [one for one in _own(turn) if one.kind == "person"]
        if wanted == "they" and len(persons) > 1:
            return Referent(" and ".join(one.text for one in persons), "person", plural=True)
    return None


def referents(turn: Turn, wanted: Wanted = "it") -> Iterator[Referent]:
    """Those of one turn: whom it was answered with, if it asked for such, its own, the cited."""
    own = _own(turn)
    known = {referent.text.split()[-1] for referent in own}
    cited = [one for one in _cited(turn) if one.text.split()[-1] not in known]
    if analyze_question(turn.question).kind == "person" and not _is_about(turn):
        cited = []
    if turn.answered and wanted != "it":
        yield from (one for one in answers(turn, cited) if one.fits(wanted))
    yield from own
    yield from cited


def answered_with(turn: Turn) -> list[Referent]:
    """Whom or where the question of `turn` was answered with, the likeliest first."""
    own = {referent.text.split()[-1] for referent in _own(turn)}
    cited = [one for one in _cited(turn) if one.text.split()[-1] not in own]
    return answers(turn, cited) if turn.answered and _is_about(turn) else []


def answers(turn: Turn, cited: Sequence[Referent]) -> list[Referent]:
    """Who or where, if that was asked: those first of whom it is said what was asked for."""
    asked = analyze_question(turn.question).kind
    if asked not in ("person", "place"):
        return []
    persons = [replace(one, kind="person") if _may_be(one, asked) else one for one in cited]
    fitting = [one for one in persons if one.kind == asked]
    return sorted(fitting, key=lambda one: -_told_of(one, turn))


def _may_be(one: Referent, asked: str) -> bool:
    """Whether a name of which nothing is known may be a person's."""
    return asked == "person" and one.kind == "thing" and len(one.text.split()) in (2, 3)


def _told_of(one: Referent, turn: Turn) -> float:
    """How near the question's words are to the name, within one sentence."""
    wanted = {term.stem for term in analyze_question(turn.question).terms if term.role == "word"}
    last = stem(split_words(one.text)[-1])
    best = 0.0
    for sentence in turn.sentences:
        words = [stem(word) for word in split_words(sentence)]
        for place in (n for n, word in enumerate(words) if word == last):
            away = [[abs(n - place) for n, w in enumerate(words) if w == term] for term in wanted]
            best = max(best, sum(1 / max(min(found), 1) for found in away if found))
    return best


def _is_about(turn: Turn) -> bool:
    """Whether the articles cited name all that the question names: else they answer another."""
    names = [name.text for name in find_names(turn.question, question=True)]
    said = " ".join(turn.texts).casefold()
    return all(len(name.split()) < 2 or name.casefold() in said for name in names)


def _own(turn: Turn) -> list[Referent]:
    """Names and things in the question, in order."""
    names = find_names(turn.question, question=True)
    placed = [(name.start, _named(name, turn.question, turn.texts)) for name in names]
    for thing in find_things(turn.question, (*turn.sentences, *turn.texts)):
        if all(name.end <= thing.start or thing.end <= name.start for name in names):
            placed.append((thing.start, _thing(_extended(thing, turn.question, names))))
    if counted := _COUNTED.search(turn.question):
        placed.append((counted.start(), Referent(f"the {counted['noun']}", "thing", plural=True)))
    return [referent for _, referent in sorted(placed, key=lambda pair: pair[0])]


def _cited(turn: Turn) -> list[Referent]:
    found = []
    for sentence in turn.sentences:
        dateline = _DATELINE.match(sentence)
        start = dateline.end() if dateline else 0
        for name in find_names(sentence[start:]):
            found.append(_named(name, sentence[start:], turn.texts))
    return found


def _extended(thing: Phrase, question: str, names: Sequence[Phrase]) -> Phrase:
    """With what it is of: the governor of the National Bank."""
    of = re.compile(r"\s+of\s+(?:the\s+)?").match(question, thing.end)
    if not of:
        return thing
    whole = [name.end for name in names if name.start == of.end()]
    whole += [other.end for other in find_things(question[thing.end :]) if other.start < len(of[0])]
    if names and whole and whole[0] > of.end():
        return Phrase(question[thing.start : whole[0]], thing.start, whole[0])
    word = re.compile(r"[a-z][\w-]*(?:\s+[a-z][\w-]*)?(?=\s*\?|$)").match(question, of.end())
    end = word.end() if word else thing.end
    return Phrase(question[thing.start : end], thing.start, end)


def _named(name: Phrase, said: str, texts: tuple[str, ...]) -> Referent:
    found = member(name.text, texts)
    text = full_name(found.name, texts) if found.kind == "person" else name.text
    has_article = found.kind != "person" and re.search(r"\b[Tt]he\s+$", said[: name.start])
    text = f"the {text}" if has_article else text
    return Referent(text, found.kind, found.gender)


def _thing(thing: Phrase) -> Referent:
    head = split_words(thing.text.partition(" of ")[0])[-1].lower()
    plural = head.endswith("s") and not head.endswith(_SINGULAR_IN_S)
    plural = plural or head in ("people", "children", "men", "women", "police")
    words = thing.text.split()
    text = " ".join(["the", *words[1:]]) if words[0].lower() in ("a", "an") else thing.text
    is_person = KIND_OF_NOUN.get(head) == "person"
    return Referent(text, "person" if is_person and not plural else "thing", "", plural)
