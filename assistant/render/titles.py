"""Names, days, places and safe links of articles, and numbers with their nouns."""

import re

from assistant.schema.answer import Citation, CitedArticle
from assistant.schema.hits import Reprint
from index.models import Article

Named = CitedArticle | Article | Reprint


def count(number: int, what: str) -> str:
    """A number with its noun.

    >>> count(1, "answer"), count(1200, "answer")
    ('1 answer', '1,200 answers')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def headline(article: Named) -> str:
    """Title (or id), source and day."""
    return ", ".join(filter(None, (title_of(article), article.source, day_of(article))))


def day_of(article: Named) -> str:
    """The day of publication, or "no date"."""
    return article.published_at.date().isoformat() if article.published_at else "no date"


def title_of(article: Named) -> str:
    """The title, or the id if there is none.

    Without the article's source at its end ("Bridge reopens | Northern Ledger"), which is shown
    beside it.
    """
    title = " ".join((article.title or "").split())
    source = " ".join((article.source or "").split())
    publisher = rf"(?<=\S) [|·•–—-] {re.escape(source)}$"
    return re.sub(publisher, "", title, flags=re.IGNORECASE) or article.id


def place_of(citation: Citation) -> str:
    """The offsets of the sentence, for an article without an address."""
    return f"characters {citation.start} to {citation.end}"


def safe_link(link: str | None) -> str | None:
    """`link` if it is a web address; an answer read from a file may contain others."""
    return link if link and link.lower().startswith(("http://", "https://")) else None
