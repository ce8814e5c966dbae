"""Answers and passages as pandas DataFrames, one row per citation or passage."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from assistant.render.titles import title_of
from assistant.schema.answer import Answer, CitedArticle
from index.extras import require
from index.models import Article

if TYPE_CHECKING:
    import pandas

    from assistant.schema.hits import Hit


def answer_in_frame(answer: Answer) -> "pandas.DataFrame":
    """A row for each citation of each statement; none for an abstention."""
    cited = {citation.number: citation for citation in answer.citations}
    rows = [
        {
            "statement": statement.text,
            "quote": cited[number].quote,
            **_named(cited[number].article),
            "support": statement.support,
        }
        for statement in answer.statements
        for number in statement.citations
        if number in cited
    ]
    return _frame(rows, ("statement", "quote", "article", "source", "date", "support"))


def hits_in_frame(hits: "Sequence[Hit]") -> "pandas.DataFrame":
    """A row for each passage, best first."""
    rows = [
        {
            "rank": hit.rank,
            "score": hit.score,
            "passage": hit.chunk.text,
            **_named(hit.chunk.article),
            "reprints": len(hit.also_in),
        }
        for hit in hits
    ]
    return _frame(rows, ("rank", "score", "passage", "article", "source", "date", "reprints"))


def _named(article: Article | CitedArticle) -> dict[str, Any]:
    named = {"article": title_of(article), "source": article.source}
    return named | {"date": article.published_at}


def _frame(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> "pandas.DataFrame":
    """A DataFrame whose dates are timestamps in UTC."""
    pandas = require("notebook", "pandas")
    frame = pandas.DataFrame(list(rows), columns=list(columns))
    frame["date"] = pandas.to_datetime(frame["date"], utc=True)
    return frame
