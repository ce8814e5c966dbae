"""What the command line and the chat load before they are of use."""

import subprocess
import sys

HEAVY = ("chromadb", "langchain_core", "numpy", "onnxruntime", "openai", "snowballstemmer")


def test_the_command_line_and_its_settings_load_nothing_heavy():
    loaded = f"set({HEAVY}) & set(sys.modules)"
    program = f"import sys, assistant.commands.cli, assistant.settings; print(*({loaded}))"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == ""
