"""A chat over the seeds in a real terminal, with a user's folders of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.assistant.chat.terminal import Terminal

Chat = Callable[..., Terminal]


@pytest.fixture
def chat(seeds_folder: Path, tmp_path: Path) -> Chat:
    """Starts `assistant chat` with further arguments, size and environment, quoting."""

    def start(*arguments: str, **options: object) -> Terminal:
        given = {
            "ASSISTANT_ARCHIVE": str(seeds_folder),
            "ASSISTANT_LLM": "none",
            "XDG_STATE_HOME": str(tmp_path / "state"),
        }
        return Terminal("chat", *arguments, **{**given, **options})  # type: ignore[arg-type]

    return start
