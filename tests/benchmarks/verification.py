"""What exact checks alone catch, and what they take for wrong.

Statements that a strong writer gave over seeds/, labelled by hand (../shared/eval/statements), and
variants of the faithful ones that are made wrong on purpose, with a fixed seed: a number, a date, a
name, a quotation. Skips where that folder is absent.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from assistant.text.dates import MONTHS, WEEKDAYS, mask_dates, read_dates
from assistant.text.words import is_content
from assistant.verification.suspicions import Source, Suspicion, find_suspicions
from index.models import Article
from index.readers import read
from index.sentences import split_sentences

STATEMENTS = Path("../shared/eval/statements/statements.jsonl")
EACH = 15  # variants of each kind
_NEAR = 2  # sentences on either side that the writer had read, too
_STRANGERS = "Brenholt Okvist Talmadge Ferrandis Ysolde Pemberley Zwartkop Lindqvist".split()
_NUMBER = re.compile(
    r"(?<![\w.,-])\d[\d,.]*\d|(?<![\w.,-])\d(?![\w.,-])|\b(?:two|three|four|five|six)\b"
)
_OTHER = {"two": "seven", "three": "nine", "four": "eleven", "five": "eight", "six": "thirteen"}


def rows() -> list[dict[str, Any]]:
    """The labelled statements."""
    return [json.loads(line) for line in STATEMENTS.read_text().splitlines()]


@cache
def _articles() -> dict[str | None, Article]:
    found = read(["seeds"])
    return {one.title: one for one in found if isinstance(one, Article)}


def sources_of(row: dict[str, Any]) -> list[Source]:
    """What a row cites, with the sentences around it, by article."""
    by_title: dict[str, list[str]] = {}
    for cited in row["cited"]:
        by_title.setdefault(cited["title"], []).append(cited["text"])
    return [_source(_articles()[title], cited) for title, cited in by_title.items()]


def _source(article: Article, cited: list[str]) -> Source:
    spans = split_sentences(article.text, article.language)
    texts = [article.text[span.start : span.end] for span in spans]
    places = [i for i, text in enumerate(texts) if any(text in one or one in text for one in cited)]
    near = {j for i in places for j in range(max(0, i - _NEAR), min(len(texts), i + _NEAR + 1))}
    header = "\n".join(filter(None, (article.title, article.source, *article.authors, article.url)))
    return Source(
        tuple(cited),
        header,
        article.published_at,
        tuple(texts[i] for i in sorted(near)),
        article.text,
        article.language,
    )


def variants(statement: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Kind and text of what `statement` may be made wrong in."""
    undated = mask_dates(statement)
    if numbers := list(_NUMBER.finditer(undated)):
        found = chance.choice(numbers)
        yield "number", _put(statement, found.span(), _other_number(found[0], chance))
    if dates := read_dates(statement):
        date = chance.choice(dates)
        words = statement[date.start : date.end]
        yield "date", _put(statement, (date.start, date.end), _other_date(words, chance))
    names = [m for m in re.finditer(r"(?<=[a-z,] )[A-Z][\w]+", undated) if is_content(m[0])]
    if names:
        name = chance.choice(names)
        yield "name", _put(statement, name.span(), chance.choice(_STRANGERS))
    if quoted := re.search("“([^”]+)”", statement):
        altered = quoted[1].split()
        altered.insert(len(altered) // 2, "certainly")
        yield "quotation", _put(statement, quoted.span(1), " ".join(altered))
    elif len(parts := statement.rstrip(".").split()) > 10:
        yield "quotation", f"{' '.join(parts[:-6])} “{' '.join(parts[-6:])}”."


def _put(text: str, span: tuple[int, int], words: str) -> str:
    return text[: span[0]] + words + text[span[1] :]


def _other_number(words: str, chance: random.Random) -> str:
    if words in _OTHER:
        return _OTHER[words]
    digits = re.sub(r"\D", "", words)
    turned = digits[::-1] if len(set(digits)) > 1 and digits[-1] != "0" else ""
    other = turned or str(int(digits) + chance.choice((3, 7, 17)) * 10 ** max(0, len(digits) - 2))
    return other if "." not in words else f"{other[:-1] or '7'}.{other[-1]}"


def _other_date(words: str, chance: random.Random) -> str:
    for names in (WEEKDAYS, MONTHS):
        for place, name in enumerate(names):
            if name.title() in words:
                return words.replace(name.title(), names[(place + 3) % len(names)].title())
    number = re.search(r"\d+", words)
    if not number:
        return "on 4 June 2019"
    return _put(words, number.span(), str(int(number[0]) + (1 if int(number[0]) < 12 else -3)))


def made_wrong() -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, text and row of the variants: `EACH` of a kind."""
    chance = random.Random(18)
    faithful = [row for row in rows() if row["label"] == "faithful"]
    chance.shuffle(faithful)
    found: list[tuple[str, str, dict[str, Any]]] = []
    for row in faithful:
        for kind, text in variants(row["statement"], chance):
            quotation_is_there = kind == "quotation" and text.split("“")[-1][:-2] in str(
                row["cited"]
            )
            if sum(kind == one for one, _, _ in found) < EACH and not quotation_is_there:
                found.append((kind, text, row))
    return found


def withheld(suspicions: tuple[Suspicion, ...]) -> bool:
    """Whether a statement would be withheld without a judge."""
    return any(one.is_grave for one in suspicions)


def main() -> None:
    """Prints what is suspected of the faithful, and missed of the wrong."""
    if not STATEMENTS.exists():
        print(f"skipped: {STATEMENTS} is absent")
        return
    told: Counter[tuple[str, str]] = Counter()
    for row in rows():
        found = find_suspicions(row["statement"], sources_of(row))
        told[
            row["label"], "withheld" if withheld(found) else "suspected" if found else "clear"
        ] += 1
        if found or row["label"] == "wrong":
            print(row["label"], [str(one) for one in found], "|", row["statement"])
    for kind, text, row in made_wrong():
        found = find_suspicions(text, sources_of(row))
        told[kind, "withheld" if withheld(found) else "suspected" if found else "clear"] += 1
        if not withheld(found):
            print(kind, [str(one) for one in found], "|", text)
    for (label, fate), count in sorted(told.items()):
        print(f"{label:10} {fate:10} {count}")


if __name__ == "__main__":
    main()
