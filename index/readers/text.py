"""Plain text (.txt): optional front matter in YAML, an optional title in the first line.

The front matter is stricter than YAML 1.1: aliases are refused (a few lines of them expand to
gigabytes), dates stay text (an invalid one must not lose the article), and `no` is Norwegian, not
false.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import yaml

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError
from index.readers.charset import read_text
from index.readers.fields import article_of

_LONGEST_TITLE = 150
_BOOL, _TIMESTAMP = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"
_RULE = re.compile(r"^-{3,}\s*$", re.MULTILINE)


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


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not supported")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, words) for tag, words in resolvers if tag not in (_BOOL, _TIMESTAMP)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("true|True|TRUE|false|False|FALSE"), list("tTfF"))


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields of the block, empty if there is none, and the text below it."""
    if not _RULE.match(text):
        return {}, text
    _, block, *rest = _RULE.split(text, maxsplit=2)
    if not rest:  # a single rule of dashes is an ornament
        return {}, text
    body = rest[0]
    try:
        fields = yaml.load(block, Loader=_Loader)
    # The last three are what PyYAML raises for a value that does not fit its tag, such as !!bool.
    except (yaml.YAMLError, RecursionError, ValueError, LookupError, AttributeError) as error:
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableError(f"the front matter is not valid YAML: {words}") from error
    return (fields, body) if isinstance(fields, dict) else ({}, text)
