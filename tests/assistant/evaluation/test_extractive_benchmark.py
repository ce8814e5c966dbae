"""The extractive benchmark counts right."""

import json
from pathlib import Path

import pytest

from assistant.evaluation.dataset import Dataset, load_dataset
from tests.benchmarks.extractive import ask_all
from tests.benchmarks.extractive_comparison import comparison
from tests.benchmarks.extractive_figures import area, is_refused, tables, threshold
from tests.benchmarks.extractive_rows import Row
from tests.benchmarks.extractive_sets import load_languages, unseen

SAID = "The council of Orra bought the old mill for nine million crowns, said Mia Lund."
REST = "The mill has stood empty since a flood. Work on its roof starts in June."


def _row(score: float, *, right: bool = False, answerable: bool = True, kind: str = "who") -> Row:
    return Row(
        set="made-up", id=f"{kind}-{score}", kind=kind, answerable=answerable, answered=score > 0,
        by_intent=score == 1, score=score, right=right, string=right if answerable else None,
        quotes=["One."], reason=None, seconds=0.5,
    )  # fmt: skip


ROWS = [
    *(_row(score, right=score > 0.45) for score in (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)),
    _row(1.0, right=True, kind="brief"),
    *(_row(score, answerable=False, kind="later") for score in (0.0, 0.3, 0.55, 0.75)),
]


@pytest.mark.parametrize(("share", "refused"), [(0, 1), (0.1, 1), (0.2, 2), (0.5, 5)])
def test_no_more_than_the_share_is_refused(share: float, refused: int):
    least = threshold(ROWS, share)
    assert sum(is_refused(row, least) for row in ROWS if row["answerable"]) == refused


def test_the_area_is_that_of_all_pairs():
    value, low, high = area(ROWS)
    assert value == pytest.approx((0.5 + 1 + 2 + 2 + 3 + 3 + 4 + 4 + 4 + 4) / 40)
    assert 0 <= low < value < high <= 1


def test_each_kind_is_counted_by_itself():
    told = tables(ROWS)
    assert "made-up: 10 answerable questions, 4 not" in told
    assert "| brief | 1 | 1.000 right, 0.000 refused |" in told
    assert "| later | 4 | 0.250 refused | 0.250 refused | 0.250 refused | 0.500 refused |" in told


def test_right_and_refused_stand_in_one_line():
    line = next(line for line in tables(ROWS).splitlines() if line.startswith("| 0.20"))
    cells = [cell.split()[0] for cell in line.strip("| ").split(" | ")]
    assert cells == ["0.20", "0.200", "0.400", "0.700", "0.700", "0.500"]


def test_reliability_leaves_intents_out():
    assert "| 0.9 to 1.0 | 2 | 0.93 | 1.00 |" in tables(ROWS)


def test_two_runs_are_compared_at_the_same_share():
    less_sure = [Row(**row | {"score": row["score"] / 2}) for row in ROWS if row["answerable"]]
    line = next(x for x in comparison(ROWS, [*less_sure, *ROWS[10:]]).splitlines() if "| 0.20" in x)
    assert line.startswith("| 0.20 | 0.700, then 0.700 [+0.000, +0.000] | 0.500, then 0.250 [")


def test_a_reprint_of_the_gold_sentence_is_right(tmp_path: Path):
    dataset = _dataset(tmp_path)
    rows = list(ask_all(dataset, tmp_path, tmp_path / "rows", {"caution": 0.0}))
    assert [row["right"] for row in rows] == [True, True, False]
    assert [row["string"] for row in rows] == [True, True, None]
    assert [row["answered"] for row in rows] == [True, True, True]
    assert all(0 < row["score"] < 1 for row in rows)
    assert rows == list(ask_all(dataset, tmp_path, tmp_path / "rows", {}))


def _dataset(folder: Path) -> Dataset:
    articles = [{"id": name, "text": f"{SAID} {REST}"} for name in ("mill", "reprint")]
    asked = [
        _question("price", "How much did the council pay for the old mill?", ["nine million"]),
        _question("buyer", "Who bought the old mill?", ["The council of Orra"]),
        _question("miller", "Who owned the old mill before the flood?", []),
    ]
    for name, entries in {"articles": articles, "questions": asked}.items():
        text = "".join(json.dumps(entry) + "\n" for entry in entries)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    return load_dataset(folder)


def _question(name: str, text: str, answers: list[str]) -> dict[str, object]:
    gold = [{"article": "reprint", "quote": SAID}] if answers else []
    return {
        "id": name, "question": text, "answerable": bool(answers), "answers": answers,
        "gold": gold, "asked_at": None, "tags": [],
    }  # fmt: skip


def test_half_of_clapnq_is_kept_apart(tmp_path: Path):
    asked = _dataset(tmp_path).model_copy(update={"name": "clapnq"})
    kept = [question.id for question in unseen(asked).questions]
    assert kept == [question.id for question in unseen(unseen(asked)).questions]
    assert 0 < len(kept) < 3


def test_a_language_has_its_sentence_for_gold(tmp_path: Path):
    entry = {"question": "Wer kaufte die Mühle?", "answer_has": "Lund"}
    case = {"language": "de", "text": "Es regnete. Mia Lund kaufte sie.", "questions": [entry]}
    path = tmp_path / "languages.jsonl"
    path.write_text(json.dumps(case), "utf-8")
    alone, among_others = load_languages(path, tmp_path)
    for dataset in (alone, among_others):
        assert [gold.quote for gold in dataset.questions[0].gold] == ["Mia Lund kaufte sie."]
        assert dataset.questions[0].tags == ["de"]
    assert alone.articles.read_text("utf-8").count("\n") == 1
    assert among_others.articles.read_text("utf-8").count("\n") > 1
