"""The language of a text that does not state it; unknown where it cannot be told."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from index.language import language_of
from index.models import Article
from index.readers import read
from tests.conftest import ROOT

TEXTS = {
    "en": "The night ferry ran onto a sandbank on Monday with ninety people on board, they said.",
    "de": "Die Nachtfähre lief am Montag mit neunzig Menschen an Bord auf eine Sandbank.",
    "fr": "Le ferry de nuit s'est échoué lundi sur un banc de sable avec ses passagers.",
    "es": "El transbordador nocturno encalló el lunes en un banco de arena con noventa personas.",
    "tr": "Gece vapuru pazartesi günü doksan yolcuyla kumsala oturdu, can kaybı olmadı dediler.",
    "ru": "Ночной паром сел в понедельник на мель, на борту было девяносто человек, сообщил порт.",
    "el": "Το νυχτερινό πλοίο προσάραξε τη Δευτέρα σε αμμώδη ύφαλο με ενενήντα επιβάτες.",
    "ja": "夜行フェリーは月曜日に九十人を乗せて砂州に乗り上げたと港湾事務所が発表した。" * 2,
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_of_a_sentence_tells_its_language(language: str):
    assert language_of(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["Ferry 3 sank.", "Ok.", "1 2 3 " * 50, "S-400 F-35 NATO", ""])
def test_the_language_of_a_very_short_text_stays_unknown(text: str):
    assert language_of(text) is None


def test_threads_get_the_same_languages():
    texts = list(TEXTS.values()) * 50
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(language_of, texts)) == list(TEXTS) * 50


def test_a_declared_language_wins_and_guesses_make_no_version(tmp_path: Path):
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"text": TEXTS["de"], "language": "nl"}))
    (said,) = read([file])
    assert isinstance(said, Article) and said.language == "nl" and not said.metadata
    file.write_text(json.dumps({"text": TEXTS["de"]}))
    (told,) = read([file])
    assert isinstance(told, Article) and told.language == "de"
    assert told.metadata == {"language_taken_from": "text"}
    assert told.fingerprint == replace(told, language=None, metadata={}).fingerprint
    assert told.fingerprint != said.fingerprint


def test_the_detector_is_loaded_only_when_needed(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXTS["en"], "language": "en"}))
    code = f"import sys, index.readers as r; list(r.read([{str(tmp_path)!r}])); print(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert "index.language" in done.stdout and "py3langid" not in done.stdout
