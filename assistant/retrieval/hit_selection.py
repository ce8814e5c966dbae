"""What an intent asks of the hits: a brief of one article, a timeline of many, a comparison."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain

from assistant.schema.hits import Hit
from assistant.schema.query_plan import QueryPlan, Subquestion
from assistant.text.words import split_words, stem
from index.models import Article
from index.tokens import count_tokens

_MATCHED = 0.8  # of a title's words in the question
_LEAST = 3  # words of a title that a question can quote
_FIRST, _MOST = 8, 5  # of the first hits, how many of one article say that the question is about it
_OF_ONE = 2  # hits of one article before those of others
# An article's best score below the best of all, so that it is hardly about the question; scores of
# a plan's own queries differ more.
_FAR, _FAR_OF_QUERIES = 7.0, 10.0
_CLOSE = 3.0  # and so close that the newest of them is the latest news
_NO_DAY = datetime.min.replace(tzinfo=UTC)


def sole_article(plan: QueryPlan, hits: Sequence[Hit], budget: int) -> Article | None:
    """The article that a brief is asked of: its title is in the question, or most hits are its.

    A long live blog has most hits on many things: one that exceeds the `budget` of tokens is none.
    """
    if plan.intent != "brief" or not hits:
        return None
    asked = {stem(word) for word in split_words(plan.question)}
    articles = list({hit.chunk.article.id: hit.chunk.article for hit in hits}.values())
    named = [article for article in articles if _quotes(asked, article)]
    if named:
        return max(named, key=lambda article: len(article.title or ""))
    counted = Counter(hit.chunk.article.id for hit in hits[:_FIRST])
    best = hits[0].chunk.article
    is_whole = counted[best.id] >= _MOST and count_tokens(best.text) <= budget
    return best if is_whole else None


def _quotes(asked: set[str], article: Article) -> bool:
    words = {stem(word) for word in split_words(article.title or "")}
    return len(words) >= _LEAST and len(words & asked) >= _MATCHED * len(words)


def related(hits: Sequence[Hit], lists: Sequence[Sequence[Hit]] = ()) -> list[Hit]:
    """The hits without those of articles that are hardly about the question.

    `lists` are those that were merged, each with scores of its own; the best score counts.
    """
    best: dict[str, float] = {}
    for hit in chain(hits, *lists):
        name = hit.chunk.article.id
        best[name] = max(hit.score, best.get(name, hit.score))
    far = _FAR_OF_QUERIES if lists else _FAR
    least = max(best.values(), default=0.0) - far
    return [hit for hit in hits if best[hit.chunk.article.id] >= least]


def is_comparable(plan: QueryPlan) -> bool:
    """Whether the scores of its hits are all for one question, not for parts of it."""
    return not (plan.parts or plan.clauses or sides(plan))


def spread(hits: Sequence[Hit]) -> list[Hit]:
    """The first two hits of each article before the others, so that more articles are read."""
    seen: Counter[str] = Counter()
    first: list[Hit] = []
    later: list[Hit] = []
    for hit in hits:
        (first if seen[hit.chunk.article.id] < _OF_ONE else later).append(hit)
        seen[hit.chunk.article.id] += 1
    return [*first, *later]


def shared(hits: Sequence[Hit]) -> list[Hit]:
    """The hits in an order in which no article has more than half, as far as others are there.

    A live blog has a passage on everything, and would leave no room for the articles about it.
    """
    waiting, found = list(hits), list[Hit]()
    seen: Counter[str] = Counter()
    while waiting:
        most = len(found) // 2 + 1
        at = next((n for n, hit in enumerate(waiting) if seen[hit.chunk.article.id] < most), 0)
        found.append(waiting.pop(at))
        seen[found[-1].chunk.article.id] += 1
    return found


def newest_first(hits: Sequence[Hit]) -> list[Hit]:
    """The hits of the articles about as good as the best one, newest first; then the others."""
    best: dict[str, float] = {}
    for hit in hits:
        best.setdefault(hit.chunk.article.id, hit.score)
    least = max(best.values(), default=0.0) - _CLOSE
    close = [hit for hit in hits if best[hit.chunk.article.id] >= least]
    close.sort(key=lambda hit: hit.chunk.article.latest_date or _NO_DAY, reverse=True)
    return [*close, *(hit for hit in hits if best[hit.chunk.article.id] < least)]


def sides(plan: QueryPlan) -> tuple[Subquestion, ...]:
    """The parts of a comparison that names several sources and no parts: each source."""
    if plan.intent != "comparison" or len(plan.sources) < 2:
        return ()
    return tuple(Subquestion(plan.topic or plan.question, (one,)) for one in plan.sources)
