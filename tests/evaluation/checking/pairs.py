"""Labelled pairs over seeds/: faithful paraphrases, and what they become when they are wrong.

`python -m tests.evaluation.checking.pairs` prints how many are blamed, by kind. The rules were
tuned to those of faithful.txt; those of held_out.txt were written afterwards and are told apart.
"""

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.sentences import split_sentences

HERE = Path(__file__).parent
ARTICLES = HERE.parent / "seeds/articles.jsonl"
_PEOPLE = "Marek Tolland,Ines Varnholt,Dario Pelk,Sanna Ruhl,Ottilie Gray".split(",")
_UNITS = {
    "million": "billion",
    "billion": "million",
    "percent": "crowns",
    "crowns": "euros",
    "metres": "feet",
    "kilometres": "miles",
    "minutes": "hours",
    "hours": "days",
    "tonnes": "kilos",
    "days": "weeks",
    "millimetres": "centimetres",
    "years": "months",
}
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_ADDED = [
    "after talks with the trade unions",
    "although experts had advised against it",
    "for the second time this decade",
    "to the relief of local shopkeepers",
    "despite protests by students",
]
_VERBS = r"\b(said|will|would|had|was|were|is|has|rose|runs|plans|won|died)\b"


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement with the sentences it cites; `kind` is "faithful" or how it is wrong."""

    article: str
    sentences: tuple[str, ...]
    published_at: datetime | None
    statement: str
    kind: str


def read_pairs(name: str = "faithful") -> list[Pair]:
    """The pairs of a file, in the same order and with the same mutations every time."""
    faithful = list(_faithful(name))
    wrong = [mutated for pair in faithful for mutated in _mutations(pair, faithful)]
    return faithful + wrong


def _articles() -> dict[str, dict[str, str]]:
    lines = ARTICLES.read_text("utf-8").splitlines()
    return {article["id"]: article for article in map(json.loads, lines)}


def _faithful(name: str) -> Iterator[Pair]:
    articles = _articles()
    for line in (HERE / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        part, numbers, statement = line.split("|")
        (article,) = (found for name, found in articles.items() if part in name)
        spans = split_sentences(article["text"])
        chosen = [spans[int(number)] for number in numbers.split(",")]
        sentences = tuple(article["text"][span.start : span.end] for span in chosen)
        published = article.get("published_at")
        day = datetime.fromisoformat(published) if published else None
        yield Pair(article["id"], sentences, day, statement, "faithful")


def _mutations(pair: Pair, others: list[Pair]) -> Iterator[Pair]:
    chance = random.Random(pair.statement)
    made = {
        "digit": _digit(pair.statement, chance),
        "date": _date(pair.statement, chance),
        "name": _name(pair.statement, chance),
        "unit": _unit(pair.statement),
        "quotation": _quotation(pair.statement, chance),
        "negation": _negation(pair.statement),
        "speaker": _speaker(pair.statement, chance),
        "merged": _merged(pair, others, chance),
        "addition": pair.statement.rstrip('.”"') + f", {chance.choice(_ADDED)}.",
    }
    for kind, statement in made.items():
        if statement and statement != pair.statement:
            yield Pair(pair.article, pair.sentences, pair.published_at, statement, kind)


def _digit(text: str, chance: random.Random) -> str | None:
    """Another digit in a number that is neither a date nor an hour."""
    months = "|".join(month for month in _MONTHS.split())
    number = re.compile(
        rf"(?<![\w:.,])(?!(?:19|20)\d\d\b)\d[\d,.]*\b(?!:|\s[ap]\.m|\s(?:to\s\d+\s)?(?:{months})|,?\s\d{{4}})"
    )
    found = [
        m for m in number.finditer(text) if not re.search(rf"(?:{months})\s$", text[: m.start()])
    ]
    if not found:
        return None
    match = chance.choice(found)
    places = [i for i, char in enumerate(match[0]) if char.isdigit()]
    place = match.start() + chance.choice(places)
    other = chance.choice([d for d in "123456789" if d != text[place]])
    return text[:place] + other + text[place + 1 :]


def _date(text: str, chance: random.Random) -> str | None:
    """Another month, weekday, year or hour."""
    for words in (_MONTHS.split(), _DAYS.split()):
        match = re.search(rf"\b({'|'.join(words)})\b", text)
        if match:
            other = chance.choice([word for word in words if word != match[0]])
            return text[: match.start()] + other + text[match.end() :]
    match = re.search(r"\b(19|20)\d\d\b", text)
    if match:
        return text[: match.start()] + str(int(match[0]) - 3) + text[match.end() :]
    match = re.search(r"\b(\d{1,2})(?=(?::\d\d)?\s[ap]\.m)", text)
    return (
        text[: match.start()] + str(int(match[0]) % 12 + 1) + text[match.end() :] if match else None
    )


def _names(text: str) -> list[re.Match[str]]:
    days = "|".join((_MONTHS + " " + _DAYS).split())
    name = rf"(?<!^)(?<![“\"] )\b(?!{days})[A-ZĞŽÖ][\w’'-]+\b(?:\s(?!{days})[A-ZĞŽÖ][\w’'-]+)*"
    return [m for m in re.finditer(name, text) if m.start() > 1]


def _name(text: str, chance: random.Random) -> str | None:
    found = _names(text)
    if not found:
        return None
    match = chance.choice(found)
    return text[: match.start()] + chance.choice(_PEOPLE) + text[match.end() :]


def _unit(text: str) -> str | None:
    for unit, other in _UNITS.items():
        if re.search(rf"\d\s{unit}\b|\b(?:six|two|eleven|three)\s{unit}\b", text):
            return re.sub(rf"\b{unit}\b", other, text, count=1)
    return None


def _quotation(text: str, chance: random.Random) -> str | None:
    """Another word within the quotation marks."""
    match = re.search(r"[“\"](.{8,}?)[”\"]", text)
    if not match:
        return None
    words = list(re.finditer(r"\b[a-z]{4,}\b", match[1]))
    word = chance.choice(words)
    start = match.start(1) + word.start()
    return text[:start] + "really" + text[start + len(word[0]) :]


def _negation(text: str) -> str | None:
    """A denial taken out or put in, outside quotations."""
    if re.search(r"[“\"]", text):
        return None
    for denied, plain in ((" not ", " "), ("Nobody ", "Somebody "), (" no ", " many ")):
        if denied in text:
            return text.replace(denied, plain, 1)
    match = re.search(r"\b(will|would|had|was|were|is|has|have)\b", text)
    return text[: match.end()] + " not" + text[match.end() :] if match else None


def _speaker(text: str, chance: random.Random) -> str | None:
    """The words of one put into the mouth of another."""
    match = re.search(
        r"((?:[A-ZĞ][\w-]+ ){1,2})(?=said|told|called)|(?<=said )(?:[A-Z][\w-]+ ?){1,2}", text
    )
    if not match:
        return None
    other = chance.choice(_PEOPLE) + (" " if match[0].endswith(" ") else "")
    return text[: match.start()] + other + text[match.end() :]


def _merged(pair: Pair, others: list[Pair], chance: random.Random) -> str | None:
    """The beginning of one statement with the end of another of the same article."""
    verb = re.search(_VERBS, pair.statement)
    rest = [
        (other, found)
        for other in others
        if other.article == pair.article and other.statement != pair.statement
        if (found := re.search(_VERBS, other.statement))
    ]
    if not verb or not rest:
        return None
    other, found = chance.choice(rest)
    return pair.statement[: verb.start()] + other.statement[found.start() :]


def main() -> None:
    """Prints the share blamed, by kind, of the tuned and of the held-out articles."""
    from assistant import check

    counts: dict[str, list[list[bool]]] = defaultdict(lambda: [[], []])
    for place, name in enumerate(("faithful", "held_out")):
        for pair in read_pairs(name):
            support = check(pair.statement, pair.sentences, published_at=pair.published_at)
            blamed = support.verdict != "supported"
            counts[pair.kind][place].append(blamed)
            if "--show" in sys.argv and blamed == (pair.kind == "faithful"):
                print(f"{pair.kind}: {pair.statement} {dict(support.failed)} {support.score:.2f}")
    print(f"{'blamed':12}{'tuned':>16}{'held out':>16}")
    for kind, found in counts.items():
        told = [f"{sum(blamed)} of {len(blamed)}" for blamed in found]
        print(f"{kind:12}{told[0]:>16}{told[1]:>16}")


if __name__ == "__main__":
    main()
