"""A model's stream that is left early."""

import asyncio
from collections.abc import AsyncGenerator

from assistant.generation.model_writer import cut_off


def test_a_stream_left_early_closes_what_it_reads_from():
    closed = []

    async def connection() -> AsyncGenerator[int]:
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            closed.append("connection")

    kept = connection()  # as a cycle of references would: not ended by counting them

    async def stream() -> AsyncGenerator[int]:
        async for number in kept:  # closes nothing, as LangChain's
            yield number

    async def main() -> None:
        async with cut_off(stream()) as numbers:
            async for _ in numbers:
                break
        assert closed == ["connection"]

    asyncio.run(main())
