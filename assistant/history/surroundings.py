"""Restores the paragraphs around the citations of an answer that was stored as JSON."""

from collections.abc import Callable

from assistant.schema.answer import Answer, Citation
from assistant.schema.surroundings import surroundings_of
from index.models import Article

Find = Callable[[str, int], Article | None]  # by id and version


def restore_surroundings(answer: Answer, find: Find) -> Answer:
    """The same answer with paragraphs around its citations, if their articles still exist."""

    def placed(citation: Citation) -> Citation:
        article = find(citation.article.id, citation.article.version)
        if article is None or article.text[citation.start : citation.end] != citation.quote:
            return citation
        return citation.within(surroundings_of(article, citation.start, citation.end))

    return answer.with_citations(placed)
