"""What changed from one version of an article to another, by sentences."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Literal, NamedTuple

from index.catalog.catalogue import Catalogue
from index.models import Article

# A sentence that an article has more often does not show which places belong together, and each of
# its places would be compared with each: of 2,000 sentences in seven forms that took 8 s.
_OFTEN = 10
_LONG = 1_000  # sentences; in parts with more, those that stand there twice show nothing, either


class Piece(NamedTuple):
    """Consecutive text: as it is, cited, or in the newer or the older of two versions alone."""

    change: Literal["same", "marked", "added", "removed"]
    text: str


def differences(catalogue: Catalogue, before: Article, after: Article) -> list[Piece]:
    """The text of `after`, with what `before` had in its place."""
    old, new = _sentences(catalogue, before), _sentences(catalogue, after)
    return list(pieces_of(old, new))


def pieces_of(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """The sentences of two texts, each with the white space after it, compared."""
    told = (piece for piece in _pieces(old, new) if piece.text)
    for change, run in groupby(told, attrgetter("change")):
        yield Piece(change, "".join(piece.text for piece in run))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Patience diff: the parts between sentences that both texts have once are compared."""
    before, after = [*map(str.strip, old)], [*map(str.strip, new)]
    place = (0, 0)
    for anchor in [*_anchors(before, after), (len(before), len(after))]:
        (start, from_), (end, to) = place, anchor
        yield from _between(before[start:end], after[from_:to], old[start:end], new[from_:to])
        yield Piece("same", "".join(new[to : to + 1]))
        place = (end + 1, to + 1)


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The places of sentences that both have once: the most of them that are in one order."""
    once = ({said for said, many in Counter(text).items() if many == 1} for text in (before, after))
    shared = set.intersection(*once)
    places = {said: place for place, said in enumerate(after)}
    lowest: list[int] = []  # where the shortest, the next longer, ... such row ends
    rows: list[tuple[tuple[int, int], int | None]] = []  # each place, and the one before it
    ends: list[int] = []  # of `lowest`, as an index of `rows`
    for place, said in enumerate(before):
        if said in shared:
            length = bisect_left(lowest, places[said])
            lowest[length : length + 1] = [places[said]]
            rows.append(((place, places[said]), ends[length - 1] if length else None))
            ends[length : length + 1] = [len(rows) - 1]
    found, last = [], ends[-1] if ends else None
    while last is not None:
        anchor, last = rows[last]
        found.append(anchor)
    return found[::-1]


def _between(
    before: Sequence[str], after: Sequence[str], old: Sequence[str], new: Sequence[str]
) -> Iterator[Piece]:
    counts, most = Counter(after), _OFTEN if len(after) <= _LONG else 1
    often = {said for said, many in counts.items() if many > most}
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
