"""What the commands that index show of their progress, on standard error."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.assistant import Assistant
from assistant.progress_bar import counting

if TYPE_CHECKING:
    from index.pipeline import Summary


def indexing(
    assistant: Assistant, paths: Sequence[str | Path], quiet: bool, **how: Any
) -> "Summary":
    """`assistant.index(paths)`, with kilobytes counted on standard error."""
    if quiet:
        return assistant.index(paths, **how)
    from index.readers import count_steps

    with counting("Indexing", count_steps(paths), "kB") as advance:
        return assistant.index(paths, advance, **how)


def embedding(assistant: Assistant, quiet: bool, *, wait: float) -> int:
    """`assistant.re_embed()`, with chunks counted on standard error."""
    if quiet:
        return assistant.re_embed(wait=wait)
    chunks = assistant.archive.catalogue.counts()["chunks"]
    with counting("Embedding", chunks, "chunks") as advance:
        return assistant.re_embed(wait=wait, progress=advance)
