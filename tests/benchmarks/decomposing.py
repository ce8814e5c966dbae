"""What a question gains by being taken apart by hand, as a model might, and not by rules.

    python -m tests.benchmarks.decomposing [DATASET PARTS]

Twenty questions that ask two things in shapes that the rules were not made for, each with the two
plain questions of tests/evaluation/seeds that it is made of: their gold sentences must be found.
Of another dataset PARTS is a file of lines {"question": ..., "parts": [...]}. A part may name
sources and a time, as any question. This is the most that a model could gain, for it would take
questions apart no better than this; it would have to be asked first, and paid.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.dataset import load_dataset
from assistant.schema.hits import SearchResult
from assistant.schema.query_plan import QueryPlan, Subquestion, Time
from index.archive import Archive
from index.catalog.scope import Scope
from index.pipeline import index
from tests.benchmarks.retrieval_cases import Case, Span, cases, figures, readings, table
from tests.making import PlannedSearch

COMPOUND = Path(__file__).with_name("compound_questions.jsonl")
SEEDS = Path(__file__).parent.parent / "evaluation" / "seeds"
FIRST = 10


class Told(PlannedSearch):
    """Is told the parts of a question, where the rules make them out for themselves otherwise."""

    def __init__(self, archive: Archive, parts: Mapping[str, Sequence[str]]) -> None:
        super().__init__(archive)
        self._told = parts

    def find(
        self, question: str, limit: int, scope: Scope | None = None, now: datetime | None = None
    ) -> SearchResult:
        plan = self._planner.read(question, scope, now)
        if question in self._told:
            parts = [self._planner.read(part, scope, now) for part in self._told[question]]
            told = tuple(Subquestion(p.question, p.sources, _only(p)) for p in parts)
            plan = replace(plan, parts=told, clauses=())
        return self._retriever.find(plan, limit, scope)


def main(folder: Path, asked: Sequence[Case], parts: Mapping[str, Sequence[str]]) -> None:
    """Prints a table, a row for each way."""
    with TemporaryDirectory() as place, Archive.create(Path(place)) as archive:
        index(archive, readings([folder]))
        found = {
            "by rules": [_figures(PlannedSearch(archive), case) for case in asked],
            "by hand": [_figures(Told(archive, parts), case) for case in asked],
        }
    print(table(found))


def compound() -> tuple[list[Case], dict[str, list[str]]]:
    """Our compound questions, and what each is made of."""
    plain = {question.id: question for question in load_dataset(SEEDS).questions}
    gold = {case.question: case.gold for case in cases(SEEDS)}
    asked, parts = [], {}
    for line in COMPOUND.read_text("utf-8").splitlines():
        read = json.loads(line)
        parts[read["question"]] = [plain[name].question for name in read["of"]]
        spans = tuple(gold[part][0] for part in parts[read["question"]])
        asked.append(Case("compound", "", read["question"], spans, read["question"]))
    return asked, parts


def given(folder: Path, file: Path) -> tuple[list[Case], dict[str, list[str]]]:
    """The questions of a dataset that somebody has taken apart."""
    lines = map(json.loads, file.read_text("utf-8").splitlines())
    parts = {line["question"]: line["parts"] for line in lines}
    return [case for case in cases(folder) if case.question in parts], parts


def _only(part: QueryPlan) -> Time | None:
    return part.times[0] if len(part.times) == 1 else None


def _figures(finder: PlannedSearch, case: Case) -> NDArray[np.float64]:
    hits = finder.find(case.question, FIRST).hits
    spans = [Span(h.chunk.article.id, h.chunk.chunk.start, h.chunk.chunk.end) for h in hits]
    return figures(case, spans)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        dataset = Path(sys.argv[1])
        main(dataset, *given(dataset, Path(sys.argv[2])))
    else:
        main(SEEDS, *compound())
