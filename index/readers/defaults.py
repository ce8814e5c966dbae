"""The fields that an article does not state, from the feed or list that it was found by."""

from dataclasses import replace
from typing import Any

from index.models import DETECTED, Article, Problem
from index.readers.fields import GUESSED

_FILLED = ("title", "source", "authors", "published_at", "updated_at", "language")


def with_defaults(found: Article | Problem, defaults: Article) -> Article | Problem:
    """`found` with the fields that it does not state; guessed dates and languages are replaced."""
    if isinstance(found, Problem):
        return found
    metadata, guessed = dict(found.metadata), set()
    if defaults.published_at and metadata.pop(GUESSED, None):
        guessed.add("published_at")
    if defaults.language and metadata.pop(DETECTED, None):
        guessed.add("language")
    missing: dict[str, Any] = {
        name: getattr(defaults, name)
        for name in _FILLED
        if name in guessed or not getattr(found, name)
    }
    return replace(found, metadata=metadata, **missing)
