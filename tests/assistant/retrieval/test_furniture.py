"""Captions, credits, teasers, times and notes are no evidence by their form; news is."""

import pytest

from assistant.retrieval.readable import Readable
from index.models import Article, Sentence

NEWS = "The ferry to Orra was cancelled on Monday."

FURNITURE = {
    "counted pictures": (
        "Hide Caption 1 of 37",
        "Bild 3 von 12",
        "Foto 2/14",
        "12 / 30",
        "Photo 4 sur 9",
    ),
    "a caption and its credit": (
        "A crowd waits for the ferry at the quay of Orra on Monday. Ana Ruiz/Getty Images",
        "The quay of Orra glows red under the evening sun. Ana Ruiz",
        "Ana Ruiz/Reuters A crowd waits for the ferry at the quay.",
        "Rex, winner of the 2022 Selmark Kennel Club Dog Show's Hound Group. C. Falk for SKC",
        "Rex, Sieger der Hundeschau des Vereins Selmark. C. Falk für SKC",
        "Der Minister spricht vor dem Rathaus in Tornvik. Jonas Falk/dpa",
        "Eine Menge wartet an der Fähre. Jonas Falk und Ida Kemp",
        "Ana Ruiz/dpa Eine Menge wartet an der Fähre nach Orra.",
        "Una multitud espera el transbordador en el muelle. Ana Ruiz",
    ),
    "a glued teaser": (
        "Best-dressed at the quay:Captain Ruud rules the gangway",
        "'Nobody is to blame':Harbour master speaks of the fog",
        "Is the ferry safe? :What the inspectors found",
        "Surprising repairs:7 ways to mend a ferry",
        "Streit am Kai:Der Kapitän wehrt sich",
        "„Niemand hat Schuld“:Der Hafenmeister über den Nebel",
        "Ist die Fähre sicher?:Was die Prüfer fanden",
    ),
    "a link": (
        "https://www.orrapost.example/live",
        "Ferry times: https://ferry.example/times",
        "More of the Orra Post on the ferries: https://ferry.example",
        "Fahrplan der Fähren: www.faehre.example/plan",
        "FERRY TRACKER: All departures of today",
        "Home | News | Weather",
        "Start | Nachrichten | Wetter",
    ),
    "who wrote": (
        "— Tom Ruud",
        "-- Ana Ruiz and Tom Ruud",
        "−Ana Ruiz of The Orra Post",
        "– Jonas Falk und Ida von der Au",
        "- Tom Ruud ✌️",
        "@tomruud, Orra Post",
        "Tom Ruud truud@orrapost.example",
        "Reporting by Ana-lu Ruiz; Editing by Ida Falk",
        "(Reporting by Ana Ruiz and Jo B. Kemp in Selmark, additional reporting by Tom Ruud.)",
        "Writing by Ana Ruiz, Editing by Ida van der Berg.",
        "(Bericht von Ana Ruiz; redigiert von Ida Falk)",
        "Reportage d'Ana Ruiz, édité par Ida Falk",
        "Reporte de Ana Ruiz en Selmark. Editado por Ida Falk",
        "Reuters",
        "Selmark CNN —",
        "Selmark dpa –",
    ),
    "a time": (
        "June 3, 2024 Updated June 5, 2024, 12:24 p.m. ET",
        "Updated 9:05 a.m. ET, March 12, 2024",
        "12:24, 5 June 2024",
        "Aktualisiert am 5. Juni 2024, 12:24 Uhr",
        "5. Juni 2024, 9:05 Uhr",
        "Stand: 12.03.2024, 17:30 Uhr",
    ),
    "a note of the newsroom": (
        "Editor's note: This page recaps the news of Monday.",
        "Editors' note: This article was originally printed in May.",
        "Editor’s Note: A version of this story appeared in our newsletter.",
        "Anmerkung der Redaktion: Dieser Artikel erschien zuerst im Mai.",
        "Hinweis der Redaktion: Dieser Text ist Teil einer Serie.",
        "Anm. d. Red.: Dieses Interview wurde schriftlich geführt.",
    ),
    "no words": ("***", "________", "♦", "— — —"),
}

KEPT = (
    "“We will not close the quay.” Mayor Ana Ruiz",
    "Otto Kemp, The Quay Years",
    "What the ministry said",
    "Correction: An earlier version of this article misstated the number of boats.",
    "Editor's note: This story was corrected: the mayor is Ada Lund.",
    "Residents can sign up for alerts at the town hall until Friday.",
    "Die Mitarbeiter:innen der Reederei streiken in Selmark.",
    "Kolleg:innen in Selmark streiken",
    "EU:n laivat Orrassa",
    "The company said in its newsletter that the ferry had sunk.",
    "Founded in 1842. Rebuilt after the fire of 1911.",
    "4560 E. Quay St. Tornvik Green School 2045 Harbour Rd. Selmark",
    "Kampen mot Selmark slutade 3 till 2",
    "The odds of a ferry tomorrow are 11/2",
    "Ferries: worst year since 9/11",
    "9:25 p.m.: Three ferries may lose their berths",
    "- Two ferries were late",
    "• Ferries (2017): 1.34 million",
    "Monday, June 3, 2024: the ferry to Orra leaves the new quay at 12:24 for the first time",
    "Of the boats, 2 of 21 sank in May, 8 of 21 in June and 1 of 21 in July.",
    "Более сорока человек ждали парома в порту.",
    "渡船在周一被取消。",
    "Reporting by the Orra Post led to the inquiry.",
    "Reporting by Ana Ruiz has shown that the ferry was late.",
    "Editing by hand took the archive of Selmark four years.",
    "Additional ferries will run from Tornvik in May.",
    "Bericht von Ruiz: Die Fähre war zu schwer beladen.",
    "Fischmarkt: Die Preise steigen",
)


