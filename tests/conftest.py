"""What many tests share: the archive of seeds/, a scripted model's server, a clean environment."""

import gc
import os
import signal
import sys
from collections.abc import Generator, Iterator
from importlib import import_module
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from assistant import Assistant
from assistant.llm import structured_output
from index.archive import Archive
from index.embedders.minilm import MiniLM
from tests import model_cache, stores
from tests.openai_server import OpenAIServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
USER_ARTICLE = SEEDS / "000_0b410a4c2b4a097b.txt"

_LARGE = """
    IPython aiohttp chromadb.api.client dateparser docx fastapi feedparser htmldate langchain_openai
    langsmith matplotlib.pyplot onnxruntime openai.resources pandas playwright.sync_api
    prompt_toolkit.application pypdf reportlab.platypus rich.markdown scipy.stats
    slack_bolt.async_app trafilatura uvicorn
"""

# `make slow` tries more examples. How long one takes says how busy the machine is: no deadline.
for _profile, _examples in (("everyday", 20), ("thorough", 100)):
    settings.register_profile(
        _profile,
        max_examples=_examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("everyday")


def examples(most: int) -> int:
    """How many hypothesis tries: `most` in the thorough profile, a fifth of them everyday."""
    return max(1, most * settings().max_examples // 100)


# Who runs the tests in the background has Ctrl-C ignored, and so would every process started here.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Imports other people's large packages without coverage, which would follow each line."""
    if not isinstance(collector, pytest.Session):
        return
    gc.disable()  # what is imported stays
    if tracer := sys.gettrace():
        sys.settrace(None)
        for name in _LARGE.split():
            import_module(name)
        sys.settrace(tracer)


def pytest_collection_finish() -> None:
    """Nobody looks for garbage among what was imported."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that may take longest come first, so that no process works on alone at the end."""
    longest: dict[Path, float] = {}
    for item in items:
        marker = item.get_closest_marker("timeout")
        longest[item.path] = max(longest.get(item.path, 0), marker.args[0] if marker else 0)
    items.sort(key=lambda item: -longest[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Tests marked so run without coverage; its own `no_cover` would lose the threads for good."""
    tracer = sys.gettrace()
    if item.get_closest_marker("untraced"):
        sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


@pytest.fixture(scope="session", autouse=True)
def caution() -> Iterator[None]:
    """What tests ask is clearly answered or clearly not: no default of the caution matters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSISTANT_CAUTION", "0.25")
        yield


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key and no setting of the person who runs the tests, and a folder of its own."""
    for name in set(os.environ) - {"ASSISTANT_CAUTION"}:
        if name.startswith(("ASSISTANT_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(structured_output, "user_cache_path", lambda name: tmp_path / "cache")


@pytest.fixture(autouse=True)
def kept_models(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No model is loaded and no text read twice, but in the tests of the embedders."""
    if "embedders" not in request.path.parts:
        model_cache.use(monkeypatch)


@pytest.fixture
def evaluation_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Evaluations keep what they keep in a folder of the test, not the user's."""
    folder = tmp_path / "cache"
    monkeypatch.setattr("assistant.evaluation.checkpoint.user_cache_path", lambda _: folder)
    return folder / "evaluation"


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="session")
def seeds_to_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of all seeds that nobody has open, to be copied.

    To read a file that SQLite has open in the same process takes away its locks.
    """
    return _indexed_once(tmp_path_factory, "seeds-to-copy", SEEDS)


@pytest.fixture(scope="session")
def seeds_folder(seeds_to_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of all seeds; not to be written to."""
    return Path(copytree(seeds_to_copy, tmp_path_factory.mktemp("seeds-archive") / "archive"))


@pytest.fixture(scope="session")
def user_to_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the user's article alone that nobody has open, to be copied."""
    return _indexed_once(tmp_path_factory, "user-to-copy", USER_ARTICLE)


@pytest.fixture(scope="session")
def user_folder(user_to_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the user's article alone; not to be written to."""
    return Path(copytree(user_to_copy, tmp_path_factory.mktemp("user-archive") / "archive"))


def _indexed_once(tmp_path_factory: pytest.TempPathFactory, name: str, articles: Path) -> Path:
    """The archive of `articles`, which the first of the test processes makes for all."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            with Assistant(base / f"new-{name}") as assistant:
                assert not assistant.index([articles]).problems
            (base / f"new-{name}").rename(folder)
    return folder


@pytest.fixture
def seeds(seeds_folder: Path) -> Iterator[Assistant]:
    """Asks the seeds, quoting."""
    with Assistant(seeds_folder, llm="none") as assistant:
        yield assistant


@pytest.fixture
def archive(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Archive]:
    """A new, empty archive; in the files that tests/stores.py names, one of each kind."""
    kind = getattr(request, "param", stores.FOLDER)
    with stores.made(kind, tmp_path / "archive", request) as made:
        yield made


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    stores.parametrize(metafunc)


postgres, chroma_process = stores.postgres, stores.chroma_process


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A browser for the tests of one file: it holds the thread's event loop while it is open."""
    from tests.browser import opened

    with opened() as browser:
        yield browser


@pytest.fixture
def openai_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    """A model that says what it is told, where OpenAI's would be; it judges where a test asks."""
    server = OpenAIServer()
    monkeypatch.setenv("ASSISTANT_JUDGE", "none")
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    yield server
    server.close()
