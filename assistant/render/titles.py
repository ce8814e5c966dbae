"""Names, days, places and safe links of cited articles."""

from assistant.schema.answer import Citation, CitedArticle
from index.models import Article


def day_of(article: CitedArticle | Article) -> str:
    """The day of publication, or "no date"."""
    return article.published_at.date().isoformat() if article.published_at else "no date"


def title_of(article: CitedArticle | Article) -> str:
    """The title, or the id if there is none."""
    return " ".join((article.title or article.id).split())


def place_of(citation: Citation) -> str:
    """The offsets of the sentence, for an article without an address."""
    return f"characters {citation.start} to {citation.end}"


def safe_link(link: str | None) -> str | None:
    """`link` if it is a web address; an answer read from a file may contain others."""
    return link if link and link.lower().startswith(("http://", "https://")) else None
