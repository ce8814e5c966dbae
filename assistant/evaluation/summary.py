"""Computes the figures of the JSON contract from cases: by section, and again for each tag."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.evaluation.bootstrap import Duration, Figure, duration, figure
from assistant.evaluation.case import Case
from assistant.evaluation.metrics import METRICS

_TOKENS = ("input_tokens", "output_tokens")


def summarise(cases: Sequence[Case]) -> dict[str, Any]:
    """The JSON contract of `assistant eval --json`."""
    tags = sorted({tag for case in cases for tag in case.question.tags})
    by_tag = {tag: _sections([c for c in cases if tag in c.question.tags]) for tag in tags}
    return _sections(cases) | {"by_tag": by_tag}


def flat(summary: Mapping[str, Any]) -> Iterator[tuple[str, str, Figure]]:
    """Section, name and figure in the order of the contract, without seconds and usage."""
    for section, metrics in METRICS.items():
        part = summary
        for step in section.split("."):
            part = part[step]
        for name in metrics:
            yield section, name, part[name]


def _sections(cases: Sequence[Case]) -> dict[str, Any]:
    figures = {
        section: {name: figure([metric(case) for case in cases]) for name, metric in named.items()}
        for section, named in METRICS.items()
    }
    return {
        "retrieval": {unit: figures[f"retrieval.{unit}"] for unit in ("chunks", "articles")},
        "evidence": figures["evidence"],
        "answers": figures["answers"],
        "seconds": _seconds(cases),
        "usage": _usage(cases),
    }


def _seconds(cases: Sequence[Case]) -> dict[str, Duration]:
    stages = dict.fromkeys(stage for case in cases for stage in case.seconds)
    return {
        stage: duration([case.seconds[stage] for case in cases if stage in case.seconds])
        for stage in stages
    }


def _usage(cases: Sequence[Case]) -> dict[str, float | None]:
    """Tokens and dollars of all answers; dollars are None if a model's price is unknown."""
    usages = [case.answer.usage for case in cases if case.answer]
    tokens = {name: sum(usage.get(name) or 0 for usage in usages) for name in _TOKENS}
    paid = [usage for usage in usages if any(usage.get(name) for name in _TOKENS)]
    priced = all(usage.get("dollars") is not None for usage in paid)
    return tokens | {"dollars": sum(usage["dollars"] for usage in paid) if priced else None}
