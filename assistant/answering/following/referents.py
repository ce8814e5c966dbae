"""What the turns before have spoken of, in the order in which a pronoun would take it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answering.following.cast import Gender, Kind, full_name, member
from assistant.answering.following.phrases import Phrase, find_names, find_things
from assistant.answering.following.turn import Turn
from assistant.retrieval.question import KIND_OF_NOUN, split_words, understand

Wanted = Literal["she", "he", "it", "they", "there"]
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
            return self.kind == "person" and self.gender in (wanted, "")
        if wanted == "it":
            return self.kind != "person" and not self.plural
        if wanted == "there":
            return self.kind == "place"
        return self.plural or self.kind == "group"


def find_referent(wanted: Wanted, turns: Sequence[Turn]) -> Referent | None:
    """The one that the pronoun means: of the last turn that has one, the one that fits best."""
    for turn in reversed(turns):
        fitting = [referent for referent in referents(turn) if referent.fits(wanted)]
        sure = [
            referent for referent in fitting if wanted in (referent.gender, "it", "there", "they")
        ]
        if fitting:
            return (sure or fitting)[0]
    return None


def referents(turn: Turn) -> Iterator[Referent]:
    """Those of one turn: whom a question "who" was answered with, its own, then the cited."""
    texts = turn.texts
    asked = understand(turn.question)
    own = [_named(name, texts) for name in find_names(turn.question, question=True)]
    known = {referent.text.split()[-1] for referent in own}
    cited = [
        _named(name, texts)
        for sentence in turn.sentences
        for name in find_names(sentence)
        if name.text.split()[-1] not in known
    ]
    wanted: Kind | None = "person" if asked.kind == "person" else None
    if turn.answered and wanted:
        yield from (referent for referent in cited if referent.kind == wanted)
    if turn.answered and asked.kind == "place":
        yield from (referent for referent in cited if referent.kind == "place")
    yield from _in_order(turn, own)
    yield from cited


def _in_order(turn: Turn, own: list[Referent]) -> Iterator[Referent]:
    """Names and things of the question, as they stand in it."""
    names = find_names(turn.question, question=True)
    things = [
        thing
        for thing in find_things(turn.question, (*turn.sentences, *turn.texts))
        if all(name.end <= thing.start or thing.end <= name.start for name in names)
    ]
    placed = [(name.start, referent) for name, referent in zip(names, own, strict=True)]
    placed += [(thing.start, _thing(thing)) for thing in things]
    yield from (referent for _, referent in sorted(placed, key=lambda pair: pair[0]))


def _named(name: Phrase, texts: tuple[str, ...]) -> Referent:
    found = member(name.text, texts)
    text = full_name(found.name, texts) if found.kind == "person" else name.text
    return Referent(text, found.kind, found.gender)


def _thing(thing: Phrase) -> Referent:
    head = split_words(thing.text)[-1].lower()
    plural = head.endswith("s") and not head.endswith(_SINGULAR_IN_S)
    plural = plural or head in ("people", "children", "men", "women", "police")
    words = thing.text.split()
    text = " ".join(["the", *words[1:]]) if words[0].lower() in ("a", "an") else thing.text
    is_person = KIND_OF_NOUN.get(head) == "person"
    return Referent(text, "person" if is_person and not plural else "thing", "", plural)
