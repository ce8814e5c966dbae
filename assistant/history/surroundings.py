"""Restores the paragraphs around the citations of an answer that was stored as JSON."""

from collections.abc import Callable

from assistant.schema.answer import Answer, Citation, Disagreement
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

    def differing(found: Disagreement) -> Disagreement:
        values = [v.model_copy(update={"citation": placed(v.citation)}) for v in found.values]
        return found.model_copy(update={"values": values})

    abstention = answer.abstention
    if abstention:
        nearest = [placed(citation) for citation in abstention.nearest]
        abstention = abstention.model_copy(update={"nearest": nearest})
    return answer.model_copy(
        update={
            "citations": [placed(citation) for citation in answer.citations],
            "abstention": abstention,
            "disagreements": [differing(found) for found in answer.disagreements],
        }
    )
