"""The detector out of the cache: the same verdicts, little memory, and never a damaged one."""

import hashlib
import shutil
from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from index import language_model
from tests.conftest import SEEDS
from tests.index.test_language import TEXTS


@pytest.fixture(scope="module")
def whole() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@pytest.fixture(scope="module")
def laid_out(whole: LanguageIdentifier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the model in it."""
    place = tmp_path_factory.mktemp("languages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language_model, "user_cache_path", lambda name: place)
        language_model.open_model()
    return place


@pytest.fixture
def cache(laid_out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(language_model, "user_cache_path", lambda name: tmp_path / "cache")
    return Path(shutil.copytree(laid_out, tmp_path / "cache"))


def _texts() -> list[str]:
    seeds = [path.read_text("utf-8")[:500] for path in sorted(SEEDS.glob("*.txt"))]
    return [*TEXTS.values(), *seeds, "", "\ud800", "\x00" * 9]


def test_each_language_is_as_sure_as_with_the_whole_model(cache: Path, whole: LanguageIdentifier):
    model = language_model.open_model()
    for text in _texts():
        assert model.rank(text) == whole.rank(text)
    assert len(model.tk_nextmove) < 0.001 * len(whole.tk_nextmove)
    assert len(model.nb_ptc._rows) < 0.2 * len(whole.nb_ptc)


def test_rows_that_were_forgotten_are_read_again(
    cache: Path, whole: LanguageIdentifier, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(language_model, "MOST_ROWS", 7)
    model = language_model.open_model()
    assert model.rank(TEXTS["de"]) == whole.rank(TEXTS["de"])
    assert len(model.tk_nextmove) <= 7


@pytest.mark.parametrize("harm", ["weights", "rest.npz"])
def test_it_is_laid_out_once_and_a_damaged_copy_is_made_anew(cache: Path, harm: str):
    (folder,) = cache.iterdir()
    before = _digests(folder)
    made = (folder / "moves").stat().st_mtime_ns
    language_model.open_model()
    assert (folder / "moves").stat().st_mtime_ns == made
    (folder / harm).write_bytes((folder / harm).read_bytes()[:1000])
    assert language_model.open_model().classify(TEXTS["fr"])[0] == "fr"
    assert _digests(folder) == before
    assert list(cache.iterdir()) == [folder]


def test_a_cache_that_cannot_be_written_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(language_model, "user_cache_path", lambda name: tmp_path / "file")
    assert language_model.open_model().classify(TEXTS["fr"])[0] == "fr"


def _digests(folder: Path) -> dict[str, str]:
    names = ("moves", "weights")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
