"""What an intent asks of the hits: a brief of one article, a timeline of many, a comparison."""

import math
from collections import Counter
from collections.abc import Sequence

from assistant.schema.hits import Hit
from assistant.schema.query_plan import QueryPlan, Subquestion
from assistant.text.words import split_words, stem
from index.models import Article

_MATCHED = 0.8  # of a title's words in the question
_LEAST = 3  # words of a title that a question can quote
_FIRST, _MOST = 8, 5  # of the first hits, how many of one article say that the question is about it
_OF_ONE = 2  # hits of one article before those of others
_FAR = 7.0  # an article's best score below the best of all, so that it is hardly about the question


def sole_article(plan: QueryPlan, hits: Sequence[Hit]) -> Article | None:
    """The article that a brief is asked of: its title is in the question, or most hits are its."""
    if plan.intent != "brief" or not hits:
        return None
    asked = {stem(word) for word in split_words(plan.question)}
    articles = list({hit.chunk.article.id: hit.chunk.article for hit in hits}.values())
    named = [article for article in articles if _quotes(asked, article)]
    if named:
        return max(named, key=lambda article: len(article.title or ""))
    counted = Counter(hit.chunk.article.id for hit in hits[:_FIRST])
    best = hits[0].chunk.article
    return best if counted[best.id] >= _MOST else None


def _quotes(asked: set[str], article: Article) -> bool:
    words = {stem(word) for word in split_words(article.title or "")}
    return len(words) >= _LEAST and len(words & asked) >= _MATCHED * len(words)


def related(hits: Sequence[Hit], plan: QueryPlan | None) -> Sequence[Hit]:
    """The hits without those of articles that are hardly about the question.

    What was found for different parts of it cannot be compared: then all of them. Nor can scores
    for a plan's own queries: the articles of the first hits stay.
    """
    if plan and (plan.parts or plan.clauses or sides(plan)):
        return hits
    first = hits[:_FIRST] if plan and plan.queries else ()
    best: dict[str, float] = {hit.chunk.article.id: math.inf for hit in first}
    for hit in hits:
        name = hit.chunk.article.id
        best[name] = max(hit.score, best.get(name, hit.score))
    least = max((hit.score for hit in hits), default=0.0) - _FAR
    return [hit for hit in hits if best[hit.chunk.article.id] >= least]


def spread(hits: Sequence[Hit]) -> list[Hit]:
    """The first two hits of each article before the others, so that more articles are read."""
    seen: Counter[str] = Counter()
    first: list[Hit] = []
    later: list[Hit] = []
    for hit in hits:
        (first if seen[hit.chunk.article.id] < _OF_ONE else later).append(hit)
        seen[hit.chunk.article.id] += 1
    return [*first, *later]


def sides(plan: QueryPlan) -> tuple[Subquestion, ...]:
    """The parts of a comparison that names several sources and no parts: each source."""
    if plan.intent != "comparison" or len(plan.sources) < 2:
        return ()
    return tuple(Subquestion(plan.topic or plan.question, (one,)) for one in plan.sources)
