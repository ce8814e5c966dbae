"""The examples in docstrings are run."""

import doctest
import re
from importlib import import_module

import pytest

from tests.conftest import ROOT


def modules() -> list[str]:
    """Those that have examples."""
    files = sorted(path for name in ("assistant", "index") for path in (ROOT / name).rglob("*.py"))
    told = [path for path in files if re.search(r"^ *>>> ", path.read_text("utf-8"), re.MULTILINE)]
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in told]


@pytest.mark.parametrize("name", modules())
def test_the_examples_of_a_module_are_true(name: str):
    module = import_module(name.removesuffix(".__init__"))
    assert doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_there_are_examples():
    assert len(modules()) > 30
