"""Embedders by name: what an archive needs to know of one, and the registry that finds it.

A name is `minilm` or `provider:model`. Each embedder is a LangChain `Embeddings` in a file of its
own, imported when it is first asked for.
"""

from typing import Protocol

from index.errors import ArchiveError

DEFAULT = "minilm"
# US dollars for a million tokens (OpenAI's price list, November 2025).
_DOLLARS = {"openai:text-embedding-3-small": 0.02, "openai:text-embedding-3-large": 0.13}


class Embedder(Protocol):
    """Text -> unit vectors. `identity` changes whenever the vectors of a text would.

    One that computes on this machine's processor has `uses_processor = True`: several processes,
    which load it by its name, are faster then. Where it has `threads`, these set it to 1.
    """

    name: str
    identity: str
    dimensions: int

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector of length 1 for each text, in the order of the texts."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question."""
        ...


def load_embedder(name: str = DEFAULT) -> Embedder:
    """The embedder called `name`; raises `ArchiveError` if there is none of that name."""
    provider, _, model = name.partition(":")
    if name == "minilm":
        from index.embedders.minilm import MiniLM

        return MiniLM()
    if provider == "openai" and model:
        from index.embedders.openai import OpenAI

        return OpenAI(model)
    raise ArchiveError(
        f"no embedder is called {name!r}; use minilm or openai:text-embedding-3-small"
    )


def price(name: str) -> float | None:
    """US dollars for a million tokens; None if they cost nothing."""
    return _DOLLARS.get(name)
