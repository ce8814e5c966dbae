"""Questions drawn from datasets: answerable, near misses, and those of another set's archive."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.evaluation.dataset import Dataset, Question, load_dataset

Kind = Literal["answerable", "near miss", "foreign"]
HERE = Path(__file__).parents[1]
THEIRS = ("squad2", "clapnq")  # in the folder of datasets
OURS = ("seeds", "user-article-stranger4")
SEED = 11


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and whether the archive that it is asked of answers it."""

    kind: Kind
    question: Question


def sets(datasets: Path | None) -> list[Dataset]:
    """Those of others that are there, and those over seeds/."""
    folders = [datasets / name for name in THEIRS] if datasets else []
    return [load_dataset(folder) for folder in (*folders, *(HERE / name for name in OURS))]


def other_of(found: Sequence[Dataset], place: int) -> Dataset | None:
    """Whose questions the set at that place knows nothing of; the last two share an article."""
    other = found[place + 1 if place + 2 < len(found) else 0]
    return None if other is found[place] else other


def drawn(own: Dataset, other: Dataset | None, each: int) -> Iterator[Case]:
    """So many of each kind, always the same; none is foreign without an `other` set."""
    chosen = random.Random(SEED)
    yield from _some("answerable", [q for q in own.questions if q.answerable], each, chosen)
    yield from _some("near miss", [q for q in own.questions if not q.answerable], each, chosen)
    strangers = [q for q in other.questions if q.answerable] if other else []
    yield from _some("foreign", strangers, each, chosen)


def _some(
    kind: Kind, questions: Sequence[Question], each: int, chosen: random.Random
) -> Iterator[Case]:
    for question in chosen.sample(list(questions), min(each, len(questions))):
        yield Case(kind, question)
