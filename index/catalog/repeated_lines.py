"""Lines that stand in articles of one source about different things: notices, no news.

Background that a newsroom repeats stands in articles about one thing, whose titles share a word.
Fewer articles are enough than for boilerplate, as such lines are found but are no evidence. Labels
of other articles' headlines ("Read more: ...") recur likewise; archives that were indexed before
labels were counted know none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from index.catalog.catalogue import Catalogue
from index.catalog.line_digests import Spans, labelled_lines, short_lines
from index.models import Article
from index.stems import stem, words_of

_FEWEST_STORIES = 3
_MOST_SHARED = 3 / 4  # of the titles have one word
_GRAMMAR = 3  # letters; shorter words of titles are mostly articles and prepositions
_FEWEST_WORDS = 4  # less is a heading, or an entry of a list


def repeated_spans(catalogue: Catalogue, article: Article) -> Spans:
    """The spans of the lines of `article` that repeat, and of those whose label does."""
    lines = [
        (start, end)
        for start, end in _repeated(catalogue, short_lines(article))
        if len(words_of(article.text[start:end])) >= _FEWEST_WORDS
    ]
    return [*lines, *_repeated(catalogue, labelled_lines(article))]


def _repeated(catalogue: Catalogue, lines: Mapping[int, Spans]) -> Iterator[tuple[int, int]]:
    titles: dict[int, dict[int, str]] = {}
    for line, story, title in catalogue.select(
        "SELECT line, story, COALESCE(title, substr(text, 1, 100)) FROM lines"
        " JOIN versions ON key = version WHERE line IN ({})"
        " AND line NOT IN (SELECT line FROM boilerplate)",  # in no chunk, and in many articles
        list(lines),
    ):
        titles.setdefault(line, {})[story] = title
    for line, told in titles.items():
        if len(told) >= _FEWEST_STORIES and not _have_one_topic(list(told.values())):
            yield from lines[line]


def _have_one_topic(titles: list[str]) -> bool:
    counts = Counter(
        word
        for title in titles
        for word in set(map(stem, words_of(title)))
        if len(word) > _GRAMMAR or not word.isascii()
    )
    return max(counts.values(), default=0) > _MOST_SHARED * len(titles)
