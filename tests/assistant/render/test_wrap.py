"""Lines are as wide as a terminal shows them, in whatever script."""

from rich.cells import cell_len

from assistant.render.text import WIDTH, wrap
from assistant.render.wrap import fill


def test_lines_are_measured_in_cells():
    told = wrap("部品 が 届く " * 40, "    ")
    assert all(cell_len(line) <= WIDTH for line in told.splitlines())
    assert max(map(cell_len, told.splitlines())) > WIDTH - 8
    accents = fill("e\u0301e\u0301e\u0301 " * 8, 15)
    assert accents.splitlines() == [" ".join(["e\u0301e\u0301e\u0301"] * 4)] * 2


def test_a_text_without_spaces_is_broken_but_no_address():
    address = "https://news.example/" + "a" * 120
    assert fill(f"See {address} there.", 88).splitlines() == ["See", address, "there."]
    lines = fill("橋は三月に閉鎖され、五月に再開した。" * 4, 20).splitlines()
    assert all(cell_len(line) <= 22 for line in lines)
    assert not any(line.startswith(("、", "。")) for line in lines)


def test_nothing_is_lost_and_an_empty_text_is_empty():
    text = "橋は閉鎖 Pier 9 was corroded, 「誰も」 knew."
    assert "".join(fill(text, 9).split()) == "".join(text.split())
    assert fill("  ", 20) == ""
