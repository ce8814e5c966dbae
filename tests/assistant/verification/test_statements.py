"""Exact checks on statements over seeds/, as a strong writer puts them: true and made wrong."""

from functools import cache
from pathlib import Path

import pytest

from assistant.verification.suspicions import Source, find_suspicions
from index.models import Article
from index.readers import read
from index.sentences import split_sentences

SEEDS = Path(__file__).parents[3] / "seeds"
FLOOD = "Three dead in Ulmsted floods after dam was opened in the night"
SALE = "Ostmark buys Corvane Savings for VKr 86m in weekend rescue"
BILL = "Bridge bill will overshoot ministry estimate, contractor tells MPs"
ARREST = "Former Corvane Savings chief arrested over bank’s accounts"

FAITHFUL = [
    (FLOOD, "opened two of its four", "Half of the Hallin Dam’s four spillway gates were opened at"
     " 23:40 on Thursday, 12 January 2023."),
    (FLOOD, "Sirens in Ulmsted", "Warning sirens sounded at quarter past midnight, at 0:15."),
    (FLOOD, "The order covered", "Mayor Ilse Korrin told 7,400 people, about 62 percent of the"
     " town’s 11,900 residents, to leave."),
    (FLOOD, "river peaked", "At 7.1 metres the Selne rose 60 centimetres above the 1974 record."),
    (FLOOD, "Four other people", "On 13 January 2023 the Valdoria Tribune counted four missing."),
    (FLOOD, "Three people were killed", "Drei Menschen kamen am Freitag, dem 13. Januar 2023, ums"
     " Leben, als die Selne die Flutmauern von Ulmsted überwand."),
    (FLOOD, "opened two of its four", "Um 23.40 Uhr wurden zwei der vier Schleusentore am"
     " Hallin-Damm geöffnet."),
    (FLOOD, "ordered the lower town", "Betroffen waren 7.400 der 11.900 Einwohner von Ulmsted."),
    (FLOOD, "Three people were killed", "Tres personas murieron el viernes 13 de enero de 2023 en"
     " Ulmsted, tras abrirse un aliviadero por primera vez desde 1998."),
    (FLOOD, "river peaked", "El río alcanzó 7,1 metros a las 3:20 en Mill Bridge."),
    (SALE, "agreed on Sunday", "Ostmark agreed on 15 September 2024 to pay 86 million crowns."),
    (SALE, "price works out|before rumours", "At VKr 1.72 a share the price was 82 percent"
     " below the VKr 9.40 that the shares had fetched."),
    (SALE, "plans to shut", "Forty branches will stay open, and 1,010 jobs will remain."),
    (SALE, "plans to shut", "Ostmark will bis zum 31. März 2025 23 der 63 Filialen schließen und"
     " 410 von 1.420 Stellen streichen."),
    (SALE, "4,600 households", "Unos 4.600 hogares tenían certificados por 94 millones."),
    (BILL, "told parliament on Wednesday", "On 24 April 2024 the contractor told parliament that"
     " the job would cost 58 million crowns."),
    (BILL, "81 votes to 66", "The motion failed by a margin of 15 votes, with three abstentions."),
    (BILL, "Osric Lindqvar", "The NRA’s director general, Lindqvar, is to go on 31 May 2024."),
    (ARREST, "Mr. Ferrin, 58", "Judge Pell set bail for Ferrin, 58, at two million crowns."),
    (ARREST, "37 boxes", "Dreieinhalb Stunden nach Beginn? Nein: ab 6.10 Uhr trugen Beamte 37"
     " Kisten und neun Computer aus dem Haus."),
]  # fmt: skip
WRONG = [
    ("numbers", FLOOD, "Three people were killed", "Thirteen people died in Ulmsted."),
    ("numbers", FLOOD, "ordered the lower town", "Korrin told 4,700 residents to leave."),
    ("numbers", FLOOD, "ordered the lower town", "Betroffen waren 9.400 der 11.900 Einwohner."),
    ("numbers", FLOOD, "river peaked", "The walls were 90 kilometres lower than the water."),
    ("dates", FLOOD, "opened two of its four", "The gates were opened at 10:40 p.m."),
    ("dates", FLOOD, "Three people were killed", "The walls gave way on Saturday."),
    ("dates", FLOOD, "river peaked", "Der frühere Rekord stammt vom April 1974."),
    ("dates", FLOOD, "Three people were killed", "Murieron el jueves 19 de enero de 2023."),
    ("names", FLOOD, "ordered the lower town", "The order came from Mayor Dagny Brenholt, who had"
     " the lower town cleared on Thursday."),
    ("quotations", FLOOD, "no engineer", "Quell said that “no engineer in the world” would do it."),
    ("numbers", SALE, "agreed on Sunday", "Ostmark agreed to buy the bank for VKr 68m."),
    ("numbers", SALE, "plans to shut", "Some 440 of the bank’s 1,420 jobs will go."),
    ("numbers", SALE, "4,600 households", "Unos 6.400 hogares tenían esos certificados."),
    ("units", SALE, "fresh capital", "Ostmark will put 750 million dollars into the bank."),
    ("names", SALE, "fresh capital", "The state bears the losses, said the head of Fairwater Bank"
     " in Lodenhall."),
    ("dates", SALE, "plans to shut", "The branches will be shut by 31 May 2025."),
    ("quotations", SALE, "hard law", "The governor called it “an unjust law”."),
    ("numbers", BILL, "81 votes to 66", "Parliament rejected the motion by 91 votes to 66."),
    ("names", BILL, "Osric Lindqvar", "The director general, Torben Halloway, leaves his post."),
    ("addresses", ARREST, "37 boxes", "The list of the boxes is at https://boxes.example/list."),
]  # fmt: skip


@cache
def _articles() -> dict[str | None, Article]:
    return {one.title: one for one in read([SEEDS]) if isinstance(one, Article)}


def source_of(title: str, needle: str) -> Source:
    """The sentences of a seed with the needles (a|b), and those around, as evidence has them."""
    article = _articles()[title]
    texts = [article.text[s.start : s.end] for s in split_sentences(article.text, article.language)]
    cited = [text for text in texts if any(one in text for one in needle.split("|"))]
    place = texts.index(cited[0])
    header = "\n".join(filter(None, (article.title, article.source, *article.authors)))
    near = tuple(texts[max(0, place - 1) : place + 2])
    return Source(tuple(cited), header, article.published_at, near, article.text, "en")


@pytest.mark.parametrize(("title", "needle", "statement"), FAITHFUL)
def test_a_faithful_statement_is_not_withheld(title: str, needle: str, statement: str):
    found = find_suspicions(statement, [source_of(title, needle)])
    assert [str(one) for one in found if one.is_grave] == []


@pytest.mark.parametrize(("kind", "title", "needle", "statement"), WRONG)
def test_a_wrong_statement_is_suspected(kind: str, title: str, needle: str, statement: str):
    found = find_suspicions(statement, [source_of(title, needle)])
    assert kind in {one.kind for one in found}


def test_most_wrong_statements_are_withheld():
    found = [find_suspicions(text, [source_of(*where)]) for _, *where, text in WRONG]
    assert sum(any(one.is_grave for one in some) for some in found) >= 0.8 * len(WRONG)
