"""Sentences that say the most of what is asked without repeating one another."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from langchain_core.vectorstores.utils import maximal_marginal_relevance

if TYPE_CHECKING:
    from index.embedders.minilm import MiniLM

# Of nearness to what is asked against distance from what is said already; chosen by hand.
_NEARNESS = 0.6


def distinct(minilm: "MiniLM", asked: str, texts: Sequence[str], most: int) -> list[int]:
    """The places of at most `most` of the texts, in their order."""
    if len(texts) <= 1:
        return list(range(len(texts)))
    vectors = minilm.embed([asked, *texts])
    return sorted(maximal_marginal_relevance(vectors[0], list(vectors[1:]), _NEARNESS, most))
