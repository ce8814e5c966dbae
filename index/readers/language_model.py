"""py3langid's model, laid out in the user's cache so that only what texts need of it is in memory.

It comes compressed: unpacking takes half a second and 70 MB, most of them for letters of languages
that an archive does not have. Laid out once a machine, its tables are read row by row.
"""

import hashlib
import shutil
from array import array
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

_BYTES = 256  # moves a row: one for each value of the byte that is read next
_MOST_ROWS = 20_000  # remembered of a table; English news comes to a few thousand


class Rows(dict[int, Any]):
    """A file of rows of `width` numbers; one is read when it is asked for, and remembered."""

    def __init__(self, path: Path, kind: str, width: int) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._reading = Lock()
        self._kind, self._width = kind, width

    def __missing__(self, number: int) -> "array[Any]":
        row = array(self._kind)
        size = row.itemsize * self._width
        with self._reading:
            if len(self) >= _MOST_ROWS:
                self.clear()
            self._file.seek(number * size)
            row.frombytes(self._file.read(size))
            self[number] = row
        return row


class _Moves:
    """The automaton's moves as py3langid asks for them: by 256 times the row, and the byte."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, place: int) -> int:
        return int(self._rows[place // _BYTES][place % _BYTES])


class _Weights:
    """What each feature says for each language: (features, languages) float16."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, features: NDArray[np.intp]) -> NDArray[np.float16]:
        found = b"".join(self._rows[number].tobytes() for number in features.tolist())
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
        _Weights(Rows(weights, "H", len(classes))),  # float16, as whole numbers of that size
        found["pc"],
        classes,
        _Moves(Rows(moves, "I", _BYTES)),
        array("i", found["output"].tobytes()),
        norm_probs=True,
        tk_row=array("I", found["row"].tobytes()),
    )
