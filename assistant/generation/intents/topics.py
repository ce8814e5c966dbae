"""What "about" means for a list of articles: which words an article has to say, told in words.

A name of several words is one phrase; every other word counts by its stem, wherever it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.text.words import is_content, split_words
from index.catalog.catalogue import Catalogue
from index.catalog.phrases import Listed, articles_saying
from index.catalog.scope import Scope

_QUOTED = re.compile(r"[“\"‘']([^“”\"‘’]{2,}?)[”\"’'](?!\w)")
# Capitals in a row, and the small words within a name: the Bank of Valdoria.
_NAME = re.compile(
    r"[A-Z0-9][\w.-]*(?:\s+(?:(?:of|the|de|and|for)\s+){0,2}(?=[A-Z0-9])[\w.-]+)*(?=['’]s?\b|\b)"
)
_LEADING = re.compile(r"^(?:the|an?|this|that|these|those|its|their|our)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """What articles are looked for by: `names` as phrases, `words` by themselves."""

    text: str
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Topic":
        """The topic that a stretch of a question, or a person, names.

        >>> Topic.of("the repair of the Halden Narrows Bridge").phrases
        ('Halden Narrows Bridge', 'repair')
        """
        text = _LEADING.sub("", " ".join(text.split()).strip(" ?.!,;:"))
        quoted = [match[1] for match in _QUOTED.finditer(text)]
        rest = _QUOTED.sub(" ", text)
        named = [_LEADING.sub("", match[0]) for match in _NAME.finditer(rest)]
        names = [name for name in (*quoted, *named) if any(map(is_content, split_words(name)))]
        left = _NAME.sub(" ", rest)
        words = [word for word in split_words(left) if is_content(word)]
        return cls(text, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(words)))

    @property
    def phrases(self) -> tuple[str, ...]:
        """All that an article has to say."""
        return (*self.names, *self.words)

    def in_words(self) -> str:
        """`say “Halden Narrows Bridge” and “repair” (in any form)`; empty without phrases."""
        if not self.phrases:
            return ""
        quoted = [f"“{phrase}”" for phrase in self.phrases]
        listed = " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
        return f"say {listed} (in any form)"

    def loosened(self) -> Iterator["Topic"]:
        """The topic, then less and less of it: names word by word, then names alone."""
        yield self
        apart = tuple(dict.fromkeys(w for name in self.names for w in split_words(name) if w))
        yield Topic(self.text, (), (*apart, *self.words))
        if self.names and self.words:
            yield Topic(self.text, self.names)
            yield Topic(self.text, (), apart)


def find_about(catalogue: Catalogue, topic: Topic, scope: Scope) -> tuple[Topic, Sequence[Listed]]:
    """The articles about `topic`, and as what it was found: names word by word if not otherwise."""
    for tried in topic.loosened():
        found = articles_saying(catalogue, tried.phrases, scope) if tried.phrases else []
        if found:
            return tried, found
    return topic, []
