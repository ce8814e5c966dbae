"""Plain text (.txt): optional front matter, an optional title in the first line."""

from collections.abc import Iterator
from typing import BinaryIO

from index.models import Article, Problem
from index.readers.base import Origin
from index.readers.encoding import read_text
from index.readers.fields import article_of
from index.readers.front_matter import split_front_matter

_LONGEST_TITLE = 150


def read_plain_text(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    fields, text = split_front_matter(read_text(file))
    if not fields.get("title"):
        title, text = split_title(text.strip())
        fields |= {"title": title} if title else {}
    yield from article_of(text, fields, origin)


def split_title(text: str) -> tuple[str | None, str]:
    """Title and body, if `text` starts with a short line that is no sentence and a blank line."""
    first, _, rest = text.partition("\n")
    first = first.rstrip()
    below, _, body = rest.partition("\n")
    if below.strip() or not body.strip() or not first or len(first) > _LONGEST_TITLE:
        return None, text
    return (None, text) if first[-1] in ".!?:;" else (first, body)
