"""Answers, passages, timelines and articles as pandas DataFrames."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from assistant.render.titles import title_of
from assistant.schema.answer import Answer, Citation, CitedArticle
from assistant.schema.hits import Hit
from assistant.schema.timeline import Timeline
from index.errors import ArchiveError
from index.extras import require
from index.models import Article

if TYPE_CHECKING:
    import pandas

_NAMED, _PLACE = ("article", "source", "date"), ("url", "article_id", "start", "end")
_QUOTED = ("statement", "quote", *_NAMED, "support", *_PLACE, "question")
_EVENT = ("day", "when", "event", "quote", *_NAMED, *_PLACE)
_PASSAGE = ("rank", "score", "passage", *_NAMED, "reprints")
_ARTICLE = tuple("id title source published url section language authors version".split())
_ASKED = ("question", "answered", "text", "citations", "sources", "reason", "seconds", "id")


def answer_in_frame(answer: Answer) -> "pandas.DataFrame":
    """A row for each citation of each statement; none for an abstention."""
    cited = {citation.number: citation for citation in answer.citations}
    pairs = [(said, cited[n]) for said in answer.statements for n in said.citations if n in cited]
    rows = [
        (said.text, one.quote, *_named(one.article), said.support, *_placed(one), answer.question)
        for said, one in pairs
    ]
    return _frame(rows, _QUOTED)


def timeline_in_frame(timeline: Timeline) -> "pandas.DataFrame":
    """A row for each event; none for an abstention."""
    rows = [
        (one.day, one.when, one.text, cited.quote, *_named(cited.article), *_placed(cited))
        for one in timeline.entries
        for cited in [one.citation]
    ]
    return _frame(rows, _EVENT, ("day", "date"))


def articles_in_frame(articles: Iterable[Article]) -> "pandas.DataFrame":
    told = attrgetter("id", "title", "source", "published_at", "url", "section", "language")
    rows = [(*told(one), list(one.authors), one.version) for one in articles]
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


def hits_in_frame(hits: Sequence[Hit]) -> "pandas.DataFrame":
    """A row for each passage, best first."""
    rows = [
        (hit.rank, hit.score, hit.chunk.text, *_named(hit.chunk.article), len(hit.also_in))
        for hit in hits
    ]
    return _frame(rows, _PASSAGE)


def _named(article: Article | CitedArticle) -> tuple[str, str | None, datetime | None]:
    return title_of(article), article.source, article.published_at


def _placed(citation: Citation) -> tuple[str | None, str, int, int]:
    return citation.article.url, citation.article.id, citation.start, citation.end


def _frame(
    rows: Sequence[Any], columns: Sequence[str], dates: Iterable[str] = ("date",)
) -> "pandas.DataFrame":
    """A DataFrame whose `dates` are timestamps in UTC."""
    pandas = require("notebook", "pandas")
    frame = pandas.DataFrame(rows, columns=list(columns))
    for name in dates:
        frame[name] = pandas.to_datetime(frame[name], utc=True)
    return frame
