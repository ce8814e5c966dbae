"""How the tests themselves read."""

import ast

from tests.conftest import ROOT


def test_no_test_name_has_more_than_ten_words():
    names = [
        node.name.removeprefix("test_")
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]
    assert [name for name in names if len(name.split("_")) > 10] == []
