"""Links that open a page at a sentence."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.links import link_to

PAGE = "https://courier.example/a"


def test_a_short_sentence_is_given_whole():
    link = link_to(PAGE, "The bridge, shut since May-day, is open.")
    assert link == PAGE + "#:~:text=The%20bridge%2C%20shut%20since%20May%2Dday%2C%20is%20open."


def test_a_long_sentence_is_given_by_its_ends():
    link = link_to(PAGE, " ".join(f"word{n}" for n in range(60)))
    assert link and unquote(link.split("text=")[1]) == (
        "word0 word1 word2 word3 word4 word5,word54 word55 word56 word57 word58 word59"
    )


def test_a_fragment_of_the_address_gives_way():
    assert link_to(PAGE + "#top", "Open.") == PAGE + "#:~:text=Open."


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "file:///etc/passwd", "a.txt"])
def test_what_is_no_web_address_has_no_link(url: str | None):
    assert link_to(url, "Open.") is None


@given(st.text(min_size=1, max_size=300))
def test_no_sentence_can_break_out_of_its_link(sentence: str):
    link = link_to(PAGE, sentence)
    assert link is not None
    assert link.isascii()
    assert not set(link) & set("\"'<> \n")
    assert urlsplit(link).netloc == "courier.example"
