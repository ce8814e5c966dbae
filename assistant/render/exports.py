"""The renderers behind the methods of `Answer`, `Hits` and `Timeline`."""

from assistant.render.frames import (
    answer_in_frame,
    articles_in_frame,
    hits_in_frame,
    timeline_in_frame,
)
from assistant.render.html import answer_as_html, hits_as_html, timeline_as_html
from assistant.render.markdown import answer_in_markdown
from assistant.render.plot import plot_coverage
from assistant.render.references import answer_in_bibtex, answer_in_csl
from assistant.render.word import answer_in_word

__all__ = [
    "answer_as_html",
    "answer_in_bibtex",
    "answer_in_csl",
    "answer_in_frame",
    "answer_in_markdown",
    "answer_in_word",
    "articles_in_frame",
    "hits_as_html",
    "hits_in_frame",
    "plot_coverage",
    "timeline_as_html",
    "timeline_in_frame",
]
