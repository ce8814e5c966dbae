"""The values in sentences, and when two of them are values of the same thing.

If the question asks for a value, values of that sort near words of the question belong to the same
thing. Otherwise the words around both must be the same: two figures about one bank need not differ
on the same thing.
"""

import re
from dataclasses import dataclass

from assistant.schema.evidence import EvidenceSentence
from assistant.text.words import (
    MONEY,
    QuestionAnalysis,
    is_content,
    locate_words,
    split_words,
    stem,
)
from assistant.verification.dates import mask_dates
from assistant.verification.quantities import CURRENCIES, Quantity, read_quantities

_NEAR = 60  # code points around a number that say what it measures
_BESIDE = 45  # code points around a number that say what happened to those counted
_LEAST_ASKED = 0.5  # of the question's words in the sentence or its article's title
_LEAST_NEW = 2  # words around both that are none of the question's, where it asks for no value
_LEAST_SHARE = 0.6  # of the words around the one that has fewer
_LEAST_DIFFERENCE = 0.02  # about 41 and 41.3 million are one value
_COUNTED = 3  # words after a number, one of which is what it counts

_DIMENSIONS = {
    "money": CURRENCIES,
    "age": frozenset({"months"}),
    "duration": frozenset({"time", "months"}),
    "distance": frozenset({"length"}),
    "share": frozenset({"share", "points"}),
}
_CORRECTION = re.compile(
    r"\bcorrect(?:ion|ed|s)?\b.{0,60}\b(?:figure|number|sum|version|is|was|to)\b|\bcorrection:"
    r"|\bthe (?:right|correct) \w+ (?:is|was)\b|\bwrong (?:figure|number)\b",
    re.IGNORECASE,
)
_FATES = (
    frozenset(map(stem, "killed killing died dying dead death deaths toll drowned fatal".split())),
    frozenset(map(stem, "injured injuring injuries wounded hurt".split())),
    frozenset(map(stem, "arrested arrests arresting detained".split())),
)
_PEOPLE = frozenset(map(stem, "people persons men women lives".split()))


@dataclass(frozen=True, slots=True)
class Fact:
    """A value in a sentence, with the stems of what is said around it.

    `around` is the sentence and the article's title; `counted` what follows the number at once.
    """

    sentence: EvidenceSentence
    quantity: Quantity
    words: str
    around: frozenset[str]
    near: frozenset[str]
    beside: frozenset[str]
    counted: frozenset[str]

    @property
    def value(self) -> float:
        return self.quantity.values[0]

    @property
    def corrects(self) -> bool:
        """Whether its sentence says that it corrects another."""
        return bool(_CORRECTION.search(self.sentence.text))


def read_facts(asked: QuestionAnalysis, sentence: EvidenceSentence) -> list[Fact]:
    """The values in a sentence that is about what is asked."""
    matter = _matter(asked)
    around = _stems(f"{sentence.text} {sentence.article.title or ''}")
    if not matter or len(matter & around) < _LEAST_ASKED * len(matter):
        return []
    text = mask_dates(sentence.text)
    quantities = [quantity for quantity in read_quantities(text) if quantity.number.values]
    plain = text
    for quantity in quantities:
        blank = " " * (quantity.end - quantity.start)
        plain = plain[: quantity.start] + blank + plain[quantity.end :]
    facts = [_fact(sentence, around, plain, quantity) for quantity in quantities]
    wanted = [fact for fact in facts if _is_wanted(asked, fact)]
    if _fate(asked):
        return wanted[:1]  # eleven people, six of them women
    # With two shares in one sentence no rule can decide which one is asked for.
    sorts = [fact.quantity.dimension for fact in wanted]
    return [fact for fact in wanted if sorts.count(fact.quantity.dimension) == 1]


def disagree(asked: QuestionAnalysis, one: Fact, other: Fact) -> bool:
    """Two values of one thing, from two articles."""
    if one.sentence.article.id == other.sentence.article.id:
        return False
    if one.quantity.dimension != other.quantity.dimension or not _of_one_thing(asked, one, other):
        return False
    most = max(abs(one.value), abs(other.value))
    return abs(one.value - other.value) > _LEAST_DIFFERENCE * most


def _fact(
    sentence: EvidenceSentence, around: frozenset[str], plain: str, quantity: Quantity
) -> Fact:
    start, end = quantity.start, quantity.end
    after = re.split(r"[.,;:!?()]\s|\s{3}", plain[end : end + _NEAR])[0]
    return Fact(
        sentence,
        quantity,
        " ".join(sentence.text[start:end].split()),
        around,
        _stems(plain[max(0, start - _NEAR) : end + _NEAR]),
        _stems(plain[max(0, start - _BESIDE) : end + _BESIDE]),
        frozenset(stem(word) for word in split_words(after)[:_COUNTED]),
    )


def _is_wanted(asked: QuestionAnalysis, fact: Fact) -> bool:
    """Whether a value is of the sort that is asked for, where the question asks for any."""
    dimension, unit = fact.quantity.dimension, _unit(asked)
    if unit == "number":
        counted = {stem(word) for word in asked.focus_words}
        if dimension:
            return bool(counted & _stems(fact.words))
        return bool(counted & fact.counted & fact.near or _fate(asked) & fact.beside)
    if unit:
        return dimension in _DIMENSIONS.get(unit, ())
    return dimension not in ("", "time")


def _of_one_thing(asked: QuestionAnalysis, one: Fact, other: Fact) -> bool:
    if _unit(asked) and (one.corrects or other.corrects):
        return True  # "The correct figure is 213 million crowns", and no word more
    shared = one.near & other.near
    if not _unit(asked):
        fewer = min(len(one.near), len(other.near))
        new = shared - _matter(asked)
        return len(new) >= _LEAST_NEW and len(shared) >= _LEAST_SHARE * fewer
    names = {term.stem for term in asked.terms if term.role == "name"}
    if not one.quantity.dimension and names & one.around != names & other.around:
        return False  # the dead of the town, and of the whole valley
    if fate := _fate(asked):
        return bool(fate & one.beside and fate & other.beside)
    focus = {stem(word) for word in asked.focus_words} if _unit(asked) == "number" else set[str]()
    return bool(shared & (_matter(asked) - names - focus))


def _unit(asked: QuestionAnalysis) -> str:
    """What sort of value is asked for; none where the question does not ask for one."""
    if asked.kind in ("thing", "number") and MONEY & set(split_words(asked.question.lower())):
        return "money"
    return asked.unit if asked.kind == "number" else ""


def _fate(asked: QuestionAnalysis) -> frozenset[str]:
    """The words for what became of those who are counted, where people are."""
    counted = {stem(word) for word in asked.focus_words}
    if counted and not counted & (_PEOPLE | frozenset().union(*_FATES)):
        return frozenset()
    said = {term.stem for term in asked.terms}
    return next((fate for fate in _FATES if fate & said), frozenset())


def _matter(asked: QuestionAnalysis) -> frozenset[str]:
    return frozenset(term.stem for term in asked.terms if not term.light and term.role != "number")


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        stem(word) for _, word in locate_words(text) if is_content(word) and not word[0].isdigit()
    )
