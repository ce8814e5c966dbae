"""How an article is named beside a quotation, and which of its links may be followed."""

from assistant.schema.answer import Citation, CitedArticle
from index.models import Article

LISTS = ("timeline", "coverage", "comparison")  # shapes of answers whose statements stand apart


def day_of(article: CitedArticle | Article) -> str:
    """The day of publication, or that it is not known."""
    return article.published_at.date().isoformat() if article.published_at else "no date"


def title_of(article: CitedArticle | Article) -> str:
    """The title, else the id."""
    return " ".join((article.title or article.id).split())


def place_of(citation: Citation) -> str:
    """Where the sentence stands, for an article that has no address to open it at."""
    return f"characters {citation.start} to {citation.end}"


def safe_link(link: str | None) -> str | None:
    """`link` where it is a web address; an answer read from a file may hold any other."""
    return link if link and link.lower().startswith(("http://", "https://")) else None
