"""Answers, passages, timelines and articles as pandas DataFrames."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from assistant.render.titles import title_of
from assistant.schema.answer import Answer, Citation, CitedArticle
from assistant.schema.timeline import Timeline
from index.errors import ArchiveError
from index.extras import require
from index.models import Article

if TYPE_CHECKING:
    import pandas

    from assistant.schema.hits import Hit

_PLACE = ("url", "article_id", "start", "end")
_ARTICLE = (
    "id", "title", "source", "published", "url", "section", "language", "authors", "version"
)  # fmt: skip
_ASKED = ("question", "answered", "text", "citations", "sources", "reason", "seconds", "id")


def answer_in_frame(answer: Answer) -> "pandas.DataFrame":
    """A row for each citation of each statement; none for an abstention."""
    cited = {citation.number: citation for citation in answer.citations}
    rows = [
        {
            "statement": statement.text,
            "quote": cited[number].quote,
            **_named(cited[number].article),
            "support": statement.support,
            **_placed(cited[number]),
            "question": answer.question,
        }
        for statement in answer.statements
        for number in statement.citations
        if number in cited
    ]
    columns = ("statement", "quote", "article", "source", "date", "support")
    return _frame(rows, (*columns, *_PLACE, "question"))


def timeline_in_frame(timeline: Timeline) -> "pandas.DataFrame":
    """A row for each event; none for an abstention."""
    rows = [
        {
            "day": entry.day,
            "when": entry.when,
            "event": entry.text,
            "quote": entry.citation.quote,
            **_named(entry.citation.article),
            **_placed(entry.citation),
        }
        for entry in timeline.entries
    ]
    columns = ("day", "when", "event", "quote", "article", "source", "date", *_PLACE)
    return _frame(rows, columns, ("day", "date"))


def articles_in_frame(articles: Iterable[Article]) -> "pandas.DataFrame":
    rows = []
    for article in articles:
        named = {name: getattr(article, name) for name in _ARTICLE if name != "published"}
        shown = {"published": article.published_at, "authors": list(article.authors)}
        rows.append(named | shown)
    return _frame(rows, _ARTICLE, ("published",))


def asked_in_frame(
    questions: Iterable[str], ask: Callable[[str], Answer], progress: bool
) -> "pandas.DataFrame":
    """Ask each question and make a row of its answer; an error is a row, too."""
    questions = list(questions)
    if progress:  # a bar on standard error
        questions = require("notebook", "tqdm").tqdm(questions, unit="question")
    return _frame([_asked(question, ask) for question in questions], _ASKED, ())


def _asked(question: str, ask: Callable[[str], Answer]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        row = _answered(ask(question))
    except Exception as error:  # the other questions are still asked
        text = str(error) if isinstance(error, ArchiveError) else f"{type(error).__name__}: {error}"
        row = {"answered": False, "text": text, "citations": 0, "sources": "", "reason": "error"}
    return {"question": question, **row, "seconds": round(time.perf_counter() - started, 3)}


def _answered(answer: Answer) -> dict[str, Any]:
    sources = dict.fromkeys(filter(None, (one.article.source for one in answer.citations)))
    return {
        "answered": answer.answered,
        "text": answer.text,
        "citations": len(answer.citations),
        "sources": "; ".join(sources),
        "reason": answer.abstention.reason if answer.abstention else None,
        "id": answer.id,
    }


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


def _placed(citation: Citation) -> dict[str, Any]:
    article, place = citation.article, (citation.start, citation.end)
    return dict(zip(_PLACE, (article.url, article.id, *place), strict=True))


def _frame(
    rows: Iterable[dict[str, Any]], columns: Sequence[str], dates: Iterable[str] = ("date",)
) -> "pandas.DataFrame":
    """A DataFrame whose `dates` are timestamps in UTC."""
    pandas = require("notebook", "pandas")
    frame = pandas.DataFrame(list(rows), columns=list(columns))
    for name in dates:
        frame[name] = pandas.to_datetime(frame[name], utc=True)
    return frame
