"""Where answers, passages and timelines find their renderers, which know data and not the reverse.

The package registers one loader when it is imported; nothing heavy is loaded before it is needed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Exports(Protocol):
    """What `assistant.render.exports` has: data as people save them and notebooks show them."""

    def answer_in_markdown(self, answer: Any, *, question: bool, label: str) -> str: ...
    def answer_in_frame(self, answer: Any) -> Any: ...
    def answer_in_bibtex(self, answer: Any) -> str: ...
    def answer_in_csl(self, answer: Any) -> str: ...
    def answer_as_html(self, answer: Any) -> str: ...
    def hits_in_frame(self, hits: Any) -> Any: ...
    def hits_as_html(self, hits: Any) -> str: ...
    def timeline_as_html(self, timeline: Any) -> str: ...
    def plot_coverage(self, timeline: Any) -> "Figure": ...


_loaders: list[Callable[[], Exports]] = []


def register(load: Callable[[], Exports]) -> None:
    """Takes the renderers from `load`, which is called when one of them is needed."""
    _loaders[:] = [load]


def exports() -> Exports:
    """The registered renderers."""
    return _loaders[0]()
