"""The search as a LangChain retriever."""

from collections.abc import Callable
from contextlib import closing

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.llm.meter import Meter
from assistant.retrieval.retriever import Retriever
from assistant.schema.hits import Hit
from assistant.schema.query_plan import QueryPlan
from index.catalog.scope import Scope


class ArchiveRetriever(BaseRetriever):
    """Returns a `Document` for each chunk, best first; metadata has the article and offsets.

    `plan` makes the plan of a question. Requests to a chat model are recorded on the meter that
    `meter` returns for the question.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    plan: Callable[[str, Scope], QueryPlan]
    meter: Callable[[str], Meter]
    limit: int = 8
    scope: Scope = Scope()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        with closing(self.meter(query)) as meter:
            plan = self.plan(query, self.scope)
            found = self.retriever.paid_by(meter).find(plan, self.limit, self.scope)
        return [_document(hit) for hit in found.hits]


def _document(hit: Hit) -> Document:
    found, article = hit.chunk, hit.chunk.article
    return Document(
        id=found.vector,
        page_content=found.text,
        metadata={
            "article": article.id,
            "version": article.version,
            "title": article.title,
            "source": article.source,
            "url": article.url,
            "authors": list(article.authors),
            "published": article.published_at.timestamp() if article.published_at else None,
            "published_at": article.published_at.isoformat() if article.published_at else None,
            "start": found.chunk.start,
            "end": found.chunk.end,
            "score": hit.score,
            "also_in": [copy.id for copy in hit.also_in],
        },
    )
