"""The YAML block at the top of a text or Markdown file.

Stricter than YAML 1.1: aliases are refused (a few lines of them expand to gigabytes), dates stay
text (an invalid one must not lose the article), and `no` is Norwegian, not false.
"""

import re
from typing import Any

import yaml

from index.readers.base import UnreadableError

_BOOL, _TIMESTAMP = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"

_RULE = re.compile(r"^-{3,}\s*$", re.MULTILINE)


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
