"""What the article has, but the sentences cited have something else for, and who said what."""

from datetime import UTC, datetime

import pytest

from assistant.llm.meter import Meter
from assistant.llm.structured_request import fill
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import EvidenceSentence
from assistant.verification.judge import Case, Verdict
from assistant.verification.verifier import verify
from index.models import Article, Sentence
from index.sentences import split_sentences

TEXT = (
    "Two mills burned in Tarn Valley in one night. "
    "Nine workers were saved from the roof of a paper mill in Orrin, said Anna Holm. "
    "In Brack a saw mill was lost on Friday. "
    "Mayor Berta Ley opened a shelter on Thursday and asked for 40 beds. "
    "“We have room for all,” Ley said. "
    "Anna Holm, who leads the fire brigade, was at both mills. "
    "“I have never seen such a night,” she said. "
    "It rained. "
    "The county council, led by Carl Ruhn, meets on 14 May. "
    "Ruhn was elected in 2019 and Ley in 2021. "
    "The council expects 60 guests. "
    "Tarn Power said that its dam was full. "
    "“This was the worst week of my life,” the mayor said."
)
ARTICLE = Article(
    id="a", text=TEXT, title="Brack burns", published_at=datetime(2024, 5, 11, tzinfo=UTC)
)
EVIDENCE = [
    EvidenceSentence(f"s{n}", ARTICLE, span, n, 0)
    for n, span in enumerate(split_sentences(TEXT, "en"))
]


class Approving:
    """A judge that supports everything and notes what it was asked."""

    def __init__(self) -> None:
        self.doubts: list[str] = []

    def judge(self, cases: list[Case]):
        self.doubts += [doubt for case in cases for doubt in case.doubts]
        return [Verdict("supported", "it says so") for _ in cases]
        yield


def supports(text: str, *numbers: int, judge: Approving | None = None) -> list[str | None]:
    """How a statement that cites those sentences is shown, if at all."""
    draft = Draft((DraftStatement(tuple(f"s{n}" for n in numbers), text),))
    found = fill(verify(draft, EVIDENCE, judge), Meter())
    return [statement.support for statement in found.statements]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nine workers were saved from a paper mill in Brack.", 1),
        ("Nine workers were saved in Orrin, said Berta Ley.", 1),
        ("Mayor Anna Ley opened a shelter.", 3),
        ("Ley opened a shelter on Friday.", 3),
        ("Ley asked for 60 beds.", 3),
        ("Ruhn leads the council, which meets on 10 May.", 8),
    ],
)
def test_what_has_another_one_in_its_place_is_withheld(text: str, number: int):
    assert supports(text, number) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nine workers of a mill in Orrin, Tarn Valley, were saved.", 1),
        ("Fire chief Anna Holm said that nine were saved in Orrin.", 1),
        ("She, Anna Holm, had never seen such a night.", 6),
        ("The shelter was opened on Thursday, 9 May 2024, before the mill in Brack was lost.", 3),
        ("Mayor Ley asked for 40 beds.", 3),
        ("Two of the mills near the dam of Tarn Power burned in one night.", 0),
        ("Carl Ruhn was elected in 2019.", 9),
    ],
)
def test_what_other_sentences_add_is_kept(text: str, number: int):
    assert supports(text, number) == ["checked"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("“We have room for all,” Carl Ruhn said.", 4),
        ("Carl Ruhn said: “I have never seen such a night.”", 6),
        ("Clara Holm said: “I have never seen such a night.”", 6),
        ("Carl Ruhn said: “This was the worst week of my life.”", 11),
    ],
)
def test_a_quotation_of_another_speaker_is_withheld(text: str, number: int):
    assert supports(text, number) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("“We have room for all,” Mayor Berta Ley said.", 4),
        ("Holm said: “I have never seen such a night.”", 6),
        ("The head of the fire brigade called it “such a night”.", 6),
        ("Ley sagte: “We have room for all.”", 4),
        ("Mayor Berta Ley called it “the worst week of my life”.", 11),
    ],
)
def test_a_quotation_of_who_is_named_before_it_is_kept(text: str, number: int):
    assert supports(text, number) == ["checked"]


def test_what_is_far_too_long_is_withheld_unread():
    assert supports("Ley asked for 40 beds. " + "9" * 20_000, 3) == []


def test_a_cited_sentence_without_words_is_passed_over():
    stars = EvidenceSentence("stars", ARTICLE, Sentence(TEXT.index("“"), TEXT.index("“") + 1), 4, 0)
    written = DraftStatement(("stars", "s3"), "Mayor Ley opened a shelter in Brack.")
    found = fill(verify(Draft((written,)), [*EVIDENCE, stars]), Meter())
    assert len(found.statements) + len(found.withheld) == 1


def test_the_judge_hears_of_a_substitute_and_decides():
    judge = Approving()
    text = "Nine workers were saved from a paper mill in Brack."
    assert supports(text, 1, judge=judge) == ["verified"]
    assert any("Brack" in doubt for doubt in judge.doubts)


def test_a_judge_decides_on_the_speaker():
    judge = Approving()
    assert supports("Carl Ruhn said: “We have room for all.”", 4, judge=judge) == ["verified"]
    assert any("Carl Ruhn" in doubt for doubt in judge.doubts)


def test_a_name_of_the_title_may_have_taken_anothers_place():
    assert supports("A saw mill was lost in Brack on Friday.", 2) == ["checked"]
    assert supports("Nine were saved from the roof of a paper mill in Brack.", 1) == []
