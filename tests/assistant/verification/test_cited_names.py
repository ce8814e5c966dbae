"""What the sentences cited do not bear, though their article says it, is marked."""

from datetime import UTC, datetime
from itertools import accumulate

import pytest

from assistant.llm.meter import Meter
from assistant.llm.structured_request import fill
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.judge import Case, Verdict
from assistant.verification.verifier import verify
from index.models import Article, Sentence

ENGLISH = (
    "Two mills burned in Tarn Valley in one night.",
    "Nine workers were saved from the roof of a paper mill in Orrin, said Anna Holm.",
    "In Brack a saw mill was lost on Friday.",
    "Mayor Berta Ley opened a shelter on Thursday and asked for 40 beds.",
    "“We have room for all,” Ley said.",
    "Anna Holm, who leads the fire brigade, was at both mills.",
    "“I have never seen such a night,” she said.",
    "It rained.",
    "The county council, led by Carl Ruhn, meets on 14 May.",
    "Ruhn was elected in 2019 and Dr. Ley in 2021.",
    "The council expects 60 guests.",
    "Tarn Power said that its dam was full.",
    "Orrin Paper will pay for the work of two days.",
    "The brigade, founded in 1904, has 31 members.",
)
GERMAN = (
    "In der Werft von Kolmar brannte am Montag eine Halle.",
    "Elf Arbeiter wurden verletzt, sagte Bürgermeisterin Vera Brandt.",
    "Der Schaden liegt bei 4,2 Millionen Euro.",
    "Die Werft gehört seit 2015 der Reederei Nordkap.",
    "Ihr Chef Nils Tessel will im Juni wieder bauen.",
    "„Wir geben nicht auf“, sagte Tessel.",
    "Gutachter Uwe Stolte prüft bis zum 9. August.",
)
SPANISH = (
    "El puente de Almira se cerró el lunes.",
    "La ingeniera Rosa Belmar halló 14 grietas.",
    "El alcalde, Tomás Urrea, pidió 3 millones de euros.",
    "«No hay peligro», dijo Urrea.",
    "La empresa Viales Norte empezará en octubre.",
    "Su directora, Carla Pons, espera terminar en 2027.",
)
RUSSIAN = (
    "В порту Велинска сгорел склад.",
    "Мэр Анна Лесова открыла приют на 40 человек.",
    "Пожар начался в 7 часов, сообщил Павел Дорин.",
    "Компания Велпорт заплатит 12 миллионов рублей.",
    "Её глава Олег Марков приедет 5 июня.",
)
TEXTS = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "ru": RUSSIAN}
DAY = datetime(2024, 5, 11, tzinfo=UTC)  # a Saturday


def evidence_in(language: str) -> list[EvidenceSentence]:
    """The sentences of the article in that language, s0 first."""
    sentences = TEXTS[language]
    text = " ".join(sentences)
    article = Article(
        id=language, text=text, title="Kestrel Bay burns", published_at=DAY, language=language
    )
    ends = [*accumulate(len(sentence) + 1 for sentence in sentences)]
    spans = [
        Sentence(end - 1 - len(one), end - 1) for end, one in zip(ends, sentences, strict=True)
    ]
    return [EvidenceSentence(f"s{n}", article, span, n, 0) for n, span in enumerate(spans)]


class Approving:
    """A judge that supports everything and notes what it was asked."""

    def __init__(self) -> None:
        self.doubts: list[str] = []

    def judge(self, cases: list[Case]):
        self.doubts += [doubt for case in cases for doubt in case.doubts]
        return [Verdict("supported", "it says so") for _ in cases]
        yield


def supports(
    text: str, *numbers: int, language: str = "en", judge: Approving | None = None
) -> list[str | None]:
    """How a statement that cites those sentences is shown, if at all."""
    draft = Draft((DraftStatement(tuple(f"s{n}" for n in numbers), text),))
    found = fill(verify(draft, evidence_in(language), judge), Meter())
    return [statement.support for statement in found.statements]


