"""An archive of all seeds and of hostile articles, served."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from assistant import Assistant
from index.models import Article
from tests.assistant.web.serving import serving
from tests.making import add

HOSTILE = (
    "Mayor <script>alert(1)</script> Ines Quarrel</div></main><img src=x onerror=alert(2)> won."
)
BIDI = "The \u202emayor\u2069 of Orlo \u2067resigned on Monday."
HEBREW = "ראש העיר אמר: «הגשר ייפתח». The bridge will open."
ODD_ID = "../odd id?#%2e&<b>.txt"


@pytest.fixture(scope="session")
def web_folder(seeds_to_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(copytree(seeds_to_copy, tmp_path_factory.mktemp("web") / "archive"))
    with Assistant(folder) as assistant:
        add(
            assistant.archive,
            Article(id="hostile", text=HOSTILE, title=HOSTILE, url="javascript:alert(3)"),
            Article(id="bidi", text=BIDI, title=BIDI, source="Orlo \u202eTimes"),
            Article(id="hebrew", text=HEBREW, title=HEBREW, language="he"),
            Article(id=ODD_ID, text="A kite festival opened in Orlo. It closed again at night."),
            Article(id="long", text="A ferry left Orlo for Pell. " * 1_000, title="Ferries"),
        )
        for text in ("The mill in Pell is shut.", "The mill in Pell is open again."):
            add(assistant.archive, Article(id="mill", text=text, title="Mill"))
    return folder


@pytest.fixture(scope="module")
def asking(web_folder: Path) -> Iterator[Assistant]:
    with Assistant(web_folder, llm="none") as assistant:
        yield assistant


@pytest.fixture(scope="module")
def web(asking: Assistant) -> Iterator[httpx.Client]:
    with serving(asking) as client:
        yield client
