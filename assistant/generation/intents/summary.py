"""A summary in an article's own sentences: the lead, then those that add most to it.

Words count by how often the article says them, those of its title and numbers more; a word that is
said already adds nothing. What somebody is quoted with, and what comes late, counts less.
"""

import math
from collections import Counter
from collections.abc import Sequence

from assistant.generation.intents.quotes import QUOTATION
from assistant.generation.intents.topic_articles import LEAD, Place, TopicWords
from assistant.text.words import content_stems

# Chosen by hand, on the briefs of 30 topics of news.
_EXTRA = 1.5  # worth of a word of the title, and of a number
_QUOTED = 0.8  # less for a sentence that is a quotation
_TOPIC = 0.8  # worth of a sentence without a word of the topic; with all of them 1 more
_FADES, _DECAY = 0.6, 20  # of a sentence's worth, and over how many sentences
_SHORT = 8  # words; shorter sentences are not denser


def summarize(places: Sequence[Place], words: TopicWords, most: int) -> list[Place]:
    """At most `most` of an article's sentences, in their order.

    Of the first ones, that which says most of the topic is always among them.
    """
    if not places:
        return []
    stems = [content_stems(one.text) for one in places]
    often = Counter(stem for found in stems for stem in found)
    titled = content_stems(places[0].article.title or "")
    worth = {stem: math.log1p(n) * _extra(stem, titled) for stem, n in often.items()}
    shares = [words.share_in(one.text) for one in places]
    own = [1 - _QUOTED * _quoted(one.text) for one in places]
    lengths = [max(_SHORT, len(one.text.split())) for one in places]  # long ones have more words
    fixed = [
        own[n] * (_TOPIC + shares[n]) * _early(n) / math.sqrt(lengths[n])
        for n in range(len(places))
    ]
    chosen = [max(range(min(LEAD, len(places))), key=lambda one: own[one] + shares[one])]
    said = set(stems[chosen[0]])
    while len(chosen) < min(most, len(places)):
        left = (one for one in range(len(places)) if one not in chosen)
        best = max(left, key=lambda one: fixed[one] * sum(worth[s] for s in stems[one] - said))
        chosen.append(best)
        said |= stems[best]
    return [places[one] for one in sorted(chosen)]


def _extra(stem: str, titled: frozenset[str]) -> float:
    return math.pow(_EXTRA, (stem in titled) + any(map(str.isdigit, stem)))


def _quoted(text: str) -> float:
    quoted = sum(found.end() - found.start() for found in QUOTATION.finditer(text))
    return min(1.0, 2 * quoted / len(text))


def _early(order: int) -> float:
    return 1 - _FADES + _FADES * math.exp(-order / _DECAY)