UNBORNE = [
    ("en", 1, "Nine workers were saved from a paper mill in Brack."),
    ("en", 1, "Nine workers were saved in Orrin, said Berta Ley."),
    ("en", 1, "Nine workers of a mill in Tarn Power were saved."),
    ("en", 3, "Mayor Anna Ley opened a shelter."),
    ("en", 3, "Carl Ley opened a shelter on Thursday."),
    ("en", 3, "Ley opened a shelter on Friday."),
    ("en", 3, "Ley asked for 60 beds."),
    ("en", 3, "Ley opened a shelter on Saturday."),
    ("en", 8, "Ruhn leads the council, which meets in May 2019."),
    ("en", 9, "Holm was elected in 2019 and Ley in 2021."),
    ("en", 11, "Orrin Paper said that its dam was full."),
    ("en", 12, "Tarn Paper will pay for two days."),
    ("en", 4, "“We have room for all,” Carl Ruhn said."),
    ("en", 4, "“We have room for all,” Dr. Holm said."),
    ("en", 4, "“We have room for all,” Kestrel said."),
    ("en", 6, "Carl Ruhn said: “I have never seen such a night.”"),
    ("en", 3, "Ley opened a shelter yesterday."),
    ("en", 3, "Ley said “I have never seen such a night” and opened a shelter."),
    ("de", 1, "Elf Arbeiter wurden verletzt, sagte Nils Tessel."),
    ("de", 1, "Elf Arbeiter wurden verletzt, sagte Bürgermeisterin Vera Tessel."),
    ("de", 4, "Tessel will im August wieder bauen."),
    ("de", 3, "Die Werft gehört der Reederei seit dem 9. August."),
    ("de", 5, "„Wir geben nicht auf“, sagte Vera Brandt."),
    ("es", 1, "Carla Pons halló 14 grietas."),
    ("es", 2, "Tomás Belmar pidió 3 millones de euros."),
    ("es", 2, "El alcalde pidió 14 millones de euros."),
    ("es", 4, "La empresa Viales Norte empezará en 2027."),
    ("es", 3, "«No hay peligro», dijo Rosa Belmar."),
    ("ru", 1, "Мэр Анна Дорин открыла приют на 40 человек."),
    ("ru", 2, "Пожар начался в 7 часов, сообщил Олег Марков."),
    ("ru", 3, "Компания Велпорт заплатит 40 миллионов рублей."),
]
BORNE = [
    ("en", 1, "Fire chief Anna Holm said that nine were saved in Orrin."),
    ("en", 6, "She, Anna Holm, had never seen such a night."),
    ("en", 3, "Mayor Ley asked for 40 beds."),
    ("en", 3, "Berta Ley opened the shelter on Thursday, 9 May 2024."),
    ("en", 9, "Carl Ruhn was elected in 2019, and Berta Ley in 2021."),
    ("en", 4, "“We have room for all,” Mayor Berta Ley said."),
    ("en", 6, "Holm said: “I have never seen such a night.”"),
    ("en", 10, "The council, led by Carl Ruhn, expects 60 guests."),
    ("en", 13, "The brigade of Kestrel Bay has 31 members."),
    ("en", 13, "The brigade of 31 was 120 years old in 2024."),
    ("en", 2, "A saw mill was lost in Brack on Friday, 10 May 2024."),
    ("de", 1, "Vera Brandt sprach von elf verletzten Arbeitern."),
    ("de", 4, "Nils Tessel will im Juni wieder bauen."),
    ("de", 5, "„Wir geben nicht auf“, sagte Nils Tessel."),
    ("de", 2, "Der Schaden beträgt 4,2 Millionen Euro."),
    ("de", 6, "Stolte prüft bis zum 9. August 2024."),
    ("de", 1, "Eleven workers were hurt, Mayor Vera Brandt said."),
    ("es", 1, "Belmar halló catorce grietas."),
    ("es", 3, "«No hay peligro», dijo Tomás Urrea."),
    ("es", 5, "Carla Pons espera terminar en 2027."),
    ("es", 2, "Mayor Tomás Urrea asked for 3 million euros."),
    ("ru", 1, "Лесова открыла приют на 40 человек."),
    ("ru", 3, "Велпорт заплатит 12 миллионов рублей."),
    ("ru", 4, "Олег Марков приедет 5 июня."),
]


@pytest.mark.parametrize(("language", "number", "text"), UNBORNE)
def test_what_the_cited_sentences_do_not_bear_is_marked(language: str, number: int, text: str):
    assert supports(text, number, language=language) in (["unverified"], [])


@pytest.mark.parametrize(("language", "number", "text"), BORNE)
def test_what_they_bear_in_part_or_by_pronoun_is_kept(language: str, number: int, text: str):
    assert supports(text, number, language=language) == ["checked"]


@pytest.mark.parametrize(
    "text",
    [
        "Ley asked for 70 beds.",
        "Ley opened a shelter on 3 June.",
        "Mayor Dagny Oster opened a shelter.",
        "Ley said that “nobody has room” and opened a shelter.",
    ],
)
def test_what_the_article_does_not_say_is_withheld(text: str):
    assert supports(text, 3) == []


def test_the_judge_hears_what_is_unborne_and_decides():
    judge = Approving()
    for text, number, name in (
        ("Nine workers were saved from a paper mill in Brack.", 1, "Brack"),
        ("Carl Ruhn said: “We have room for all.”", 4, "Ruhn"),
    ):
        assert supports(text, number, judge=judge) == ["verified"]
        assert any(f"“{name}”" in doubt for doubt in judge.doubts)


def test_no_statement_is_moved_to_a_sentence_less_like_it():
    assert supports("The mill in Orrin was lost on Friday.", 2) == ["unverified"]


def test_what_is_far_too_long_is_withheld_unread():
    assert supports("Ley asked for 40 beds. " + "9" * 20_000, 3) == []


def test_a_cited_sentence_without_words_is_passed_over():
    every = evidence_in("en")
    start = every[4].span.start
    stars = EvidenceSentence("stars", every[0].article, Sentence(start, start + 1), 4, 0)
    written = DraftStatement(("stars", "s3"), "Mayor Ley opened a shelter in Brack.")
    found = fill(verify(Draft((written,)), [*every, stars]), Meter())
    assert len(found.statements) + len(found.withheld) == 1
