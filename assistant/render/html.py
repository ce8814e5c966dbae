"""Answers and passages as HTML for a cell: no scripts, nothing external, all text escaped."""

import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.render.live_answer import LiveAnswer
from assistant.render.plot import by_source
from assistant.render.templates import environment
from assistant.schema.answer import Answer
from assistant.schema.hits import Hits
from assistant.schema.timeline import Timeline

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
SUPPORT = {  # tooltips of the badges
    "quoted": "The source's own words",
    "checked": "The model's words; numbers, names and dates are in the sources, no judge read it",
    "unverified": "The model's words, not verified",
}


def answer_as_html(answer: Answer) -> str:
    """The answer or abstention with its sources.

    A citation's number shows the sentence in its paragraph while the pointer or focus is on it.
    """
    cited = {citation.number: f"c{n}" for n, citation in enumerate(answer.citations, start=1)}
    return _render("answer.html.j2", answer=answer, cited=cited, support=SUPPORT)


def hits_as_html(hits: Hits) -> str:
    """Notes, then a table of passages with their articles."""
    return _render("hits.html.j2", hits=hits)


def live_as_html(draft: LiveAnswer) -> str:
    return _render("live.html.j2", draft=draft)


def timeline_as_html(timeline: Timeline) -> str:
    """Events with their sentences, and the number of articles of each source."""
    # A timeline has no id; two of the same topic in a notebook have the same content.
    id = f"timeline-{zlib.crc32(timeline.about.encode()):x}"
    rows = by_source(timeline.coverage)
    return _render("timeline.html.j2", timeline=timeline, id=id, by_source=rows)


def _render(template: str, **known: Any) -> str:
    return _environment().get_template(template).render(**known)


@cache
def _environment() -> "Environment":
    made = environment(_HERE)
    made.globals["style"] = (_HERE / "cell.css").read_text("utf-8")
    return made
