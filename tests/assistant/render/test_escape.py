"""Hostile text is made visible, honest text stays as it is."""

from assistant.render.escape import clean


def test_what_a_terminal_would_obey_is_made_visible():
    assert clean("a\x1b[2Jb\x07c\x9b1md\u202ee\u2066f\rg") == "a�[2Jb�c�1md�e�f�g"


def test_emoji_and_joined_letters_stay_as_they_are():
    text = "👩\u200d🚒 می\u200cخواهم 🏳️\u200d🌈\tשלום\n"
    assert clean(text) == text
