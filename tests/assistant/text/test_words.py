"""Words, stems, and what a text shares with a question."""

import pytest

from assistant.text.words import content_stems, is_content, share_of, stem, topic_stems


def test_the_us_is_content_and_us_is_not():
    assert content_stems("Who told the US?") == {"us"} | content_stems("told")
    assert not is_content("us")


def test_possessives_accents_and_endings_do_not_hide_a_word():
    assert stem("Željka") == stem("Zeljka")
    assert content_stems("Recep Tayyip Erdogan’s advisers") >= content_stems("Erdogan adviser")


@pytest.mark.parametrize("question", ["", "?", "who", "¿¡…", "the of and"])
def test_grammar_alone_has_no_stems(question: str):
    assert content_stems(question) == frozenset()


def test_words_that_only_ask_are_no_topic():
    assert topic_stems("What happened first?") == frozenset()
    assert topic_stems("What did the State Department say in 2017?") == content_stems(
        "State Department 2017"
    )


def test_a_share_counts_each_wanted_stem_once():
    wanted = content_stems("the ferries of Olm")
    assert share_of(wanted, "A ferry and another ferry.") == 0.5
    assert share_of(frozenset(), "A ferry.") == 0
