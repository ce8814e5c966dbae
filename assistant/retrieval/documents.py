"""LangChain documents: the search as a retriever, and evidence from those of any retriever."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.llm.meter import Meter
from assistant.retrieval.evidence import name_sentences
from assistant.retrieval.retriever import Retriever
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.hits import Hit
from assistant.schema.query_plan import QueryPlan
from index.archive import Archive
from index.catalog.scope import Scope
from index.errors import ArchiveError
from index.models import Article, Sentence
from index.prompt_injection import is_hostile


def sentences_of(
    archive: Archive, question: str, documents: Iterable[Document]
) -> list[EvidenceSentence]:
    """The sentences that the documents cover, each once, in their order; none that is hostile.

    Raises `ArchiveError` if a document's metadata does not name a version of an article.
    """
    places = {
        (article.id, article.version, number): (article, span, number)
        for document in documents
        for article, span, number in _places(archive, document)
    }
    return name_sentences(question, places.values())


def _places(archive: Archive, document: Document) -> Iterator[tuple[Article, Sentence, int]]:
    metadata = document.metadata
    try:
        name, version = str(metadata["article"]), int(metadata["version"])
        start, end = int(metadata["start"]), int(metadata["end"])
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveError(
            "a document needs article, version, start and end in its metadata; those of"
            " Assistant.retriever and of the archive's Chroma collection have them"
        ) from error
    article = archive.catalogue.article(name, version)
    if article is None:
        raise ArchiveError(f"the archive has no version {version} of article {name!r}")
    for number, span in enumerate(archive.catalogue.sentences(name, version)):
        is_within = span.start < end and span.end > start
        if is_within and not is_hostile(article.text[span.start : span.end]):
            yield article, span, number


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
