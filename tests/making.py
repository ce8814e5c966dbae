"""Small things that tests make: archives filled by hand, vectors made up."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from index.archive import Archive
from index.embedders.minilm import WordVectors
from index.models import Article, Problem
from index.pipeline import Summary, index


def add(archive: Archive, *articles: Article | Problem) -> Summary:
    """Indexes articles made by hand."""
    return index(archive, articles)


class WholeTexts:
    """For embedders whose vectors are made up: each text is one word, of all of its sentences."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise NotImplementedError

    def each_words(self, texts: Sequence[str]) -> Iterator[tuple[int, WordVectors]]:
        for place, made in enumerate(np.array(self.embed_documents(list(texts)), np.float32)):
            # The word stands between the marks of the beginning and of the end.
            offsets = np.array([(0, 0), (0, len(texts[place])), (0, 0)], np.int64)
            yield place, WordVectors(made / np.linalg.norm(made), offsets, np.tile(made, (3, 1)))


@contextmanager
def switching_often() -> Iterator[None]:
    """Has threads take turns a hundred times as often as Python does, so that races show."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(before / 100)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
