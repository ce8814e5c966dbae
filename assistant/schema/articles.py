"""The articles of an archive, to iterate over or as a table."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assistant.schema.renderers import renderers
from index.catalog.catalogue import Catalogue
from index.models import Article

if TYPE_CHECKING:
    import pandas


class Articles:
    """Every article in its current version, by date, then id.

    >>> assistant.articles.to_frame().groupby("source").size()  # doctest: +SKIP
    """

    def __init__(self, catalogue: Callable[[], Catalogue]) -> None:
        self._catalogue = catalogue

    def __iter__(self) -> Iterator[Article]:
        return self._catalogue().articles()

    def __len__(self) -> int:
        return self._catalogue().counts()["articles"]

    def __repr__(self) -> str:
        return f"<{len(self):,} articles; to_frame() makes a table>"

    def to_frame(self) -> "pandas.DataFrame":
        """A table with a row for each article (extra `notebook`).

        Columns: id, title, source, published (UTC), url, section, language, authors, version.
        """
        return renderers().articles_in_frame(self)
