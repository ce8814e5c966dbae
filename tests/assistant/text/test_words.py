"""What a question asks for: kind, unit, focus, names, numbers."""

import pytest

from assistant.text.words import analyze_question, is_content, stem


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("How many S-400 batteries did Turkey buy?", "number", "number"),
        ("How much did Turkey pay Russia for the S-400 systems?", "number", "money"),
        ("How long did the call between Kalin and Sullivan last?", "number", "duration"),
        ("How old is the biggest colony of the glowing coral?", "number", "age"),
        ("What share of the vote did she receive?", "number", "share"),
        ("When did Sullivan visit Ankara?", "date", "date"),
        ("In which year was the bridge opened?", "date", "year"),
        ("On what day of the week did the advisers talk?", "date", "weekday"),
        ("Who speaks for the National Security Council?", "person", ""),
        ("Which Turkish officials were named in the list?", "person", ""),
        ("Where was the report filed from?", "place", ""),
        ("Which city will host the next meeting?", "place", ""),
        ("Why was Turkey punished?", "reason", ""),
        ("What did Ankara say about why it bought the S-400?", "reason", ""),
        ("How did Turkey characterise the sanctions?", "manner", ""),
        ("So did they talk about Cyprus or not?", "yes-no", ""),
        ("Which fighter jet program did the United States remove Turkey from?", "thing", ""),
    ],
)
def test_the_form_of_a_question_tells_what_it_asks_for(question: str, kind: str, unit: str) -> None:
    asked = analyze_question(question)
    assert (asked.kind, asked.unit) == (kind, unit)


def test_names_and_numbers_are_kept_apart_from_words() -> None:
    asked = analyze_question("How many S-400 batteries did Turkey buy in 2017?")
    assert asked.names == ("S-400", "Turkey")
    assert asked.numbers == ("2017",)
    assert [t.word for t in asked.terms if t.role == "word"] == ["batteries", "buy"]


def test_the_focus_names_the_thing_asked_for() -> None:
    asked = analyze_question("How many S-400 batteries did Turkey buy?")
    assert asked.focus_words == ("S-400", "batteries")
    assert asked.terms[asked.focus[-1]].word == "batteries"


def test_a_verb_after_the_asked_thing_is_excluded() -> None:
    assert analyze_question("Which composer taught Aurelio Sorley in Vienna?").focus_words == (
        "composer",
    )


@pytest.mark.parametrize(
    "question", ["What caused the leak?", "What did the minister promise?", "What will it do?"]
)
def test_actor_and_action_are_not_the_asked_thing(question: str) -> None:
    asked = analyze_question(question)
    assert (asked.kind, asked.focus_words) == ("thing", ())


def test_people_are_counted_and_land_is_no_money() -> None:
    assert analyze_question("How many people fell ill?").focus_words == ("people",)
    assert analyze_question("How much land did the farmers lose?").unit == "number"


def test_the_us_is_a_name_and_us_is_not() -> None:
    assert analyze_question("Who told the US?").names == ("US",)
    assert not is_content("us")


def test_possessives_and_accents_do_not_hide_a_name() -> None:
    assert stem("Željka") == stem("Zeljka")
    assert "Erdogan" in analyze_question("Who is Recep Tayyip Erdogan’s adviser?").names


@pytest.mark.parametrize("question", ["", "?", "who", "¿¡…", "the of and"])
def test_a_question_without_matter_has_no_terms(question: str) -> None:
    assert analyze_question(question).terms == ()


def test_asking_for_a_job_is_asking_who_somebody_is():
    who = analyze_question("Who is Emily Horne?")
    assert analyze_question("What is Emily Horne’s job?") == who
    assert analyze_question("What position does Emily Horne hold?") == who
    assert (
        analyze_question("What was Ann's position on tax?").question
        == "What was Ann's position on tax?"
    )
