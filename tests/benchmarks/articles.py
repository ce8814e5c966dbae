"""Synthetic articles for benchmarks: as many as wanted, the same each time.

Words are drawn from 20,000 by Zipf's law (Zipf 1949: the n-th word is met 1/n as often as the
first), so that some are in nearly every article and most in hardly any, as in news.
"""

import random
from itertools import accumulate, chain, islice, product
from pathlib import Path

VOCABULARY = 20_000
_SYLLABLES = "ba ce di fo gu har len mis nor pel ra sti tu ven wal zo".split()
_SPOKEN = chain.from_iterable(product(_SYLLABLES, repeat=length) for length in (2, 3, 4))
WORDS = ["".join(syllables) for syllables in islice(_SPOKEN, VOCABULARY)]
_WEIGHTS = list(accumulate(1 / (n + 1) for n in range(VOCABULARY)))
OUTLETS = 7


def write_articles(folder: Path, count: int, words: int = 150) -> None:
    """Files of about so many words, a thousand a folder; seven sources, ten years of days."""
    dice = random.Random(1)
    for number in range(count):
        sentences = (
            " ".join(dice.choices(WORDS, cum_weights=_WEIGHTS, k=15)).capitalize() + "."
            for _ in range(words // 15)
        )
        day = f"{2015 + number % 10}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        head = f"---\ntitle: Story {number}\nsource: Outlet {number % OUTLETS}\ndate: {day}\n---\n"
        place = folder / f"{number // 1000:03}"
        place.mkdir(exist_ok=True)
        (place / f"{number}.txt").write_text(f"{head}{' '.join(sentences)}\n", "utf-8")
