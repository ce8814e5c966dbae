"""The metrics of evidence and answers, by hand."""

import pytest

from assistant.evaluation.bootstrap import figure
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.metrics.correctness import normalise, token_f1
from tests.assistant.evaluation.making import make_case

RIGHT = make_case(cited=((0, 10),), gold=((0, 10),))
HALF = make_case(cited=((0, 10), (50, 60)), gold=((5, 15), (90, 99)))
SILENT = make_case(cited=(), gold=((0, 10),))
REFUSED = make_case(cited=())
FOOLED = make_case(cited=((0, 10),))
UNASKED = make_case(gold=((0, 10),))
CASES = [RIGHT, HALF, SILENT, REFUSED, FOOLED, UNASKED]


@pytest.mark.parametrize(
    ("name", "value", "eligible"),
    [
        ("citation_precision", 2 / 3, 2),
        ("citation_recall", 2 / 4, 3),
        ("right_sentence", 2 / 3, 3),
        ("abstention_precision", 1 / 2, 2),
        ("abstention_recall", 1 / 2, 2),
        ("abstention_f1", 1 / 2, 3),
        ("over_refusal", 1 / 3, 3),
    ],
)
def test_citations_and_abstentions(name: str, value: float, eligible: int):
    found = figure([METRICS["answers"][name](case) for case in CASES])
    assert found["value"] == pytest.approx(value, abs=1e-4)
    assert found["n"] == eligible


@pytest.mark.parametrize(
    ("span", "matches"),
    [((5, 15), True), ((6, 16), False), ((0, 100), True), ((9, 11), True), ((10, 10), False)],
)
def test_a_citation_matches_at_half_overlap_of_the_shorter(span: tuple[int, int], matches: bool):
    case = make_case(cited=((0, 10),), gold=(span,))
    assert METRICS["answers"]["right_sentence"](case) == (float(matches), 1.0)


def test_evidence_counts_gold_sentences_and_their_ranks():
    cases = [
        make_case(gold=((0, 9), (9, 20)), ranks=(2, None)),
        make_case(gold=((0, 9),), ranks=(5,)),
        make_case(gold=((0, 9),), ranks=(None,)),
        make_case(gold=((0, 9),)),
        make_case(ranks=()),
    ]
    recall, rank = (figure([metric(c) for c in cases]) for metric in METRICS["evidence"].values())
    assert (recall["value"], recall["n"]) == (0.5, 3)
    assert (rank["value"], rank["n"]) == (3.5, 2)


@pytest.mark.parametrize(
    ("text", "answers", "exact", "f1", "contains"),
    [
        ("The ferry. [1]", ("ferry",), 1, 1, 1),
        ("A ferry sank. [1][2]", ("the  FERRY!",), 0, 2 / 3, 1),
        ("It cost 41 million crowns.", ("31 million", "41 million crowns"), 0, 0.75, 1),
        ("the ferryman", ("ferry",), 0, 0, 0),
        ("x x y", ("x y y",), 0, 2 / 3, 0),
    ],
)
def test_short_answers_are_compared_as_squad_does(
    text: str, answers: tuple[str, ...], exact: float, f1: float, contains: float
):
    case = make_case(cited=((0, 9),), gold=((0, 9),), text=text, answers=answers)
    for name, value in {"exact": exact, "f1": f1, "contains": contains}.items():
        score = METRICS["answers"][name](case)
        assert score is not None
        assert score.part == pytest.approx(value), name


def test_only_short_gold_answers_are_compared_and_silence_counts_nothing():
    metric = METRICS["answers"]["f1"]
    long = "one two three four five six seven eight nine ten eleven"
    assert metric(make_case(cited=((0, 9),), gold=((0, 9),), answers=("x", long))) is None
    assert metric(make_case(cited=((0, 9),), gold=((0, 9),))) is None
    assert metric(make_case(cited=((0, 9),), answers=("x",))) is None
    assert metric(make_case(cited=(), gold=((0, 9),), answers=("t",))) == (0.0, 1.0)


def test_normalisation_takes_out_articles_punctuation_case_and_space():
    assert normalise("The  U.S. an-d   a Dog") == "us and dog"
    assert token_f1([], []) == 1.0
    assert token_f1(["a"], []) == 0.0


def test_each_statement_has_one_outcome_including_repaired():
    fates = {"verified": 2, "quoted": 1, "dropped": 1, "recited": 1, "replaced": 1}
    cases = [
        make_case(cited=((0, 9),), usage={"statements": fates}),
        make_case(cited=((0, 9),), usage={"statements": {"quoted": 4}}),
        make_case(cited=(), usage={"statements": {"quoted": 0}}),
        make_case(cited=()),
    ]
    shares = {
        fate: figure([METRICS["answers"][fate](case) for case in cases])
        for fate in ("verified", "quoted", "repaired", "dropped")
    }
    assert {fate: share["value"] for fate, share in shares.items()} == {
        "verified": 0.25, "quoted": 0.625, "repaired": 0.25, "dropped": 0.125
    }  # fmt: skip
    assert shares["quoted"]["n"] == 2
