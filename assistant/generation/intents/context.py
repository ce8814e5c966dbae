"""What intents search with."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.generation.writer import Writer
from assistant.planning.planner import Planner
from assistant.retrieval.retriever import Retriever
from index.archive import Archive

if TYPE_CHECKING:
    from index.embedders.minilm import MiniLM


@dataclass(frozen=True)
class IntentContext:
    """How questions to the archive are planned and searched for; whether a model is to write.

    `quoting` is the writer that needs no model.
    """

    archive: Archive
    planner: Planner
    retriever: Retriever
    evidence_tokens: int
    quoting: Writer
    has_model: bool = False

    @cached_property
    def minilm(self) -> "MiniLM":
        """The embedder that sentences are compared by; it costs nothing and needs no network."""
        from index.embedders.minilm import MiniLM

        embedder = self.archive.embedder
        return embedder if isinstance(embedder, MiniLM) else MiniLM()
