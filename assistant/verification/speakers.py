"""Quotations that a statement gives to somebody who is not named beside them in the article."""

import re
from collections.abc import Iterator, Sequence

from assistant.text.dates import mask_dates
from assistant.verification.names import TITLES, fold
from assistant.verification.quotations import find_quotations, flatten

_RUN = re.compile(r"[^\W\d_a-zß-ÿ][\w’'-]*\w(?:\.? [^\W\d_a-zß-ÿ][\w’'-]*\w)*")
_BACK = 3  # sentences before a quotation in which "she said" has its name
_NAME = r"[^\W\d_a-zß-ÿ][\w’'-]*\w(?: [^\W\d_a-zß-ÿ][\w’'-]*\w){0,3}"
_CALLED = re.compile(  # Mayor Anna Ley; the mayor, Anna Ley; Anna Ley, the mayor
    rf"(?:(?P<before>\w{{4,}}), )?(?P<name>(?:(?P<title>[^\W\d_a-zß-ÿ]\w{{3,}}) )?{_NAME})"
    r"(?:, (?:\w{2,3} )?(?P<after>\w{4,}))?"
)
_QUOTED = re.compile(r"[\"“«„][^\"“”«»„]*(?:[\"”»«]|$)")


Run = tuple[str, ...]


def find_misattributed(statement: str, sentences: Sequence[str]) -> Iterator[str]:
    """The names of a statement, if none of them is beside its quotation in the article.

    `sentences` are the article's, in order. Names that it does not have at all are left to others.

    >>> list(find_misattributed("Ley said it was “no crack at all”.", ["Ley left.", "It rained.",
    ...     "It poured.", "“It was no crack at all,” Mr. Holm said."]))
    ['Ley']
    """
    quoted = [words for words in find_quotations(statement) if " " in words]
    if not quoted:
        return
    lower = {
        fold(word)
        for text in sentences
        for word in re.findall(r"[^\W\d_]+", text)
        if word.islower()
    }
    runs = [_runs(text, lower) for text in sentences]
    every = {name for found in runs for run in found for name in run}
    given = [run for run in _runs(statement, lower) if run[-1] in every]
    for quotation in quoted if given else ():
        places = [n for n, text in enumerate(sentences) if flatten(quotation) in flatten(text)]
        if any(
            _has_role(sentences[n], run[-1], [statement, *sentences])
            for n in places
            for run in given
        ):
            continue
        near = [beside for n in places if (beside := _beside(n, runs))]
        if (
            places
            and len(near) == len(places)
            and not any(_is_among(run, beside) for run in given for beside in near)
        ):
            yield ", ".join(" ".join(run).title() for run in given)


def _has_role(sentence: str, name: str, texts: Sequence[str]) -> bool:
    """Whether a quotation is from what somebody is called elsewhere: from the mayor, Anna Ley."""
    called = {
        fold(word)
        for text in texts
        if name in fold(text)
        for match in _CALLED.finditer(_QUOTED.sub(" | ", text))
        if fold(match["name"].split()[-1]) == name
        for word in (match["before"], match["title"], match["after"])
        if word
    }
    words = re.findall(r"[^\W\d_]+", _QUOTED.sub(" | ", sentence))
    return any(word.islower() and fold(word) in called for word in words)


def _beside(place: int, runs: Sequence[list[Run]]) -> list[Run]:
    """The names of a sentence and those around it, back to the first that has one."""
    found = [*runs[place], *(run for after in runs[place + 1 : place + 2] for run in after)]
    for before in reversed(runs[max(0, place - _BACK) : place]):
        found += before
        if before or runs[place]:
            break
    return found


def _is_among(run: Run, others: Sequence[Run]) -> bool:
    """Whether a name is among others: Anna Ley is Ley, and is not Berta Ley."""
    alike = [other for other in others if not set(run).isdisjoint(other)]
    return any(len(run) == 1 or len(other) == 1 or run[0] in other for other in alike)


def _runs(text: str, lower: set[str]) -> list[Run]:
    """The names of a text outside its quotations, each as its words."""
    plain = mask_dates(_QUOTED.sub(" | ", text))
    found = [tuple(map(fold, run.split())) for run in _RUN.findall(plain)]
    names = [
        tuple(name for name in run if name not in TITLES and name not in lower) for run in found
    ]
    return [run for run in names if run]
