"""A folder of hostile files, indexed by one run: a line each, the rest indexed, exit code 3."""

import gzip
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from index.models import Article, Problem
from index.readers import read
from tests.conftest import ROOT
from tests.index.readers.formats import pdf, tar

STORY = "The night ferry from Olm ran onto a sandbank on Monday, the harbour office said."
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))

# What getrusage tells of a child begins with its parent's memory; this is the program's own.
MEASURED = """
import atexit, re
from pathlib import Path
from assistant.commands.cli import main
peak = lambda: re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
atexit.register(lambda: Path("peak").write_text(peak()))
main()
"""


def scripted_pdf() -> bytes:
    """A story whose file runs a script when it is opened."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(STORY)))
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('x')")}
    action = {NameObject(key): value for key, value in script.items()}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def write(folder: Path) -> dict[str, str]:
    """Hostile files in `folder`; gives what is said of each."""
    with (folder / "large.txt").open("wb") as file:
        for _ in range(200):
            file.write(STORY.encode() * (2**20 // len(STORY)))
    with ZipFile(folder / "bomb.zip", "w", ZIP_DEFLATED) as packed:
        packed.writestr("a.jsonl", b"\0" * 200_000_000)
    with ZipFile(folder / "entities.docx", "w") as packed:
        packed.writestr("[Content_Types].xml", f'<!DOCTYPE x [<!ENTITY a0 "ha">{ENTITIES}]><x/>')
    texts = {
        "bomb.txt.gz": gzip.compress(b"\0" * 200_000_000, 9),
        "escape.tar": tar(STORY.encode(), "../../escape.txt"),
        "entities.html": f'<!DOCTYPE x [<!ENTITY a0 "ha">{ENTITIES}]><p>&a11;</p>'.encode(),
        "nul.txt": STORY.encode() + b"\0" * 9,
        "surrogates.txt": STORY.encode() + b" \xed\xa0\x80 \xed\xb0\x80.",
        "surrogates.jsonl": json.dumps({"text": STORY + " \ud800."}).encode(),
        "mixed.txt": ("Zoë Müller: „" + STORY).encode() + " Das Café.".encode("latin-1"),
        "empty-lines.txt": b"\n" * 1_000_000,
        "lines-between.txt": STORY.encode() + b"\n" * 1_000_000 + STORY.encode(),
        "sentence.txt": b"and the ferry and the sandbank " * (2**20 // 31),
        "script.pdf": scripted_pdf(),
        "novel.txt": (STORY + " ").encode() * (6_000_000 // len(STORY)),
    }
    for name, data in texts.items():
        (folder / name).write_bytes(data)
    return {
        "large.txt": "larger than 64 MB, too large for one article",
        "bomb.zip": "expands to more than 100 times its size",
        "bomb.txt.gz": "expands to more than 100 times its size",
        "escape.tar": "its path leads outside the compressed file",
        "entities.docx": "not a valid Word document",
        "entities.html": "contains no text",
        "nul.txt": "looks like a binary file, not text",
        "surrogates.txt": "2 characters are damaged",
        "surrogates.jsonl": "1 character is damaged",
        "mixed.txt": "1 character is damaged",
        "empty-lines.txt": "contains no text",
        "lines-between.txt": "999,999 empty lines in a row; the text around them is indexed",
        "script.pdf": "contains scripts; they are not run, its text is indexed",
        "sentence.txt": "without a sentence end; indexed in pieces",
        "novel.txt": "too long for one article",
    }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("hostile")
    return folder, write(folder)


def test_each_hostile_file_is_one_line_and_none_takes_long(hostile: tuple[Path, dict[str, str]]):
    folder, said = hostile
    for name, expected in said.items():
        found = list(read([folder / name]))
        reasons = [item.reason for item in found if isinstance(item, Problem)]
        assert len(reasons) == 1, (name, reasons)
        assert all(expected in reason and "\n" not in reason for reason in reasons), reasons
        for article in found:
            if isinstance(article, Article):
                assert STORY in article.text or name == "sentence.txt"


def test_letters_that_are_good_stay_so_beside_bad_ones(hostile: tuple[Path, dict[str, str]]):
    article, _ = read([hostile[0] / "mixed.txt"])
    assert isinstance(article, Article)
    assert article.text.startswith("Zoë Müller: „The") and article.text.endswith("Das Caf\ufffd.")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_run_over_them_goes_on_and_counts_them(
    hostile: tuple[Path, dict[str, str]], tmp_path: Path
):
    folder, said = hostile
    (folder / "good.txt").write_text(STORY)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "--archive", "a", "index", "--json", folder],
        capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    summary = json.loads(done.stdout)
    assert done.returncode == 3, done.stderr
    assert summary["indexed"] == 7
    assert len(summary["skipped"]) == len(said)
    assert len(done.stderr.splitlines()) == len(summary["skipped"])
    most = int((tmp_path / "peak").read_text())
    assert most < 1_000_000, most  # KB
