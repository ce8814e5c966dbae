"""Threads that ask one assistant get the answers that one thread gets, byte for byte."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.openai_server import OpenAIServer

# A process in which another thread takes three seconds to load httpx, as Chroma's may.
_HALF_LOADED = """
import sys, threading, time
from importlib.machinery import PathFinder
import langchain.chat_models, langchain_openai
from assistant.llm.chat_models import load_model

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name != "httpx._api":
            return None
        spec = PathFinder.find_spec(name, path)
        load = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (begun.set(), time.sleep(3), load(module))
        return spec

begun = threading.Event()
sys.meta_path.insert(0, Slow())
threading.Thread(target=__import__, args=["httpx"]).start()
begun.wait()
print(load_model("openai:any", sys.argv[1], 30).invoke("Is anybody there?").text)
"""


@pytest.mark.slow
@pytest.mark.timeout(1000)
def test_eight_threads_get_the_answers_of_one(seeds_folder: Path):
    alone = answers(seeds_folder, 1, 200, 1)
    together = answers(seeds_folder, 8, 200, 2)
    assert len(together) == 200
    assert together == [answer * 2 for answer in alone]


def answers(folder: Path, threads: int, questions: int, times: int) -> list[list[str]]:
    """What a new process is told, which remembers nothing of other questions."""
    module = "tests.assistant.asking_at_once"
    command = [sys.executable, "-m", module, str(folder), *map(str, (threads, questions, times))]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert told.returncode == 0, told.stderr
    found: list[list[str]] = json.loads(told.stdout)
    return found


def test_a_model_answers_while_another_thread_loads_chroma(openai_server: OpenAIServer):
    openai_server.enqueue("Yes.")
    command = [sys.executable, "-c", _HALF_LOADED, openai_server.url]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90)
    assert told.stdout == "Yes.\n", told.stderr
