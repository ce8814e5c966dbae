"""English words and stems, and the analysis of a question: the kind of answer it asks for, and the
words that an answer must be about.

Rules for the forms of English questions; no model and no world knowledge.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import snowballstemmer

from index.text import one_width

Kind = Literal["person", "number", "date", "place", "reason", "manner", "thing", "yes-no"]
Role = Literal["word", "name", "number"]

# A word; F-35 and 9.5 are one word, Russian-made is two.
_WORD = re.compile(r"\d[\d.,:]*\d(?:[^\W\d_]{1,2}\b)?|[^\W\d_]{1,3}-\d\w*|[^\W_]+(?:\.[^\W_]\b)*")
AUXILIARIES = frozenset(
    "is are was were am be been being do does did has have had will would can could shall should"
    " may might must isn aren wasn weren don doesn didn hasn haven hadn won wouldn couldn".split()
)
_FUNCTION_WORDS = AUXILIARIES | frozenset(
    "a an the this that these those it its they them their he him his she her hers we us our i my"
    " me you your s t of in on at to for from by with about as into onto over under through than"
    " then so and or but if not no nor any all some there here who whom whose what which when"
    " where why how during after before between against among within without upon while because"
    " also just only own out up off down s’ ll ve re d m same such other one ever both each per"
    " many much more most less very too far ago been according".split()
)
# Words that belong to the form of a question, not to its topic.
_LIGHT_WORDS = frozenset(
    "say said says tell told give gave given get got make made take took go went come came use"
    " used call called name named kind sort type category thing way happen happened know known"
    " mean state stated claim article report reported reports describe described"
    " mention mentioned need want two three four five first last new old part side end time term"
    " think thought long exactly apart people person country year day date number amount put talk"
    " set let able did done work".split()
)
_NOUNS: dict[Kind, str] = {
    "date": "year date day month time hour century decade week era period season weekday",
    "number": "number percentage percent proportion share amount population cost price value"
    " size length width rate attendance tally score range height age distance sum total profit"
    " revenue damage toll figure count margin salary budget speed weight temperature income"
    " area depth capacity fee wage quantity fraction ratio",
    "place": "country city town village place region province location continent nation"
    " county district island street port capital area venue",
    "person": "person official officer president minister journalist reporter player coach"
    " composer author writer singer actor actress artist leader king queen man woman individual"
    " director chairman spokesman spokeswoman adviser columnist governor mayor senator general"
    " engineer scientist lawyer judge founder chief boss figure politician candidate",
    "reason": "reason reasons cause causes motive motivation grounds purpose",
}
KIND_OF_NOUN = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
_MEASURES = frozenset(
    "many much long old far often large big tall high deep fast few wide heavy late early".split()
)
_UNIT_OF_DATE = {
    "year": "year",
    "decade": "year",
    "day": "day",
    "date": "day",
    "month": "month",
    "hour": "time",
    "time": "time",
    "century": "century",
}
_PLURALS = frozenset("people children men women police aircraft sheep fish".split())
_LENGTHS = frozenset("range height width distance depth area".split())
_DISTANCES = frozenset("away travel from between range".split())
_SHARES = frozenset("share percentage percent proportion fraction".split())
_MONEY = frozenset(
    "cost price profit revenue salary fee budget damage value money compensation debt income"
    " wage".split()
)
_PAYING = frozenset(
    "pay paid spend spent lose offer worth raise capital lend borrow loan grant fine aid"
    " contribute".split()
)
# "What is Emily Horne's job?", "What position does she hold?": the same as "Who is she?"
_POST = r"(?:job|position|role|title|post|office|occupation)"
_JOB = re.compile(
    rf"(?i)^\s*what (?:(?:is|was) (?P<whose>.+?)(?:’s|'s|’|') {_POST}"
    rf"|{_POST} (?:does|did|do) (?P<who>.+?) (?:hold|have))\s*\??\s*$"
)
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Term:
    """One word that an answer must be about."""

    word: str
    stem: str
    role: Role
    light: bool = False


@dataclass(frozen=True, slots=True)
class QuestionAnalysis:
    """The analysis of a question: the kind of answer it asks for, and its terms.

    `focus` are the indices in `terms` of the words that name the thing asked for ("batteries" in
    "How many batteries did ..."); the last of them is its head.
    """

    question: str
    kind: Kind
    terms: tuple[Term, ...]
    focus: tuple[int, ...] = ()
    focus_words: tuple[str, ...] = ()
    unit: str = ""  # narrower than the kind: a year, money, a share

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the question, as written."""
        return tuple(term.word for term in self.terms if term.role == "name")

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the question, years among them, as written."""
        return tuple(term.word for term in self.terms if term.role == "number")

    @property
    def years(self) -> frozenset[str]:
        return frozenset(number for number in self.numbers if _YEAR.fullmatch(number))


def analyze_question(question: str) -> QuestionAnalysis:
    """Analyses a question.

    >>> analyze_question("How many S-400 batteries did Turkey buy?").kind
    'number'
    """
    if job := _JOB.match(question):
        question = f"Who is {job['whose'] or job['who']}?"
    words = split_words(question)
    lowered = [word.lower() for word in words]
    at, kind = _find_kind(lowered)
    first, last = _find_focus(lowered, at)
    focus = lowered[first:last]
    if kind == "thing" and focus:
        kind = KIND_OF_NOUN.get(focus[-1], KIND_OF_NOUN.get(focus[-1].removesuffix("s"), kind))
    terms: list[Term] = []
    places: list[int] = []
    for position, word in enumerate(words):
        if not is_content(word) or stem(word) in {term.stem for term in terms}:
            continue
        if first <= position < last:
            places.append(len(terms))
        terms.append(_term(word, position))
    unit = _find_unit(kind, lowered, at, focus)
    return QuestionAnalysis(
        question, kind, tuple(terms), tuple(places), tuple(words[first:last]), unit
    )


def split_words(text: str) -> list[str]:
    """The words of a text, without punctuation and possessive endings."""
    return _WORD.findall(one_width(text))


def locate_words(text: str) -> list[tuple[int, str]]:
    """The words of a text with their start offsets."""
    return [(match.start(), match.group()) for match in _WORD.finditer(one_width(text))]


def is_content(word: str) -> bool:
    """Whether a word is a content word rather than grammar: "US" is, "us" is not."""
    if word.lower() in _FUNCTION_WORDS:
        return word in ("US", "IT", "May")
    return len(word) > 1 or word.isdigit()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word: without case, accents and English endings."""
    folded = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    if any(letter.isdigit() for letter in plain):
        return plain.replace(",", "").removesuffix("s")
    # A new stemmer each time: it holds the word as state, so threads must not share one.
    return str(snowballstemmer.stemmer("english").stemWord(plain))


