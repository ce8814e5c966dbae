"""What changed from one version of an article to another, by sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from index.catalog.catalogue import Catalogue
from index.models import Article

# A sentence that an article has more often does not show which places belong together, and each of
# its places would be compared with each: of 2,000 sentences in seven forms that took 8 s.
_OFTEN = 10


class Piece(NamedTuple):
    """Consecutive text: as it is, cited, or in the newer or the older of two versions alone."""

    change: Literal["same", "marked", "added", "removed"]
    text: str


def differences(catalogue: Catalogue, before: Article, after: Article) -> list[Piece]:
    """The text of `after`, with what `before` had in its place."""
    old, new = _sentences(catalogue, before), _sentences(catalogue, after)
    return [piece for piece in pieces_of(old, new) if piece.text]


def pieces_of(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """The sentences of two texts, each with the white space after it, compared."""
    before, after = [*map(str.strip, old)], [*map(str.strip, new)]
    often = {said for said, many in Counter(after).items() if many > _OFTEN}
    compared = SequenceMatcher(often.__contains__, before, after, autojunk=False)
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