def said(paragraph: str) -> bool:
    text = f"{NEWS}\n\n{paragraph}\n\n{NEWS}\n\n{NEWS}\n\n{NEWS}"
    article = Article(id="ferry", text=text, source="Orra Post")
    start = len(NEWS) + 2
    return Readable(article)(Sentence(start, start + len(paragraph)))


@pytest.mark.parametrize("paragraph", [line for lines in FURNITURE.values() for line in lines])
def test_furniture_of_a_page_is_no_evidence(paragraph: str):
    assert not said(paragraph)


@pytest.mark.parametrize("paragraph", KEPT)
def test_what_an_article_says_is_evidence(paragraph: str):
    assert said(paragraph)


@pytest.mark.parametrize(
    "gallery",
    [
        "Photos: Fog Hide Caption 1 of 30 Ferries wait at Orra. Hide Caption 2 of 30 A gull sits"
        " on a mast. It stayed. Hide Caption 3 of 30 The sun is back.",
        "Bild 4 von 12 Fähren warten in Orra. Bild 5 von 12 Eine Möwe sitzt auf einem Mast. Sie"
        " blieb. Bild 6 von 12 Die Sonne ist zurück.",
        "Ana Ruiz/AP Ferries wait at Orra. Tom Ruud/Quay Pictures A gull sits on a mast. It stayed."
        " Ida Falk/Reuters The sun is back.",
        "Ana Ruiz/dpa Fähren warten in Orra. Tom Ruud/AFP Eine Möwe sitzt auf einem Mast. Sie"
        " blieb. Ida Falk/dpa Die Sonne ist zurück.",
    ],
)
@pytest.mark.parametrize("repeats", [1, 9])
def test_a_gallery_in_one_paragraph_is_furniture(gallery: str, repeats: int):
    assert not said(" ".join([gallery] * repeats))


@pytest.mark.parametrize(
    "byline",
    ["Ana Ruiz and Ida Falk", "Ana Ruiz, Ida Falk und Jo von der Au", "Special to Orra Post"],
)
def test_names_with_an_authors_or_the_sources_are_furniture(byline: str):
    text = f"{NEWS}\n\n{byline}\n\n{NEWS}"
    article = Article(id="ferry", text=text, source="Orra Post", authors=("Ana Ruiz",))
    span = Sentence(len(NEWS) + 2, len(NEWS) + 2 + len(byline))
    assert not Readable(article)(span)


def test_names_in_a_list_are_evidence():
    text = f"{NEWS}\n\n- Ana Ruiz\n\n- Tom Ruud\n\n- Ida Falk\n\n{NEWS}"
    start = text.index("- Tom")
    assert Readable(Article(id="ferry", text=text))(Sentence(start, start + 10))


def test_an_authors_address_at_the_end_is_furniture():
    reach = "Reach Tom Ruud at truud@orrapost.example."
    is_readable = Readable(Article(id="ferry", text=f"{NEWS}\n\n{reach}"))
    assert not is_readable(Sentence(len(NEWS) + 2, len(NEWS) + 2 + len(reach)))
    assert is_readable(Sentence(0, len(NEWS)))


def test_a_sentence_of_a_caption_is_furniture_without_its_credit():
    caption = "A crowd waits at the quay of Orra on Monday. It was cold that day. Ana Ruiz/AFP"
    article = Article(id="ferry", text=f"{caption}\n\n{NEWS}")
    assert not Readable(article)(Sentence(0, 44))


def test_who_reported_is_furniture_at_a_paragraphs_end():
    credit = "(Reporting by Ana Ruiz; Editing by Ida Falk)"
    is_readable = Readable(Article(id="ferry", text=f"{NEWS} {credit}\n\n{NEWS}"))
    assert is_readable(Sentence(0, len(NEWS)))
    assert not is_readable(Sentence(len(NEWS) + 1, len(NEWS) + 1 + len(credit)))


def test_names_above_the_text_are_furniture():
    article = Article(id="ferry", text=f"Ada Lund\n\nThe Orra Post\n\n{NEWS}\n\nWhat Now\n\n{NEWS}")
    spans = [Sentence(0, 8), Sentence(10, 23), Sentence(25, 25 + len(NEWS))]
    assert [Readable(article)(span) for span in spans] == [False, False, True]
    heading = article.text.index("What Now")
    assert Readable(article)(Sentence(heading, heading + 8))


def test_tables_are_evidence():
    table = "Claims\nType | Claims | Cost\nHomes | 9,800 | 343\nTotal | 14,300 | 640"
    article = Article(id="ferry", text=f"{NEWS}\n\n{table}\n\n{NEWS}")
    assert Readable(article)(Sentence(len(NEWS) + 2, len(NEWS) + 2 + len(table)))
