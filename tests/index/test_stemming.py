"""Stems are the same whichever thread asks for them, and what is remembered of them is right."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier

import pytest
import snowballstemmer

from assistant.text.words import stem as stem_of_question
from index.stems import stem
from tests.making import switching_often

_ENDINGS = "s ed ing ies ly ation ational ization fulness ousness ability ement".split()
# 3,000 made-up words, which nothing has asked for before: nothing is remembered of them.
WORDS = ["".join(parts) for parts in product("bdglt", "aeiou", "nrstz", "ao", _ENDINGS)]


@pytest.mark.untraced
@pytest.mark.parametrize(("stemming", "rules"), [(stem, "porter"), (stem_of_question, "english")])
def test_eight_threads_stem_as_one_does(stemming: Callable[[str], str], rules: str):
    alone = snowballstemmer.stemmer(rules)
    expected = [alone.stemWord(word) for word in WORDS]
    with ThreadPoolExecutor(8) as pool:
        ready = Barrier(8)  # coverage cannot trace threads that start while others switch often
        list(pool.map(lambda _: ready.wait(), range(8)))
        with switching_often():
            found = list(pool.map(lambda _: list(map(stemming, WORDS)), range(8)))
    assert found == [expected] * 8
    assert list(map(stemming, WORDS)) == expected
