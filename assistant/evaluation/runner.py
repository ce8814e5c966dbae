"""A dataset asked of an archive of its own, question by question."""

from collections.abc import Callable, Sequence
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from assistant.assistant import Assistant
from assistant.evaluation import abstention, citations
from assistant.evaluation.cases import Case, gold_spans
from assistant.evaluation.dataset import Dataset
from assistant.evaluation.figures import Figure

METRICS: tuple[Callable[[Sequence[Case]], Figure], ...] = (
    citations.right_sentence,
    citations.citation_precision,
    citations.citation_recall,
    abstention.abstention_precision,
    abstention.abstention_recall,
    abstention.abstention_f1,
    abstention.over_refusal,
)


def run(dataset: Dataset, progress: Callable[[], None], **settings: Any) -> dict[str, Any]:
    """The figures of `dataset`; `progress` is called after each question.

    Settings are those of `Assistant`. Articles are indexed into a temporary archive.
    """
    cases = []
    with TemporaryDirectory() as archive, Assistant(archive, **settings) as assistant:
        assistant.index([dataset.articles])
        for question in dataset.questions:
            gold = gold_spans(question, assistant.archive.catalogue)
            answer = assistant.ask(question.question, as_of=question.asked_at)
            cases.append(Case(question, answer, gold))
            progress()
    return report(cases)


def report(cases: Sequence[Case]) -> dict[str, Any]:
    """The figures of `cases`, and the same for each of their tags."""
    tags = sorted({tag for case in cases for tag in case.question.tags})
    by_tag = {tag: _answers([c for c in cases if tag in c.question.tags]) for tag in tags}
    stages = {stage: None for case in cases for stage in case.answer.seconds}
    return {
        "answers": _answers(cases),
        "seconds": {
            stage: round(median(case.answer.seconds.get(stage, 0.0) for case in cases), 4)
            for stage in stages
        },
        "usage": {
            name: sum(case.answer.usage.get(name, 0) for case in cases)
            for name in ("input_tokens", "output_tokens")
        },
        "by_tag": by_tag,
    }


def table(figures: dict[str, Figure]) -> str:
    """Figures as lines of a Markdown table."""
    lines = ["| figure | value | 95 % interval | n |", "|---|---|---|---|"]
    for name, figure in figures.items():
        if figure["value"] is None:
            lines.append(f"| {name} | no case | | 0 |")
        else:
            interval = f"{figure['low']:.2f} to {figure['high']:.2f}"
            lines.append(f"| {name} | {figure['value']:.2f} | {interval} | {figure['n']} |")
    return "\n".join(lines)


def _answers(cases: Sequence[Case]) -> dict[str, Figure]:
    return {metric.__name__: metric(cases) for metric in METRICS}
