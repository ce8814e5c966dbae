"""Captions, credits, teasers, sign-up lines and editors' notes are no evidence; news is."""

import pytest

from assistant.retrieval.evidence import is_readable
from index.models import Article, Sentence

NEWS = "The ferry to Orra was cancelled on Monday."

FURNITURE = (
    "Hide Caption 1 of 37",
    "Bild 3 von 12",
    "A crowd waits for the ferry at the quay of Orra on Monday. Ana Ruiz/Getty Images",
    "Der Minister spricht vor dem Rathaus in Tornvik. Jonas Falk/dpa",
    "Una multitud espera el transbordador en el muelle. Ana Ruiz",
    "Read more: Ferry company says sorry",
    "RELATED: Ferry company says sorry",
    "Lesen Sie auch: Die Fähre fährt wieder",
    "Best-dressed at the quay:Captain Ruud rules the gangway",
    "Sign up here to get our newsletter every Tuesday.",
    "Abonnieren Sie unseren Newsletter und lesen Sie mehr.",
    "Suscríbase a nuestro boletín.",
    "Editor's note: This page recaps the news of Monday.",
    "FERRY TRACKER: All departures of today",
    "Selmark CNN —",
    "— Tom Ruud",
    "https://www.orrapost.example/live",
    "Home | News | Weather",
    "Contributing: The Orra Post",
    "Reuters",
    "Ana Ruiz/Reuters A crowd waits for the ferry at the quay.",
    "Ferry times: https://ferry.example/times",
    "Reporting by Ana-lu Ruiz; Editing by Ida Falk",
    "(Reporting by Ana Ruiz and Jo B. Kemp in Selmark, additional reporting by Tom Ruud.)",
    "Writing by Ana Ruiz, Editing by Ida van der Berg.",
    "(Bericht von Ana Ruiz; redigiert von Ida Falk)",
    "Reportage d'Ana Ruiz, édité par Ida Falk",
    "Reporte de Ana Ruiz en Selmark. Editado por Ida Falk",
)

KEPT = (
    "“We will not close the quay.” Mayor Ana Ruiz",
    "Otto Kemp, The Quay Years",
    "What the ministry said",
    "Correction: An earlier version of this article misstated the number of boats.",
    "Editor's note: This story was corrected: the mayor is Ada Lund.",
    "Residents can sign up for alerts at the town hall until Friday.",
    "Die Mitarbeiter:innen der Reederei streiken in Selmark.",
    "The company said in its newsletter that the ferry had sunk.",
    "Founded in 1842. Rebuilt after the fire of 1911.",
    "4560 E. Quay St. Tornvik Green School 2045 Harbour Rd. Selmark",
    "Kampen mot Selmark slutade 3 till 2",
    "Более сорока человек ждали парома в порту.",
    "渡船在周一被取消。",
    "Reporting by the Orra Post led to the inquiry.",
    "Reporting by Ana Ruiz has shown that the ferry was late.",
    "Editing by hand took the archive of Selmark four years.",
    "Additional ferries will run from Tornvik in May.",
    "Bericht von Ruiz: Die Fähre war zu schwer beladen.",
)


def said(paragraph: str) -> bool:
    text = f"{NEWS}\n\n{paragraph}\n\n{NEWS}\n\n{NEWS}\n\n{NEWS}"
    article = Article(id="ferry", text=text)
    start = len(NEWS) + 2
    return is_readable(article, Sentence(start, start + len(paragraph)))


@pytest.mark.parametrize("paragraph", FURNITURE)
def test_furniture_of_a_page_is_no_evidence(paragraph: str):
    assert not said(paragraph)


@pytest.mark.parametrize("paragraph", KEPT)
def test_what_an_article_says_is_evidence(paragraph: str):
    assert said(paragraph)


def test_an_authors_address_at_the_end_is_furniture():
    reach = "Reach Tom Ruud at truud@orrapost.example."
    article = Article(id="ferry", text=f"{NEWS}\n\n{reach}")
    assert not is_readable(article, Sentence(len(NEWS) + 2, len(article.text)))
    assert is_readable(article, Sentence(0, len(NEWS)))


def test_a_sentence_of_a_caption_is_furniture_without_its_credit():
    caption = "A crowd waits at the quay of Orra on Monday. It was cold that day. Ana Ruiz/AFP"
    article = Article(id="ferry", text=f"{caption}\n\n{NEWS}")
    assert not is_readable(article, Sentence(0, 44))


def test_who_reported_is_furniture_at_a_paragraphs_end():
    credit = "(Reporting by Ana Ruiz; Editing by Ida Falk)"
    article = Article(id="ferry", text=f"{NEWS} {credit}\n\n{NEWS}")
    assert is_readable(article, Sentence(0, len(NEWS)))
    assert not is_readable(article, Sentence(len(NEWS) + 1, len(NEWS) + 1 + len(credit)))


def test_names_above_the_text_are_furniture():
    article = Article(id="ferry", text=f"Ada Lund\n\nThe Orra Post\n\n{NEWS}\n\nWhat Now\n\n{NEWS}")
    spans = [Sentence(0, 8), Sentence(10, 23), Sentence(25, 25 + len(NEWS))]
    assert [is_readable(article, span) for span in spans] == [False, False, True]
    heading = article.text.index("What Now")
    assert is_readable(article, Sentence(heading, heading + 8))


def test_tables_are_evidence():
    table = "Claims\nType | Claims | Cost\nHomes | 9,800 | 343\nTotal | 14,300 | 640"
    article = Article(id="ferry", text=f"{NEWS}\n\n{table}\n\n{NEWS}")
    assert is_readable(article, Sentence(len(NEWS) + 2, len(NEWS) + 2 + len(table)))
