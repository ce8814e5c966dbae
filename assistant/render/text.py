"""Answers, hits and articles as text for a terminal, and as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from assistant.render.escape import clean
from assistant.render.wrap import fill
from assistant.schema.answer import Answer, Citation, CitedArticle
from assistant.schema.hits import Hit, Reprint
from assistant.schema.timeline import Timeline
from index.models import Article

WIDTH = 88  # columns


def render_answer(answer: Answer) -> str:
    """The answer, then each citation: quotation, title, source, day and address."""
    if answer.abstention:
        lines = [
            f"The archive does not answer this ({answer.abstention.reason}).",
            wrap(answer.text),
        ]
        if answer.abstention.searched:
            lines.append(wrap(str(answer.abstention.searched)))
        if answer.abstention.nearest:
            lines += ["", "Nearest coverage:", *map(_render_citation, answer.abstention.nearest)]
    else:
        notes = [wrap(clean(found.note)) for found in answer.disagreements]
        lines = [*map(wrap, answer.text.splitlines()), *notes, ""]
        lines += map(_render_citation, answer.citations)
    if answer.resolved:
        lines = [wrap(f"Understood as: {answer.resolved}"), "", *lines]
    return "\n".join(lines)


def render_timeline(timeline: Timeline) -> str:
    """The events as a list, the number of articles about the topic, then the citations."""
    if timeline.abstention:
        reason, detail = timeline.abstention.reason, timeline.abstention.detail
        return f"The archive has no timeline of this ({reason}).\n{wrap(detail)}"
    many = len(timeline.coverage)
    told = f"{many} article{'' if many == 1 else 's'} {timeline.meaning}."
    bullets = (
        f"- {entry.when}: {entry.text} [{entry.citation.number}]" for entry in timeline.entries
    )
    citations = (_render_citation(entry.citation) for entry in timeline.entries)
    return "\n".join([*map(wrap, bullets), "", wrap(told), "", *citations])


def render_hits(hits: Sequence[Hit]) -> str:
    """A paragraph for each hit: rank, article, text and signals."""
    if not hits:
        return "Nothing found."
    return (
        "\n\n".join(
            f"{hit.rank}. {where(hit.chunk.article)}\n"
            f"{wrap(hit.chunk.text, '   ')}\n{_also_in(hit)}   {_signals(hit)}"
            for hit in hits
        )
        + f"\n\n{_independent(hits)}"
    )


def render_articles(articles: Iterable[Article]) -> str:
    """A line for each article: title, source, day and id."""
    lines = [f"{where(article)}  {clean(article.id)}" for article in articles]
    return "\n".join(lines) or "No articles."


def render_article(article: Article) -> dict[str, Any]:
    """An article without its text, for JSON."""
    return {
        "id": article.id,
        "version": article.version,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "authors": list(article.authors),
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "section": article.section,
        "language": article.language,
        "path": article.path,
    }


def search_results(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """The JSON contract of `assistant search --json`."""
    return [
        {
            "rank": hit.rank,
            "score": hit.score,
            "article": render_article(hit.chunk.article)
            | {"also_in": [_render_copy(copy) for copy in hit.also_in]},
            "text": hit.chunk.text,
            "start": hit.chunk.chunk.start,
            "end": hit.chunk.chunk.end,
            "signals": dict(hit.signals),
        }
        for hit in hits
    ]


def _render_copy(copy: Reprint) -> dict[str, Any]:
    day = copy.published_at.isoformat() if copy.published_at else None
    return asdict(copy) | {"published_at": day}


def _render_citation(citation: Citation) -> str:
    place = citation.link or f"{citation.article.path} ({citation.start}-{citation.end})"
    quote = wrap(f"“{citation.quote}”", "    ").lstrip()
    return f"[{citation.number}] {quote}\n    {where(citation.article)}\n    {clean(place)}"


def where(article: Article | CitedArticle | Reprint) -> str:
    """Title (or id), source and day."""
    day = article.published_at.date().isoformat() if article.published_at else "no date"
    named = article.title or article.id
    return clean(", ".join(part for part in (named, article.source, day) if part))


def _also_in(hit: Hit) -> str:
    if not hit.also_in:
        return ""
    return wrap("Also in: " + "; ".join(where(copy) for copy in hit.also_in), "   ") + "\n"


def _independent(hits: Sequence[Hit]) -> str:
    """The number of independent sources, as a sentence."""
    count = independent_sources(hits)
    return f"{count} independent source{'' if count == 1 else 's'}, reprints not counted."


def _signals(hit: Hit) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in hit.signals.items())


def wrap(text: str, indent: str = "") -> str:
    """`text` without control characters, in lines of `WIDTH` columns."""
    return fill(clean(text), WIDTH, indent)


def independent_sources(hits: Sequence[Hit]) -> int:
    """The number of different sources of the hits, without those that only reprint."""
    return len({hit.chunk.article.source or hit.chunk.article.id for hit in hits})
