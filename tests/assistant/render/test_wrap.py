"""Lines are as wide as a terminal shows them, in whatever script."""

from rich.cells import cell_len

from assistant.render.text import WIDTH, wrap


def test_lines_are_measured_in_cells():
    told = wrap("部品 が 届く " * 40, "    ")
    assert all(cell_len(line) <= WIDTH for line in told.splitlines())
    assert max(map(cell_len, told.splitlines())) > WIDTH - 8


def test_a_text_without_spaces_is_broken_and_nothing_lost():
    text = "橋は三月に閉鎖され、五月に再開した。" * 4
    lines = wrap(text).splitlines()
    assert all(cell_len(line) <= WIDTH for line in lines)
    assert "".join(lines) == text
    assert wrap("  ") == ""