def _term(word: str, position: int) -> Term:
    if word[0].isdigit():
        return Term(word, stem(word), "number")
    inner = any(letter.isupper() or letter.isdigit() for letter in word[1:])
    if inner or (word[0].isupper() and position > 0):
        return Term(word, stem(word), "name")
    return Term(word, stem(word), "word", word.lower() in _LIGHT_WORDS)


def _find_kind(words: list[str]) -> tuple[int, Kind]:
    """The index of the question word (-1 if there is none) and the kind it asks for."""
    start = 1 if words[:1] == ["so"] or words[:1] == ["and"] else 0
    if start < len(words) and words[start] in AUXILIARIES:
        return -1, "yes-no"
    for place, word in enumerate(words):
        follower = words[place + 1] if place + 1 < len(words) else ""
        if word in ("who", "whom", "whose"):
            return place, "person"
        if word == "when" and (follower in AUXILIARIES or not follower):
            return place, "date"
        if word == "where" and place < len(words):
            return place, "place"
        if word == "why":
            return place, "reason"
        if word == "how":
            return place, "number" if follower in _MEASURES else "manner"
        if word in ("what", "which"):
            about_why = "why" in words[place:]
            return place, "reason" if about_why else "thing"
    return -1, "yes-no" if AUXILIARIES & set(words) and "between" in words[:2] else "thing"


def _find_unit(kind: Kind, words: list[str], at: int, focus: list[str]) -> str:
    """The sort of number or date asked for: the name of a pattern."""
    if kind == "date":
        if "week" in words and "day" in focus:
            return "weekday"
        return _UNIT_OF_DATE.get(focus[-1] if focus else "", "date")
    if kind != "number":
        return ""
    measure, said, named = words[at + 1] if at + 1 < len(words) else "", set(words), set(focus)
    if measure == "old" or "age" in named:
        return "age"
    if measure in ("long", "soon", "late") and not focus:
        return "duration"
    if named & _LENGTHS or (measure == "far" and said & _DISTANCES):
        return "distance"
    if named & _SHARES:
        return "share"
    if named & _MONEY or (measure == "much" and not focus and said & (_MONEY | _PAYING)):
        return "money"
    return "number"


def _find_focus(words: list[str], at: int) -> tuple[int, int]:
    """The span of words after the question word that name the thing asked for."""
    if at < 0 or words[at] not in ("what", "which", "how", "whose"):
        return 0, 0
    first = at + 1
    if words[at] == "how":
        if first >= len(words) or words[first] not in _MEASURES:
            return 0, 0
        first += 1
    elif first < len(words) and words[first] in AUXILIARIES:
        if words[first] not in ("is", "are", "was", "were"):
            return 0, 0  # what did the minister promise
        first += 1  # what is the range of ...
        if first >= len(words) or words[first] not in ("the", "a", "an"):
            return 0, 0
        first += 1
    last = _end_of_noun_phrase(words, first, counted=words[at] == "how")
    if words[at] == "what" and first == at + 1 and _is_verb(words, first, last):
        return 0, 0  # what caused the leak
    return first, last


def _is_verb(words: list[str], first: int, last: int) -> bool:
    """Whether the one word after "what" is a verb and not a noun."""
    asks_on = last < len(words) and words[last] in AUXILIARIES
    return last - first == 1 and not asks_on and words[first] not in KIND_OF_NOUN


def _is_plural(word: str) -> bool:
    return word.endswith("s") or word in _PLURALS


def _end_of_noun_phrase(words: list[str], first: int, counted: bool) -> int:
    last = first
    while last < len(words) and words[last] not in _FUNCTION_WORDS and last - first < 5:
        last += 1
        if words[last - 1] in KIND_OF_NOUN or (counted and _is_plural(words[last - 1])):
            return last
    verb_is_inside = last == len(words) or words[last] not in AUXILIARIES
    return last - 1 if verb_is_inside and last - first > 1 else last
