"""OpenAI's embedding models, or any server that speaks their protocol (OPENAI_BASE_URL)."""

from functools import cached_property
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from index.errors import ArchiveError
from index.tokens import truncate

if TYPE_CHECKING:
    from langchain_openai import OpenAIEmbeddings

DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
MAX_TOKENS = 8_000  # the models read 8,191; their count and ours may differ by a few
TEXTS_A_REQUEST = 256  # at most 300,000 tokens a request; our chunks have about 200


class OpenAI(Embeddings):
    """Unit vectors of 1,536 floats (`-small`) or 3,072 (`-large`); needs OPENAI_API_KEY."""

    def __init__(self, model: str) -> None:
        if model not in DIMENSIONS:
            raise ArchiveError(f"no OpenAI embedder {model!r}; there are {', '.join(DIMENSIONS)}")
        self.model = model
        self.name = self.identity = f"openai:{model}"
        self.dimensions = DIMENSIONS[model]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, of its first 8,000 tokens."""
        return self._call([truncate(text, MAX_TOKENS) for text in texts])

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]

    def _call(self, texts: list[str]) -> list[list[float]]:
        import openai

        try:
            return self._client.embed_documents(texts, chunk_size=TEXTS_A_REQUEST)
        except openai.OpenAIError as error:
            said = " ".join(str(error).split())[:300]
            raise ArchiveError(f"{self.name} could not embed: {said}") from error

    @cached_property
    def _client(self) -> "OpenAIEmbeddings":
        from langchain_openai import OpenAIEmbeddings

        # Text, not OpenAI's token numbers: other servers count with other tokens.
        return OpenAIEmbeddings(model=self.model, check_embedding_ctx_length=False)
