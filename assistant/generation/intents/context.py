"""What intents search with."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.planning.planner import Planner
from index.archive import Archive

if TYPE_CHECKING:
    from index.embedders.minilm import MiniLM


@dataclass(frozen=True)
class IntentContext:
    """How questions to the archive are planned and searched for; whether a model is to write."""

    archive: Archive
    planner: Planner
    evidence_tokens: int
    has_model: bool = False

    @cached_property
    def minilm(self) -> "MiniLM":
        """The embedder that sentences are compared by; it costs nothing and needs no network."""
        from index.embedders.minilm import minilm_of

        return minilm_of(self.archive.embedder)
