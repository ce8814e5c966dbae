"""Evidence for a chat model: by article, in reading order, with the sentences around.

Articles come in the order of their best hits, until the budget of tokens is full; headers count.
Articles that are hardly about the question are left out, even if the budget has room for them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.llm.evidence_prompt import header_of
from assistant.retrieval.evidence import affordable, name_of
from assistant.retrieval.hit_selection import (
    is_comparable,
    newest_first,
    related,
    shared,
    sole_article,
    spread,
)
from assistant.retrieval.readable import Readable
from assistant.schema.evidence import CitedSentence, EvidenceSentence
from assistant.schema.hits import Hit
from assistant.schema.query_plan import QueryPlan
from index.catalog.boilerplate_lines import kept_sentences
from index.catalog.catalogue import Catalogue
from index.models import Article, Sentence
from index.tokens import count_tokens

_GAP = 2  # sentences between two that are taken, which are taken, too
_NEW = 0.4  # of a passage's words must not have been read in another article
_LEAST = 30  # tokens that are worth filling
_MARK = 2  # tokens of a mark of a gap and the line's end
_ID = "0a1b2"


@dataclass(frozen=True, slots=True)
class _Taken:
    """Why a sentence was taken: the rank of its hit, and whether it is only its neighbour."""

    rank: int
    hit: Hit | None
    beside: bool = False


@dataclass
class _Excerpt:
    """What is taken of an article."""

    article: Article
    spans: Sequence[Sentence]
    news: frozenset[int]  # numbers of sentences that are no boilerplate
    is_readable: Readable
    taken: dict[int, _Taken] = field(default_factory=dict)
    readable: dict[int, bool] = field(default_factory=dict)

    def is_open(self, number: int) -> bool:
        """Whether the sentence may be taken and is not yet."""
        if number in self.taken or number not in self.news:
            return False
        if number not in self.readable:
            self.readable[number] = self.is_readable(self.spans[number])
        return self.readable[number]

    def text(self, number: int) -> str:
        span = self.spans[number]
        return self.article.text[span.start : span.end]

    def beside(self, numbers: Sequence[int]) -> list[int]:
        """The sentence before them in their paragraph, and what small gaps leave out."""
        first = numbers[0]
        found = []
        if first:
            before, span = self.spans[first - 1], self.spans[first]
            is_paragraph = "\n\n" in self.article.text[before.end : span.start]
            found = [] if is_paragraph else [first - 1]
        known = sorted({*self.taken, *numbers})
        for one, next_ in pairwise(known):
            if next_ - one <= _GAP + 1:
                found += range(one + 1, next_)
        return [number for number in found if self.is_open(number) and number not in numbers]


class Excerpts:
    """Collects sentences of articles up to `budget` tokens, as the prompt prints them."""

    def __init__(self, catalogue: Catalogue, budget: int) -> None:
        self.left = budget
        self._catalogue = catalogue
        self._excerpts: dict[tuple[str, int], _Excerpt] = {}
        self._read: dict[str, tuple[str, int]] = {}  # a sentence's words, and where they were read

    def add_hits(self, hits: Sequence[Hit]) -> None:
        """The passages of `hits`, best first, as long as they fit; reprinted ones once."""
        for rank, hit in enumerate(hits):
            chunk = hit.chunk.chunk
            excerpt = self._excerpt(hit.chunk.article)
            numbers = [n for n in range(chunk.first, chunk.last + 1) if excerpt.is_open(n)]
            if not numbers or self._is_reprint(excerpt, numbers):
                continue
            if not self._take(excerpt, numbers, _Taken(rank, hit)):
                for number in numbers:  # as many as fit
                    if not self._take(excerpt, [number], _Taken(rank, hit), alone=True):
                        break
            if self.left < _LEAST:
                return

    def add_whole(self, article: Article, hits: Sequence[Hit]) -> None:
        """All of `article`, from its beginning, as far as the budget reaches."""
        excerpt = self._excerpt(article)
        ranks = {
            number: _Taken(rank, hit)
            for rank, hit in reversed(list(enumerate(hits)))
            if (hit.chunk.article.id, hit.chunk.article.version) == (article.id, article.version)
            for number in range(hit.chunk.chunk.first, hit.chunk.chunk.last + 1)
        }
        for number in range(len(excerpt.spans)):
            why = ranks.get(number, _Taken(0, None, beside=True))
            if excerpt.is_open(number) and not self._take(excerpt, [number], why, alone=True):
                return

    def add_earlier(self, earlier: Iterable[CitedSentence], rank: int) -> None:
        """Sentences that were cited earlier in the conversation."""
        for cited in earlier:
            excerpt = self._excerpt(cited.article)
            if cited.number < len(excerpt.spans) and excerpt.is_open(cited.number):
                self._take(excerpt, [cited.number], _Taken(rank, None), alone=True)

    def named(self, question: str) -> list[EvidenceSentence]:
        """The sentences with their ids, article by article."""
        sentences: list[EvidenceSentence] = []
        ids: set[str] = set()
        for excerpt in self._excerpts.values():
            for number in sorted(excerpt.taken):
                why = excerpt.taken[number]
                ids.add(name := name_of(question, excerpt.article, number, ids))
                found = None if why.beside else why.hit
                score, cosine = (
                    (found.score, found.signals.get("vector", 0.0)) if found else (None, 0.0)
                )
                place = (excerpt.article, excerpt.spans[number], number)
                sentences.append(
                    EvidenceSentence(name, *place, why.rank, score, cosine, why.beside)
                )
        return sentences

    def _excerpt(self, article: Article) -> _Excerpt:
        key = (article.id, article.version)
        if key not in self._excerpts:
            spans = self._catalogue.sentences(*key)
            news = frozenset(kept_sentences(self._catalogue, article, spans))
            self._excerpts[key] = _Excerpt(article, spans, news, Readable(article, self._catalogue))
        return self._excerpts[key]

    def _take(
        self, excerpt: _Excerpt, numbers: Sequence[int], why: _Taken, *, alone: bool = False
    ) -> bool:
        """Take those sentences, and their neighbours unless `alone`, if they fit."""
        beside = [] if alone else excerpt.beside(numbers)
        header = 0 if excerpt.taken else count_tokens(header_of(excerpt.article))
        for more in (beside, []):
            cost = header + _MARK + sum(_cost(excerpt.text(n)) for n in (*numbers, *more))
            if cost <= self.left:
                self.left -= cost
                excerpt.taken |= {n: _Taken(why.rank, None, beside=True) for n in more}
                excerpt.taken |= dict.fromkeys(numbers, why)
                key = (excerpt.article.id, excerpt.article.version)
                for number in numbers:
                    self._read.setdefault(_words(excerpt.text(number)), key)
                return True
        return False

    def _is_reprint(self, excerpt: _Excerpt, numbers: Sequence[int]) -> bool:
        """Whether most of the words of those sentences were read in another article."""
        key = (excerpt.article.id, excerpt.article.version)
        words = [_words(excerpt.text(number)) for number in numbers]
        new = sum(len(one) for one in words if self._read.get(one, key) == key)
        return new < _NEW * sum(map(len, words))


def _cost(text: str) -> int:
    """Tokens of a sentence's line."""
    return count_tokens(f"[{_ID}] {text}\n")


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()


def read_excerpts(
    catalogue: Catalogue,
    question: str,
    hits: Sequence[Hit],
    budget: int,
    earlier: Sequence[CitedSentence] = (),
    asked: QueryPlan | None = None,
) -> list[EvidenceSentence]:
    """The evidence of `hits`, best first, up to `budget` tokens.

    Of a brief on one article, that article is read whole. Sentences cited `earlier` take at most a
    third of the budget. `asked` is the plan of `question`.
    """
    whole = sole_article(asked, hits, budget) if asked else None
    if asked is None or (is_comparable(asked) and not asked.queries):
        hits = related(hits)
    if asked and asked.intent == "timeline":
        hits = spread(hits)
    elif asked and asked.intent == "latest":
        hits = newest_first(hits)
    elif asked and asked.intent == "brief":
        hits = shared(hits)
    excerpts = Excerpts(catalogue, budget)
    recalled = affordable(earlier, budget)
    kept = sum(_cost(one.article.text[one.span.start : one.span.end]) for one in recalled)
    excerpts.left -= kept
    if whole is not None:
        excerpts.add_whole(whole, hits)
    excerpts.add_hits(hits)
    excerpts.left += kept
    excerpts.add_earlier(recalled, len(hits))
    return excerpts.named(question)
