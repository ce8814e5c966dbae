"""seeds/ask.ipynb with its outputs, and a picture of it: `python -m tests.transcripts.notebook`."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.browser import opened
from tests.conftest import ROOT, SEEDS

NOTEBOOK = SEEDS / "ask.ipynb"
PICTURE = ROOT / "docs" / "guide" / "notebook.png"
BRIDGE = "Repairing the bridge will cost"
_ID = re.compile(r"<code>(\w+)</code>")  # of an answer, which no other answer has


def run(folder: Path = SEEDS) -> NotebookNode:
    """The notebook, run anew in `folder`."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=120,
        record_timing=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = NotebookNode(kernelspec=kernel, language_info={"name": "python"})
    return notebook


def stable(notebook: NotebookNode) -> list[Any]:
    """Each cell with what it shows, without what changes from run to run: ids, and pictures."""
    told = json.dumps([[cell.source, cell.get("outputs", [])] for cell in notebook.cells])
    for number, found in enumerate(dict.fromkeys(_ID.findall(told))):
        told = told.replace(found, f"id-{number}")
    return json.loads(re.sub(r'("image/png": )"[^"]+"', r'\1"a picture"', told))


def html_of(notebook: NotebookNode) -> list[str]:
    """What its cells show as HTML."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]


def take_picture(html: str) -> None:
    """The picture of docs/guide/notebook.md: an answer whose first number is pointed at."""
    with opened() as browser:
        page = browser.new_page(viewport={"width": 860, "height": 600}, color_scheme="light")
        page.set_content(f"<!doctype html><body style='margin: 0'>{html}")
        page.locator(".to").first.hover()
        page.locator(".assistant-cell").screenshot(path=PICTURE)


def main() -> None:
    """Writes both anew."""
    notebook = run()
    nbformat.write(notebook, NOTEBOOK)
    take_picture(next(html for html in html_of(notebook) if BRIDGE in html))


if __name__ == "__main__":
    main()
