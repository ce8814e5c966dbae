"""Which articles are about a topic, by the words of it that they say and by what they mean."""

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.retrieval.readable import is_question, readable_sentences
from assistant.schema.hits import Hit
from assistant.text.words import content_stems, split_words, stem, topic_stems
from index.archive import Archive
from index.models import Article, Sentence
from index.stems import stem as indexed
from index.stems import words_of

_RELEVANT = 0.75  # of the best article's share of the topic's words
# An article that means nearly as much of the topic need not say its every word: "the collapse of".
_SAID, MEANT = 0.4, 0.85  # of the topic's words; of the best passage's cosine
_LEAST_WORDS = 7  # of a sentence; less is a heading or a dateline
_LEAST_UNSPACED = 24  # characters of a sentence in a script without spaces
ABOUT = 0.5  # of the topic's words in a title or sentence
LEAD = 3  # sentences at the beginning of an article that say what it is about


class Place(NamedTuple):
    """A sentence in its article, and its number there."""

    article: Article
    span: Sentence
    number: int

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class TopicWords:
    """The stems of a topic, and what each is worth: the rarer in the archive, the more.

    `lacking` says whether the archive lacks one of them.
    """

    text: str
    worth: Mapping[str, float]
    lacking: bool = False

    @classmethod
    def of(cls, archive: Archive, topic: str) -> "TopicWords":
        """The words of `topic`."""
        wanted = topic_stems(topic) or content_stems(topic)
        words = {stem(one): words_of(one) for one in split_words(topic) if stem(one) in wanted}
        stems = {name: [indexed(one) for one in parts] for name, parts in words.items()}
        often = archive.occurrences(sorted({one for parts in stems.values() for one in parts}))
        counts = {
            name: min((often.get(one, 0) for one in parts), default=0)
            for name, parts in stems.items()
        }
        worth = {name: math.log(1 + archive.size / (1 + n)) for name, n in counts.items()}
        return cls(topic, worth, not all(counts.values()))

    def share_in(self, text: str) -> float:
        """The share of the topic that a text says, from 0 to 1."""
        said = content_stems(text)
        whole = sum(self.worth.values())
        return sum(w for stem, w in self.worth.items() if stem in said) / whole if whole else 0.0

    def is_title(self, article: Article) -> bool:
        """Whether the article's title names the topic."""
        return self.share_in(article.title or "") >= ABOUT


def said_first(article: Article, sentences: Sequence[Place]) -> str:
    """The article's title and lead."""
    return " ".join([article.title or "", *(one.text for one in sentences[:LEAD])])


def relevant(
    words: TopicWords, hits: Sequence[Hit], least: float = 0.5, *, by_meaning: bool = False
) -> list[Article]:
    """The articles whose title and best passage say, or mean, the topic nearly as much as any.

    None if the best of them says less than `least` of it.
    """
    shares: dict[str, float] = {}
    near = best_cosines(hits)
    articles: dict[str, Article] = {}
    for hit in hits:
        article = hit.chunk.article
        articles[article.id] = article
        share = words.share_in(f"{article.title or ''} {hit.chunk.text}")
        shares[article.id] = max(share, shares.get(article.id, 0.0))
    best, nearest = (max(found.values(), default=0.0) for found in (shares, near))
    if best < least:
        return []
    return [
        article
        for name, article in articles.items()
        if shares[name] >= _RELEVANT * best
        or (by_meaning and near[name] >= MEANT * nearest and shares[name] >= _SAID)
    ]


def best_cosines(hits: Sequence[Hit]) -> dict[str, float]:
    """The cosine of each article's nearest passage, by the article's id."""
    near: dict[str, float] = {}
    for hit in hits:
        name = hit.chunk.article.id
        near[name] = max(hit.signals["vector"], near.get(name, 0.0))
    return near


def sentences_of(archive: Archive, article: Article) -> Iterator[Place]:
    """The sentences of an article that can be quoted, without headings and names of authors."""
    for number, span, text in readable_sentences(article, archive.catalogue):
        if _is_long(text) and _is_closed(text) and not text.isupper():
            yield Place(article, span, number)


def _is_long(text: str) -> bool:
    words = text.split()
    return len(words) >= _LEAST_WORDS or len(max(words, key=len)) >= _LEAST_UNSPACED


def _is_closed(text: str) -> bool:
    return unicodedata.category(text[-1])[0] == "P" and not is_question(text)
