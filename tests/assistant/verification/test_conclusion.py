"""From draft to answer: no citation can be forged and nothing unchecked is shown."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.meter import Meter
from assistant.llm.structured_request import Chat, fill
from assistant.retrieval.evidence import gather
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.hits import Hit
from assistant.verification.conclusion import Conclusion
from assistant.verification.judge import Judge
from assistant.verification.verifier import verify
from index.catalog.catalogue import StoredChunk
from index.chunking import chunk_sentences
from index.models import Article
from index.sentences import split_sentences


def evidence_of(question: str, *texts: str) -> list[EvidenceSentence]:
    """Evidence made of articles with those texts, as retrieval would give it."""
    hits: list[Hit] = []
    for number, text in enumerate(texts):
        article = Article(id=f"a{number}", text=text, title="A title", version=1)
        sentences = split_sentences(text)
        for chunk in chunk_sentences(text, sentences):
            inside = tuple(sentences[chunk.first : chunk.last + 1])
            stored = StoredChunk(len(hits), "v", 0, article, chunk, inside)
            hits.append(Hit(len(hits) + 1, 1.0, stored, {}))
    return gather(question, hits, budget=100_000)


TEXT = "The bridge is shut. Ms. Rasmin said so on May 5. Ferries run."
EVIDENCE = evidence_of("q", TEXT)
IDS = [sentence.id for sentence in EVIDENCE]


def verified(
    evidence: Sequence[EvidenceSentence],
    *statements: tuple[Sequence[str], str],
    judge: Judge | None = None,
    writer: Chat | None = None,
) -> Conclusion:
    draft = Draft(tuple(DraftStatement(tuple(i), t) for i, t in statements))
    return fill(verify(draft, evidence, judge, writer), Meter())


def concluded(*statements: tuple[Sequence[str], str]) -> Conclusion:
    return verified(EVIDENCE, *statements)


def test_without_a_judge_a_supported_statement_is_checked():
    conclusion = concluded(([IDS[1]], "Rasmin said it on May 5."))
    assert [s.support for s in conclusion.statements] == ["checked"]
    assert conclusion.citations[0].quote == "Ms. Rasmin said so on May 5."


def test_a_sentence_given_verbatim_is_quoted():
    assert concluded(([IDS[0]], "The bridge is shut.")).statements[0].support == "quoted"


def test_citations_are_numbered_by_first_use_and_each_once():
    conclusion = concluded(
        ([IDS[2], IDS[0]], "The bridge is shut and ferries run."), ([IDS[0]], "The bridge is shut.")
    )
    assert [s.citations for s in conclusion.statements] == [[1, 2], [2]]
    assert [c.number for c in conclusion.citations] == [1, 2]


def test_unknown_foreign_and_missing_ids_support_nothing():
    other = [sentence.id for sentence in evidence_of("another question", TEXT)]
    assert not set(other) & set(IDS)
    for ids in ([], ["zzzzz"], other, ["1"], [""]):
        conclusion = concluded((ids, "The bridge was closed."))
        assert (conclusion.statements, conclusion.citations) == ((), ())
        assert conclusion.withheld[0].reason == "it cites no sentence of the evidence"


def test_a_statement_that_fails_is_withheld_with_its_reason():
    conclusion = concluded(([IDS[1]], "Rasmin said so on May 9."), ([IDS[2]], "Ferries run."))
    assert [one.text for one in conclusion.withheld] == ["Rasmin said so on May 9."]
    assert "“May 9”" in conclusion.withheld[0].reason
    assert conclusion.counts["withheld"] == len(conclusion.statements) == 1
    assert conclusion.citations[0].quote == "Ferries run."


def test_a_question_is_withheld_and_says_why():
    conclusion = concluded(([IDS[0]], "Is the bridge shut?"), ([IDS[2]], " "))
    assert [(one.text, one.reason) for one in conclusion.withheld] == [
        ("Is the bridge shut?", "a question states nothing")
    ]


def test_a_statement_is_cited_to_the_sentence_that_supports_it():
    conclusion = concluded(([IDS[0]], "Rasmin said so on 5 May."))
    assert [c.quote for c in conclusion.citations] == ["Ms. Rasmin said so on May 5."]
    assert [one.fate for one in conclusion.judged] == ["recited"]


def test_a_wrong_statement_is_never_replaced_by_a_sentence():
    conclusion = concluded(([IDS[1]], "Ms. Rasmin said so on May 6."))
    assert (conclusion.statements, len(conclusion.withheld)) == ((), 1)


def test_citation_marks_that_a_model_writes_itself_are_taken_out():
    marked = concluded(([IDS[2]], "Ferries run [7], [a1, b2]."))
    assert [one.text for one in marked.statements] == ["Ferries run,."]


@pytest.mark.parametrize(
    "forged",
    [
        "run ¹",
        "run ❷",
        "run ［②］",
        "\u202erun",
        "\x1b[1mrun",
        "\u2066run",
        "ru\u200bn",
        "run [\u200b1]",
    ],
)
def test_nothing_unseen_and_no_mark_like_a_citation_is_shown(forged: str):
    conclusion = concluded(([IDS[2]], f"Ferries {forged}."))
    assert (conclusion.statements, conclusion.citations, len(conclusion.withheld)) == ((), (), 1)


def test_a_statement_said_twice_is_shown_once():
    assert len(concluded(([IDS[2]], "Ferries run."), ([IDS[2]], "Ferries run.")).statements) == 1


@given(st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=4), st.data())
def test_every_quote_matches_its_offsets_for_any_draft(texts: list[str], data: st.DataObject):
    evidence = evidence_of("q", *texts)
    ids = st.sampled_from([s.id for s in evidence] or ["x"]) | st.text(max_size=6)
    words = st.sampled_from([s.text for s in evidence] or ["x"]) | st.text(max_size=50)
    written = st.builds(DraftStatement, st.lists(ids, max_size=4).map(tuple), words)
    draft = Draft(tuple(data.draw(st.lists(written, max_size=6))))
    conclusion = fill(verify(draft, evidence), Meter())
    articles = {sentence.article.id: sentence.article for sentence in evidence}
    for citation in conclusion.citations:
        text = articles[citation.article.id].text
        assert text[citation.start : citation.end] == citation.quote != ""
    numbers = [n for statement in conclusion.statements for n in statement.citations]
    assert set(numbers) == {c.number for c in conclusion.citations}
    assert all(statement.citations for statement in conclusion.statements)


def test_an_articles_name_may_stand_for_a_pronoun():
    evidence = evidence_of("q", "Oda Ferrin left. She was tired.")
    ids = [sentence.id for sentence in evidence]
    assert verified(evidence, ([ids[1]], "A tired Oda Ferrin left.")).statements
