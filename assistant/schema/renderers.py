"""Connects answers, passages and timelines to their renderers without importing them.

The package registers a loader when it is imported; renderers are loaded when they are first needed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Renderers(Protocol):
    """The functions of `assistant.render.exports`: formats to save, and notebook output."""

    def answer_in_markdown(self, answer: Any, *, question: bool, label: str) -> str: ...
    def answer_in_word(self, answer: Any) -> bytes: ...
    def answer_in_frame(self, answer: Any) -> Any: ...
    def answer_in_bibtex(self, answer: Any) -> str: ...
    def answer_in_csl(self, answer: Any) -> str: ...
    def answer_as_html(self, answer: Any) -> str: ...
    def articles_in_frame(self, articles: Any) -> Any: ...
    def hits_in_frame(self, hits: Any) -> Any: ...
    def timeline_in_frame(self, timeline: Any) -> Any: ...
    def hits_as_html(self, hits: Any) -> str: ...
    def timeline_as_html(self, timeline: Any) -> str: ...
    def plot_coverage(self, timeline: Any) -> "Figure": ...


_loaders: list[Callable[[], Renderers]] = []


def register(load: Callable[[], Renderers]) -> None:
    """Registers `load`, which returns the renderers and is called when one is needed."""
    _loaders[:] = [load]


def renderers() -> Renderers:
    """The registered renderers."""
    return _loaders[0]()
