"""Small things that tests make: archives filled by hand."""

from index.article import Article, Problem
from index.store import Archive
from index.writing import Summary, index


def add(archive: Archive, *articles: Article | Problem) -> Summary:
    """Indexes articles made by hand."""
    return index(archive, articles)
