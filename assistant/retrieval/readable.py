"""What of an article is news: neither furniture of its page, nor hostile."""

import unicodedata
from collections.abc import Iterator

from assistant.retrieval.furniture import is_furniture
from index.catalog.catalogue import Catalogue
from index.catalog.repeated_lines import repeated_spans
from index.models import Article, Sentence
from index.prompt_injection import is_hostile


class Readable:
    """Which sentences of an article may be evidence; without a catalogue, by their form alone."""

    def __init__(self, article: Article, catalogue: Catalogue | None = None) -> None:
        self._article = article
        self._repeated = repeated_spans(catalogue, article) if catalogue else []

    def __call__(self, span: Sentence) -> bool:
        """Whether the sentence may be evidence."""
        if any(start <= span.start and span.end <= end for start, end in self._repeated):
            return False
        text = self._article.text[span.start : span.end]
        return not is_furniture(self._article, span) and not is_hostile(text)


def is_question(text: str) -> bool:
    """Whether a sentence ends with a question mark of any script, or is empty."""
    last = text.rstrip().rstrip("\"'”’»)]」』")[-1:]
    return "QUESTION MARK" in unicodedata.name(last, "") if last else True


def readable_sentences(
    article: Article, catalogue: Catalogue
) -> Iterator[tuple[int, Sentence, str]]:
    """The sentences of an article that may be evidence: number, span and text of each."""
    is_readable = Readable(article, catalogue)
    for number, span in enumerate(catalogue.sentences(article.id, article.version)):
        if is_readable(span):
            yield number, span, article.text[span.start : span.end]
