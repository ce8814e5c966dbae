"""Reads a topic from words, and the query for articles about it.

A name of several words is one phrase; every other word matches by its stem, anywhere in an article.
"""

import re

from assistant.planning.english.intents.question_mask import Masked
from assistant.schema.query_plan import ArticleQuery, Topic
from assistant.text.words import is_content, split_words

_QUOTED = re.compile(r"[“\"‘']([^“”\"‘’]{2,}?)[”\"’'](?!\w)")
# Capitals in a row, and the small words within a name: the Bank of Valdoria.
_NAME = re.compile(
    r"[A-Z0-9][\w.-]*(?:\s+(?:(?:of|the|de|and|for)\s+){0,2}(?=[A-Z0-9])[\w.-]+)*(?=['’]s?\b|\b)"
)
_LEADING = re.compile(r"^(?:the|an?|this|that|these|those|its|their|our)\s+", re.IGNORECASE)


def read_topic(text: str) -> Topic:
    """The topic in a part of a question, or in a user's own words.

    >>> read_topic("the repair of the Halden Narrows Bridge").phrases
    ('Halden Narrows Bridge', 'repair')
    """
    text = _LEADING.sub("", " ".join(text.split()).strip(" ?.!,;:"))
    quoted = [match[1] for match in _QUOTED.finditer(text)]
    rest = _QUOTED.sub(" ", text)
    named = [_LEADING.sub("", match[0]) for match in _NAME.finditer(rest)]
    names = [name for name in (*quoted, *named) if any(map(is_content, split_words(name)))]
    left = _NAME.sub(" ", rest)
    words = [word for word in split_words(left) if is_content(word)]
    return Topic(text, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(words)))


def article_query(masked: Masked, topic: str) -> ArticleQuery:
    """The query for the articles that a question asks for."""
    days = tuple(dict.fromkeys(time.days for time in masked.times))
    return ArticleQuery(read_topic(topic), masked.sources, masked.authors, days)
