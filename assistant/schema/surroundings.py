"""The context of a cited sentence: the rest of its paragraph, and the article's authors.

It accompanies a citation in memory, for display. It is not part of the JSON contract and is ignored
when answers are compared.
"""

import re
from dataclasses import dataclass, field

from index.models import Article

MOST = 400  # code points on either side, since a text may have no paragraphs
_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The paragraph before and after a sentence, cut at a word if it is long; the authors."""

    before: str = field(default="", compare=False)
    after: str = field(default="", compare=False)
    authors: tuple[str, ...] = field(default=(), compare=False)


NOTHING_KNOWN = Surroundings()


def surroundings_of(article: Article, start: int, end: int) -> Surroundings:
    """The surroundings of `article.text[start:end]`."""
    before = _BREAK.split(article.text[max(0, start - 2 * MOST) : start])[-1]
    after = _BREAK.split(article.text[end : end + 2 * MOST])[0]
    return Surroundings(_last_words(before), _first_words(after), article.authors)


def _last_words(text: str) -> str:
    if len(text) <= MOST:
        return text.lstrip()
    cut = text[-MOST:]
    return "… " + cut[cut.find(" ") + 1 :].lstrip()


def _first_words(text: str) -> str:
    if len(text) <= MOST:
        return text.rstrip()
    cut = text[:MOST]
    return (cut[: cut.rfind(" ")] if " " in cut else cut).rstrip() + " …"
