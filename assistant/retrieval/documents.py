"""Evidence from LangChain documents, so that any retriever can take the archive's place."""

from collections.abc import Iterable, Iterator

from langchain_core.documents import Document

from assistant.retrieval.evidence import name_sentences
from assistant.schema.evidence import EvidenceSentence
from index.archive import Archive
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
