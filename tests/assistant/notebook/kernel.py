"""A real kernel in which tests run cells, and see every message about their output."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).parents[3]


class Kernel(NotebookClient):
    """`run` gives a cell as it stands when it has run; `messages` are those about its output."""

    def __init__(self) -> None:
        super().__init__(
            new_notebook(), timeout=120, allow_errors=True, shutdown_kernel="immediate"
        )
        self.messages: list[dict[str, Any]] = []

    def process_message(self, msg: dict[str, Any], *about: Any) -> Any:
        if "display" in msg["msg_type"] or msg["msg_type"] == "execute_result":
            self.messages.append(msg["content"])
        return super().process_message(msg, *about)

    def run(self, source: str) -> NotebookNode:
        """The cell, run; its errors are outputs of it."""
        self.messages.clear()
        self.nb.cells.append(new_code_cell(source))
        return self.execute_cell(self.nb.cells[-1], len(self.nb.cells) - 1)

    @property
    def pid(self) -> int:
        return int(self.km.provisioner.pid)


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[Kernel]:
    """A kernel over the archive of `folder`, with those settings and no other."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ASSISTANT_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_"))
    }
    asked = {"ASSISTANT_ARCHIVE": str(folder), "PYTHONPATH": str(ROOT), **settings}
    kernel = Kernel()
    with kernel.setup_kernel(env=kept | asked, cwd=str(folder)):
        assert kernel.run("import sys; print(sys.executable)").outputs[0].text == (
            f"{sys.executable}\n"
        )
        yield kernel


def shown(cell: NotebookNode, of: str = "text/html") -> list[str]:
    """What the cell shows in one of its forms, without outputs that were emptied."""
    bundles = [output.data for output in cell.outputs if "data" in output]
    return [bundle[of] for bundle in bundles if bundle.get(of)]


Run = Callable[[str], NotebookNode]
