"""What a report holds: every case, every figure, and nothing that a browser would obey."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.case import Case
from assistant.evaluation.dataset import Gold
from assistant.evaluation.report import read_report, write_report
from assistant.evaluation.report.calibration import trade_off
from assistant.evaluation.report.worst import WORST, faults, quality, wanted, worst_cases
from assistant.evaluation.runner import Run
from assistant.evaluation.summary import summarise
from index.errors import ArchiveError
from tests.assistant.evaluation.making import make_case

ABOUT = {
    "dataset": "small", "questions": 3, "embedder": "words", "model": None, "version": "0",
    "code": "c" * 64, "finished": "2031-01-01", "retrieval_only": False, "gold_not_found": 0,
    "problems": [],
}  # fmt: skip
HOSTILE = "<script>document.title='broken'</script><img src=https://example.com/x.png>"


def with_gold(case: Case, *quotes: str, **changes: Any) -> Case:
    gold = [Gold(article="a", quote=quote) for quote in quotes]
    return case.model_copy(
        update={"question": case.question.model_copy(update={"gold": gold} | changes)}
    )


def some_cases() -> list[Case]:
    right = make_case(
        name="right", gold=((0, 9),), cited=((0, 9),), chunks=(("a", (0, 9)),), ranks=(1,),
        usage={"sufficiency": 0.9}, tags="who",
    )  # fmt: skip
    missed = make_case(
        name="missed", gold=((0, 9), (20, 30)), cited=(), ranks=(None, 4), tags="when",
        chunks=(("b", (0, 9)), ("a", (20, 30))), usage={"sufficiency": 0.3},
    )  # fmt: skip
    fooled = make_case(name="fooled", cited=((0, 9),), text=HOSTILE, usage={"sufficiency": 0.6})
    silent = make_case(name="silent", cited=(), usage={"sufficiency": 0.1})
    return [
        with_gold(right, "q"),
        with_gold(missed, f"one {HOSTILE}", "two", question=HOSTILE, tags=["when"]),
        fooled,
        silent,
    ]


def test_a_report_can_be_read_back(tmp_path: Path):
    run = Run(ABOUT, some_cases())
    write_report(run, summarise(run.cases), tmp_path / "new" / "report")
    for path in (tmp_path / "new/report", tmp_path / "new/report/report.json"):
        assert read_report(path) == run
    told = json.loads((tmp_path / "new/report/report.json").read_text("utf-8"))
    assert list(told) == [
        "retrieval", "evidence", "answers", "seconds", "usage", "by_tag", "about", "cases"
    ]  # fmt: skip
    markdown = (tmp_path / "new/report/report.md").read_text("utf-8")
    assert "| retrieval.chunks.hits@1 | 0.500 |" in markdown
    assert "| evidence.recall | 0.500 | 1.000 |" in markdown  # by tag: when, who


def test_what_is_no_report_is_told_in_one_line(tmp_path: Path):
    with pytest.raises(ArchiveError, match=r"has no report\.json"):
        read_report(tmp_path)
    for text in ("{", "[]", '{"about": {}}', '{"about": {}, "cases": [{}]}'):
        (tmp_path / "report.json").write_text(text)
        with pytest.raises(ArchiveError, match="is not a report"):
            read_report(tmp_path)


def test_the_worst_come_first_with_what_is_wrong_about_them():
    worst = worst_cases(some_cases())
    assert [case.question.id for case in worst] == ["fooled", "missed"]
    assert faults(worst[0]) == ("answered, although it is unanswerable",)
    assert faults(worst[1]) == (
        "not all gold sentences in the first ten chunks",
        "the evidence is incomplete",
        "abstained, although it is answerable",
    )
    first, second = wanted(worst[1])
    assert (first.chunk_rank, first.evidence_rank, first.cited) == (None, None, False)
    assert (second.chunk_rank, second.evidence_rank) == (2, 4)
    many = [make_case(name=str(n), cited=((0, 9),)) for n in range(30)]
    assert len(worst_cases(many)) == WORST


def test_what_can_be_wrong_has_words_for_it():
    gold = ((0, 9),)
    assert faults(make_case(gold=gold, chunks=(("b", (0, 9)),))) == (
        "no relevant chunk among the first ten",
    )
    assert faults(make_case(gold=gold, cited=((40, 50),))) == ("cites no gold sentence",)
    second = make_case(gold=gold, chunks=(("b", (0, 9)), ("a", (0, 9))))
    assert faults(second) == ("the relevant chunk is not the first",)
    assert quality(second) == 0.75
    lost = second.gold[0].__class__("a", ())
    assert "not in the archive" in faults(second.model_copy(update={"gold": [lost]}))[0]
    assert quality(make_case(gold=gold)) == quality(make_case()) == 1.0


def test_the_trade_off_goes_from_no_abstention_to_abstention_always():
    points = trade_off(some_cases())
    assert [point.threshold for point in points] == [0.0, 0.1, 0.3, 0.6, 0.9, 1.0]
    assert (points[0].precision, points[0].recall, points[0].over_refusal) == (1.0, 0.0, 0.0)
    middle = points[3]  # below 0.6: one unanswerable of two, one answerable of two
    assert (middle.precision, middle.recall, middle.over_refusal) == (0.5, 0.5, 0.5)
    assert (points[-1].precision, points[-1].recall, points[-1].over_refusal) == (0.5, 1.0, 1.0)
    assert trade_off([make_case(cited=())]) == []
    many = [
        make_case(cited=(), gold=((0, 9),) * (n % 2), usage={"sufficiency": n / 999})
        for n in range(1000)
    ]
    assert len(trade_off(many)) < 120
