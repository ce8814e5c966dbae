"""What changed from one version of an article to another, by sentences."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from index.catalog.catalogue import Catalogue
from index.models import Article


class Piece(NamedTuple):
    """Consecutive text: as it is, cited, or in the newer or the older of two versions alone."""

    change: Literal["same", "marked", "added", "removed"]
    text: str


def differences(catalogue: Catalogue, before: Article, after: Article) -> list[Piece]:
    """The text of `after`, with what `before` had in its place."""
    old, new = _sentences(catalogue, before), _sentences(catalogue, after)
    return [piece for piece in _pieces(old, new) if piece.text]


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    compared = SequenceMatcher(None, [*map(str.strip, old)], [*map(str.strip, new)], autojunk=False)
    for kind, start, end, from_, to in compared.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(new[from_:to]))
        else:
            yield Piece("removed", "".join(old[start:end]))
            yield Piece("added", "".join(new[from_:to]))


def _sentences(catalogue: Catalogue, article: Article) -> list[str]:
    """The sentences with the white space after each: together they are the text."""
    starts = [span.start for span in catalogue.sentences(article.id, article.version)][1:]
    return [article.text[a:b] for a, b in pairwise([0, *starts, len(article.text)])]
