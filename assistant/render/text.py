"""Answers, hits, articles and stories as text for a terminal, and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from assistant.render.answer_view import show_answer, show_citations, show_entries, show_withheld
from assistant.render.escape import clean
from assistant.render.paragraphs import HangingIndent, paragraph, plain, words
from assistant.render.titles import Named, count, headline
from assistant.schema.answer import Answer
from assistant.schema.explanation import Explanation
from assistant.schema.hits import Hit, Reprint, Story
from assistant.schema.timeline import Timeline
from index.models import Article

WIDTH = 88  # columns
_FIELDS = (
    *("id", "version", "title", "source", "url", "authors", "published_at"),
    *("section", "language", "path"),
)


def render_answer(answer: Answer, how: str = "", withheld: bool = False) -> str:
    """The answer, then each citation: title, source, day and address, and what is not yet quoted.

    `how` says how to see the statements that are withheld; they are shown if `withheld`.
    """
    return plain(answer_parts(answer, True, how, withheld), WIDTH)


def answer_parts(
    answer: Answer, with_links: bool, how: str = "", withheld: bool = False
) -> list[RenderableType]:
    """The parts of `render_answer`, for a terminal with colours and hyperlinks."""
    more = show_withheld(answer) if withheld else []
    return [*show_answer(answer, with_links, "" if withheld else how), *more]


def render_timeline(timeline: Timeline) -> str:
    """The events as a list, the number of articles about the topic, then the citations."""
    if timeline.abstention:
        reason, detail = timeline.abstention.reason, timeline.abstention.detail
        return f"The archive has no timeline of this ({reason}).\n{wrap(detail)}"
    told = f"{count(timeline.articles, 'article')} {timeline.meaning}."
    cited = [entry.citation for entry in timeline.entries]
    shown = [*show_entries(timeline), Text(""), paragraph(told)]
    shown += show_citations(cited, True, [entry.text for entry in timeline.entries])
    return plain(shown, WIDTH)


def render_hits(hits: Sequence[Hit]) -> str:
    """A paragraph for each hit: rank, article, text and signals."""
    if not hits:
        return "Nothing found."
    shown = [
        f"{hit.rank}. {where(hit.chunk.article)}\n"
        f"{wrap(hit.chunk.text, '   ')}\n{_also_in(hit)}   {_numbers(hit.signals)}"
        for hit in hits
    ]
    told = f"{count(independent_sources(hits), 'independent source')}, reprints not counted."
    return "\n\n".join([*shown, told])


def render_articles(articles: Iterable[Article]) -> str:
    """A line for each article: title, source, day and id."""
    lines = [f"{where(article)}  {clean(article.id)}" for article in articles]
    return "\n".join(lines) or "No articles."


def render_article(article: Article) -> dict[str, Any]:
    """An article without its text, for JSON."""
    told = {name: getattr(article, name) for name in _FIELDS}
    return told | {
        "authors": list(article.authors),
        "published_at": article.published_at.isoformat() if article.published_at else None,
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


def where(article: Named) -> str:
    return clean(headline(article))


def _also_in(hit: Hit) -> str:
    if not hit.also_in:
        return ""
    return wrap("Also in: " + "; ".join(where(copy) for copy in hit.also_in), "   ") + "\n"


def wrap(text: str, indent: str = "") -> str:
    """`text` without control characters, in lines of `WIDTH` columns."""
    return plain([HangingIndent(indent, words(text), indent=len(indent))], WIDTH)


def independent_sources(hits: Sequence[Hit]) -> int:
    """The number of different sources of the hits, without those that only reprint."""
    return len({hit.chunk.article.source or hit.chunk.article.id for hit in hits})


def render_explanation(explanation: Explanation) -> str:
    told = explanation.as_json()
    lines = [f"Looked up: {', '.join(explanation.terms) or 'nothing'}"]
    for name in ("scope", "understood", "relaxed"):
        if told[name]:
            lines.append(f"{name.capitalize()}: {_told(told[name])}")
    lines.append("Milliseconds: " + _numbers(explanation.milliseconds))
    lines += [
        f"{place:3}. {one.score:7.3f}  {one.title or one.article} ({one.start}-{one.end}): "
        + _numbers(one.signals)
        for place, one in enumerate(explanation.candidates, start=1)
    ]
    return "\n".join(lines)


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(one)}" for name, one in value.items())
    return value if isinstance(value, str) else "; ".join(value)


def _numbers(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())


def render_stories(stories: Sequence[Story], since: str) -> str:
    """A line for each story, its address below it, and the other sources."""
    if not stories:
        return f"No articles were received since {clean(since)}."
    articles = sum(1 + len(story.others) for story in stories)
    named = "story" if len(stories) == 1 else "stories"
    told = f"{count(articles, 'article')} since {clean(since)}, {len(stories):,} {named}."
    return "\n".join([told, "", *(_story_lines(story) for story in stories)])


def _story_lines(story: Story) -> str:
    updated = " (updated)" if story.first.version > 1 else ""
    lines = [f"- {where(story.first)}{updated}", f"  {clean(story.first.url or story.first.id)}"]
    lines += [f"  also: {where(one)}  {clean(one.url or one.id)}" for one in story.others]
    return "\n".join(lines)


def stories_as_json(stories: Sequence[Story]) -> list[dict[str, Any]]:
    """Each story with its articles, for programs."""
    return [
        {
            "received": story.received.isoformat(timespec="seconds"),
            "article": render_article(story.first),
            "others": [render_article(one) for one in story.others],
        }
        for story in stories
    ]
