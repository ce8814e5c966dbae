"""Explanations of a search as text."""

from collections.abc import Mapping
from typing import Any

from assistant.schema.explanation import Explanation


def render_explanation(explanation: Explanation) -> str:
    """The explanation as text for a terminal."""
    told = explanation.as_json()
    lines = [f"Looked up: {', '.join(explanation.terms) or 'nothing'}"]
    for name in ("scope", "understood", "relaxed"):
        if told[name]:
            lines.append(f"{name.capitalize()}: {_plain(told[name])}")
    lines.append("Milliseconds: " + _numbers(explanation.milliseconds))
    lines += [
        f"{place:3}. {one.score:7.3f}  {one.title or one.article} ({one.start}-{one.end}): "
        + _numbers(one.signals)
        for place, one in enumerate(explanation.candidates, start=1)
    ]
    return "\n".join(lines)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(one)}" for name, one in value.items())
    return value if isinstance(value, str) else "; ".join(value)


def _numbers(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())
