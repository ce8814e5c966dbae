"""What stands around a citation: shown with it, and no part of the JSON contract."""

import pickle
from pathlib import Path

from assistant import Answer, Assistant
from assistant.history.answers import restore_surroundings
from assistant.schema.surroundings import MOST, surroundings_of
from index.models import Article

QUESTION = "How many people died in the floods?"


def test_it_is_the_rest_of_the_paragraph_and_no_more():
    text = "Before it.\n\nFirst one. The sentence. Last one.\n\nAfter it."
    start = text.index("The sentence.")
    around = surroundings_of(Article(id="a", text=text, authors=("Ines Roth",)), start, start + 13)
    assert (around.before, around.after) == ("First one. ", " Last one.")
    assert around.authors == ("Ines Roth",)


def test_a_text_without_paragraphs_is_cut_at_a_word():
    text = "word " * 1_000 + "The sentence." + " word" * 1_000
    around = surroundings_of(Article(id="a", text=text), 5_000, 5_013)
    assert around.before.startswith("… word ")
    assert around.after.endswith(" word …")
    assert len(around.before) <= MOST + 2 >= len(around.after)


def test_a_word_without_end_is_cut_too():
    text = "x" * 10_000
    around = surroundings_of(Article(id="a", text=text), 5_000, 5_010)
    assert len(around.before) <= MOST + 2 >= len(around.after)


def test_an_answer_has_the_paragraph_and_its_json_has_not(seeds: Assistant):
    answer = seeds.ask(QUESTION)
    article = seeds.archive.catalogue.article(answer.citations[0].article.id)
    assert article is not None
    around = answer.citations[0].surroundings
    assert around.before + answer.citations[0].quote + around.after in article.text
    assert len(around.before + around.after) > 50
    assert "urroundings" not in answer.model_dump_json()
    loaded = Answer.model_validate_json(answer.model_dump_json())
    assert loaded == answer
    assert loaded.citations[0].surroundings.after == ""
    assert pickle.loads(pickle.dumps(answer)).citations[0].surroundings.after == around.after


def test_an_answer_that_was_kept_comes_back_with_its_paragraphs(seeds_folder: Path):
    with Assistant(seeds_folder, llm="none") as assistant:
        for question in (QUESTION, "When did Sullivan visit Lisbon?"):
            answer = assistant.ask(question)
            kept = assistant.answers[answer.id]
            assert kept == answer
            assert kept._repr_html_() == answer._repr_html_()


def test_a_quotation_missing_from_its_article_is_left_unchanged(seeds: Assistant):
    answer = Answer.model_validate_json(seeds.ask(QUESTION).model_dump_json())
    forged = answer.citations[0].model_copy(update={"quote": "Something else."})
    recalled = restore_surroundings(
        answer.model_copy(update={"citations": [forged]}), seeds.archive.catalogue.article
    )
    assert recalled.citations[0].surroundings.after == ""
    assert restore_surroundings(answer, lambda *_: None)._repr_html_() == answer._repr_html_()
