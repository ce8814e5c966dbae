"""What came in, as text and JSON."""

from collections.abc import Sequence
from typing import Any

from assistant.render.escape import clean
from assistant.render.text import render_article, where
from assistant.render.titles import count
from assistant.schema.stories import Story


def render_stories(stories: Sequence[Story], since: str) -> str:
    """A line for each story, its address below it, and the other sources."""
    if not stories:
        return f"Nothing came in since {clean(since)}."
    articles = sum(1 + len(story.others) for story in stories)
    named = f"{len(stories):,} {'story' if len(stories) == 1 else 'stories'}"
    told = f"{count(articles, 'article')} since {clean(since)}, {named}."
    return "\n".join([told, "", *(_lines(story) for story in stories)])


def _lines(story: Story) -> str:
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
