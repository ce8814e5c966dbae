"""The score of the check: over labelled sentences of summaries, and over odd input."""

from time import process_time

import numpy as np
import pytest

from assistant import check
from assistant.verification import Source, find_suspicions
from assistant.verification.features import is_cut_off, split_clauses
from index.errors import ArchiveError
from tests.evaluation.checking.summaries import STYLES, auc, read_summaries

SAID = (
    "The ferry ran aground off Port Lessing on Sunday night after its engine failed.",
    "Captain Ole Brandt said that the engine had been repaired twice this year.",
    "The owner paid the hotel bills of 84 passengers.",
)


@pytest.mark.slow
def test_the_score_tells_faithful_sentences_of_summaries_from_others():
    chosen = read_summaries()[::3]
    scores = np.array([check(one.statement, one.sentences).score for one in chosen])
    faithful = np.array([float(one.faithful) for one in chosen])
    for style, floor in zip(STYLES, (0.91, 0.55), strict=True):
        inside = np.array([one.style == style for one in chosen])
        assert auc(scores[inside], faithful[inside]) > floor, style


def test_a_failed_rule_lowers_the_score_without_zeroing_it():
    good = check(SAID[1], SAID).score
    wrong_name = check(SAID[1].replace("Ole Brandt", "Jon Vester"), SAID)
    elsewhere = check("Tea prices rose in Marsk, said Jon Vester.", SAID)
    assert wrong_name.failed["names"] and elsewhere.failed["names"]
    assert good > wrong_name.score > elsewhere.score > 0


def test_what_is_put_together_from_two_sentences_scores_below_either():
    spliced = "The ferry ran aground off Port Lessing on Sunday night after its engine had been"
    assert check(f"{spliced} repaired twice this year.", SAID).score < check(SAID[0], SAID).score


def test_a_sentence_that_was_cut_off_scores_lower():
    cut = check("Captain Ole Brandt said that the engine had been.", SAID).score
    assert cut < check("Captain Ole Brandt said that the engine had been repaired.", SAID).score
    assert not is_cut_off("They were warned, as they said they had.", ["So they had."])


def test_a_short_clause_goes_with_its_neighbour():
    text = "He left, and the crew of the ferry stayed, tired and cold."
    assert split_clauses(text) == ["He left the crew of the ferry stayed tired cold."]


@pytest.mark.parametrize(
    ("statement", "sentences"),
    [
        ("", list(SAID)),
        ("   ", list(SAID)),
        ("Ferries sail.", []),
        ("Ferries sail.", [""]),
        ("🚢🚢🚢", list(SAID)),
        ("السفينة جنحت ليلة الأحد", list(SAID)),
        ("渡轮周日晚上搁浅。", ["渡轮周日晚上搁浅。"]),
        ("The ferry ran aground. " * 80, list(SAID)),
        ("Ferries sail.", ["The ferry sails. " * 300]),
        ("a\x00b‮c", ["a\x00b‮c"]),
    ],
)
def test_odd_input_gets_a_score_and_a_verdict(statement: str, sentences: list[str]):
    support = check(statement, sentences)
    assert 0 <= support.score <= 1
    if statement.startswith("渡轮"):
        assert support.score > 0.8
    elif not statement.strip() or not any(sentences):
        assert support.verdict == "suspect"


def test_what_is_too_long_to_check_says_what_to_do():
    with pytest.raises(ArchiveError, match=r"2,300 characters.*one by one"):
        check("The ferry ran aground. " * 100, SAID)
    with pytest.raises(ArchiveError, match=r"230,000 characters.*only those"):
        check("Ferries sail.", ["The ferry ran aground. " * 10_000])


@pytest.mark.parametrize("part", ["a", "a.", "a-", "a@", "a+", "“a", "‘a", "a’"])
def test_the_time_for_a_statement_grows_with_its_length(part: str):
    def taken(length: int) -> float:
        statement = part * (length // len(part))
        begun = process_time()
        find_suspicions(statement, [Source(SAID)])
        return process_time() - begun

    taken(1000)
    assert taken(40_000) < 12 * max(
        taken(10_000), 0.01
    )  # four times the length, and not sixteen times the time
