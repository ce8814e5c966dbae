"""py3langid's model, laid out in the user's cache so that only what texts need of it is in memory.

It comes compressed: unpacking takes half a second and 70 MB, most of them for letters of languages
that an archive does not have. Laid out once a machine, its tables are read row by row.
"""

import hashlib
import shutil
import sys
from array import array
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

MOST_ROWS = 50_000  # remembered of a table; English news comes to 40,000 at most


class Rows(dict[int, Any]):
    """A file's rows of `size` bytes, as `made` of them; one is read when it is first asked for."""

    def __init__(self, path: Path, size: int, made: Callable[[bytes], Any]) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._reading = Lock()
        self._size, self._made = size, made

    def __missing__(self, number: int) -> Any:
        with self._reading:
            if len(self) >= MOST_ROWS:
                self.clear()
            self._file.seek(number * self._size)
            row = self[number] = self._made(self._file.read(self._size))
        return row


class _Weights:
    """What each feature says for each language: (features, languages) float16."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, features: NDArray[np.intp]) -> NDArray[np.float16]:
        found = b"".join(map(self._rows.__getitem__, features.tolist()))
        return np.frombuffer(found, np.float16).reshape(len(features), -1)


def open_model() -> LanguageIdentifier:
    """The detector, out of the cache; made there if need be, or else whole in memory."""
    digest = hashlib.sha256((MODEL_DIR / MODEL_FILE).read_bytes()).hexdigest()
    folder = user_cache_path("news-archive-assistant") / f"languages-{digest[:12]}"
    with suppress(OSError, KeyError, ValueError, BadZipFile):
        return _opened(folder)
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    with suppress(OSError):  # a read-only home costs half a second at each start, no more
        _lay_out(model, folder)
        return _opened(folder)
    return model


def _lay_out(model: LanguageIdentifier, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as place:
        fresh = Path(place) / "fresh"
        fresh.mkdir()
        moves, weights = np.asarray(model.tk_nextmove, np.uint32), np.asarray(model.nb_ptc)
        (fresh / "moves").write_bytes(moves.tobytes())
        (fresh / "weights").write_bytes(weights.astype(np.float16).tobytes())
        np.savez(
            fresh / "rest.npz",
            classes=np.array(model.nb_classes),
            pc=model.nb_pc,
            row=np.asarray(model.tk_row, np.uint32),
            output=np.asarray(model.tk_output, np.int32),
            sizes=np.array([moves.nbytes, weights.size * 2]),
        )
        shutil.rmtree(folder, ignore_errors=True)  # damaged, or it would have been opened
        fresh.rename(folder)


def _opened(folder: Path) -> LanguageIdentifier:
    """Raises what `open_model` passes over where the folder is missing or damaged."""
    with np.load(folder / "rest.npz", allow_pickle=False) as rest:
        found = dict(rest)
    moves, weights = folder / "moves", folder / "weights"
    if [moves.stat().st_size, weights.stat().st_size] != found["sizes"].tolist():
        raise ValueError(f"{folder} is damaged")
    classes = found["classes"].tolist()
    return LanguageIdentifier(
        _Weights(Rows(weights, 2 * len(classes), bytes)),  # float16
        found["pc"],
        classes,
        Rows(moves, 4, partial(int.from_bytes, byteorder=sys.byteorder)),
        array("i", found["output"].tobytes()),
        norm_probs=True,
        tk_row=array("I", found["row"].tobytes()),
    )
