"""Exact checks of names."""

import pytest

from tests.assistant.verification.making import failed, suspected, withheld

FIGHTERS = "It also withdrew NATO ally Turkey from its F-35 fighter program."


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("The advisers met Turkish officials.", "The advisers met officials of Turkey."),
        ("It is what the US wants.", "It is what the United States wants."),
        ("They bought S-400s.", "They bought the S-400."),
        ("They asked Hélène d’Aubréac’s opinion.", "They asked Helene d'Aubreac for her opinion."),
        ("Officials in the U.S. want it.", "Officials in the US want it."),
        ("Syrians and Italians met.", "Officials of Syria and Italy met."),
        ("The Dutch met a Mexican.", "The Netherlands met Mexico."),
        ("The Chilean saw the Nigerian and the Chinese.", "Chile saw Nigeria and China."),
        ("Russia made them.", "They are Russian-made."),
        ("The Turkish-made ones came.", "What was made in Turkey came."),
        ("Americans came.", "The United States came."),
        ("They asked Elif Yildiz.", "They asked Elif Yıldız."),
    ],
)
def test_one_name_may_be_written_in_two_ways(statement: str, said: str):
    assert "names" not in withheld(statement, said)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("The Nigerian army seized power.", "The Niger army seized power."),
        ("The Austrian army moved.", "The Australian army moved."),
        ("The Indian army moved.", "The Indiana army moved."),
        ("The Moscow army moved.", "The Russian army moved."),
        ("The Americans told of it.", "The others told us of it."),
        ("Mayor Adams resigned.", "Mayor Adamson resigned."),
        ("Mayor Adams resigned.", "Mayor Adam resigned."),
        ("Mayor Julian resigned.", "Mayor Julia resigned."),
        ("Mayor Iran resigned.", "Mayor Ira resigned."),
    ],
)
def test_two_names_that_begin_alike_are_two_names(statement: str, said: str):
    assert "names" in suspected(statement, said)


@pytest.mark.parametrize(
    ("invented", "name"),
    [
        ("It was Putin who withdrew Turkey from the program.", "Putin"),
        ("Ms. Ferrin withdrew Turkey from its program.", "Ferrin"),
        ("Ilse Harding withdrew Turkey from its program.", "Harding"),
        ("UNESCO withdrew from the program.", "UNESCO"),
    ],
)
def test_a_name_that_nobody_said_is_checked(invented: str, name: str):
    assert name in suspected(invented, FIGHTERS)["names"]


@pytest.mark.parametrize(
    "begun",
    [
        "Barely two members of the program withdrew.",
        "Never before had it withdrawn an ally. Previously it had.",
        "Lobbyists withdrew Turkey from its fighter program.",
        "Según ella, Turkey se retiró del programa. Todavía no se ha ido.",
    ],
)
def test_one_word_that_begins_a_sentence_is_no_name(begun: str):
    assert "names" not in suspected(begun, FIGHTERS)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Officials met Emily Horne in Ankara.", "Emily Horne met officials in Ankara."),
        ("Withdrawing Turkey was a mistake.", "To withdraw NATO ally Turkey was wrong."),
        ("Removing the ally from the fighter program followed.", FIGHTERS),
        ("Asked about the program, NATO ally Turkey withdrew.", FIGHTERS),
        ("However, Turkey was withdrawn from the program.", FIGHTERS),
        ("Authorities reportedly withdrew Turkey.", FIGHTERS),
        ("Scientists withdrew Turkey. Additionally, NATO withdrew.", FIGHTERS),
        ("Turkish fighter: the ally was withdrawn.", FIGHTERS),
        ("Two dozen residents left.", "The 24 residents left."),
    ],
)
def test_an_ordinary_word_that_begins_a_sentence_is_no_name(statement: str, said: str):
    assert failed(statement, [said]) == {}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("The FBI and the DfT agreed.", "The Federal Bureau of Investigation agreed with the"
         " Department for Transport."),
        ("The U.S. and the UK signed.", "The United States and the United Kingdom signed."),
        ("President Holm and Dr Ley met.", "Anna Holm met Oda Ley."),
        ("It asked Representative Holm and Governor Ley.", "It asked Rep. Holm and Gov. Ley."),
        ("Earlier, the ferry sank.", "The ferry sank before."),
    ],
)  # fmt: skip
def test_initials_titles_and_first_words_are_no_names(statement: str, said: str):
    assert failed(statement, [said]) == {}


def test_another_form_of_a_name_is_suspected_but_not_grave():
    said = "Volodymyr Karsko of Karskaya spoke."
    assert suspected("Wolodymyr Karskyj spoke.", said)["names"]
    assert withheld("The town heard that Karskyj spoke.", said) == {}


def test_german_nouns_are_no_names_but_other_surnames_are_suspected():
    said = "The bridge was closed on Monday because of cracks in its pier, Anna Holm said."
    german = "Wegen Rissen im Pfeiler wurde die Brücke am Montag für den Verkehr gesperrt."
    assert suspected(german, said) == {}
    assert suspected(f"{german[:-1]}, sagte Anna Quellbrunn der Zeitung.", said)["names"]
    assert suspected(f"{german[:-1]}, sagte Anna Holms Anwalt der Zeitung.", said) == {}


@pytest.mark.parametrize(
    "translated",
    [
        "Der Vorsitzende der Nationalen Hafenbehörde nannte Brotter Labor und Bohrkerne sicher.",
        "La Comisión Nacional de Puertos dijo que el Laboratorio de Brotter era seguro.",
        "Selon la Commission nationale des ports, le Laboratoire de Brotter était sûr.",
    ],
)
def test_translated_institutions_are_no_unknown_names(translated: str):
    said = "The chair of the National Ports Agency said that drill cores at Brotter lab were safe."
    assert suspected(translated, said) == {}
