"""OpenAI's chat model, which also tells when a streamed reply is a refusal."""

from typing import Any

from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI


class RefusalChatOpenAI(ChatOpenAI):
    """`ChatOpenAI` that keeps the field `refusal` of streamed replies, as it does of whole ones.

    langchain-openai 1.7 drops it, so that the reply seems to be empty.
    """

    def _convert_chunk_to_generation_chunk(
        self,
        chunk: dict[str, Any],
        default_chunk_class: type,
        base_generation_info: dict[str, Any] | None,
    ) -> ChatGenerationChunk | None:
        made = super()._convert_chunk_to_generation_chunk(
            chunk, default_chunk_class, base_generation_info
        )
        delta = next((choice.get("delta") for choice in chunk.get("choices") or ()), None)
        if made and delta and delta.get("refusal"):
            made.message.additional_kwargs["refusal"] = delta["refusal"]
        return made
