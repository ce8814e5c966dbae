"""Questions that compare: two or more sources on one topic, or things, or one thing at two times.

"Compare the 2019 and the 2023 auctions", "which is bigger, A or B", "A vs B": its sides are the
items of a list. Only English words join them: a German question is searched as it is.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.planning.english.dates import find_dates
from assistant.planning.english.intents.example_requests import read_request
from assistant.planning.english.intents.question_mask import (
    WHO,
    Masked,
    plain,
    read_forms,
    read_topic,
    topic_in,
)
from assistant.schema.query_plan import BriefIntent, ComparisonIntent, Intent, Side
from assistant.text.date_ranges import Days, period_of
from assistant.text.words import ASKING, is_content, split_words

_WORK = r"(?:coverage|reporting|accounts?|reports?|articles?|stories)"
_PARTS = {
    "cover": r"(?:cover(?:ed)?|report(?:ed)?(?: on)?|describe[d]?)",
    "did": r"(?:do|does|did|have|has)",
    "over": rf"(?:in describing|(?:in (?:their|its) )?(?:{_WORK} )?(?:on|about|over|regarding|of))",
    "say": r"(?:say|report(?:ed)?|said|wr[io]te|written|publish(?:ed)?|told|tell us|claim(?:ed)?)",
    "topic": r"(?P<topic>.+?)",
    "who": WHO,
    "work": _WORK,
}
_OF_SOURCES = read_forms(
    """
    differ   (?:how |where |(?:on|in) what )?$did $who (?:differ|disagree)(?:ed)? $over $topic
    say      what $did $who $say (?:about|on|of) $topic
    cover    how $did $who $cover $topic
    compare  compare (?:what|how) $who (?:$say|$cover)(?: about| on| of)? $topic
    work     how $did (?:the )?$work (?:on|about|of) $topic differ(?: between $who)?
    """,
    _PARTS,
)
# Tried in this order: "and" joins sides unless something stronger does, "to" only if nothing else.
_JOINTS = (
    re.compile(r",? (?:vs\.?|versus) ", re.IGNORECASE),
    re.compile(r" (?:compared?|differ|different) (?:to|with|from|than) ", re.IGNORECASE),
    re.compile(r",? (?:and|or) (?:the )?|, (?:the )?", re.IGNORECASE),
    re.compile(r" (?:to|with|against) ", re.IGNORECASE),
)
_MOST_SIDES = 5
_YEAR = re.compile(r"(?<![\w-])(?:19|20)\d\d(?![\w-])")
_ENDS = re.compile(r"^(?:(?:the|an?|in|of|from|both) )+|(?:^| )(?:in|of|from|on)$", re.IGNORECASE)


def read_comparison(question: str, masked: Masked) -> Iterator[Intent]:
    """The intent, if sources of the archive are asked about one topic, or things are compared."""
    if len(masked.sources) > 1 and len(masked.times) < 2:
        match = next(filter(None, (form.match(masked.text) for _, form in _OF_SOURCES)), None)
        topic = read_topic(topic_in(match["topic"]) or "") if match else None
        if topic and topic.phrases:
            time = masked.times[0] if masked.times else None
            yield ComparisonIntent(masked.sources, topic, time)
        return
    request = read_request(plain(question))
    if request and request.wanted == "comparison":
        sides = _sides(_items(request.topic))
        if 1 < len(sides) <= _MOST_SIDES:
            yield ComparisonIntent((), read_topic(request.topic), sides=tuple(sides))
        elif plain(question).lower().startswith("compare "):  # "compare the candidates"
            yield BriefIntent(request.topic, "topic")


def _items(text: str) -> list[str]:
    found = (joint.split(text) for joint in _JOINTS)
    return next((items for items in found if len(items) > 1), [])


def _sides(items: Sequence[str]) -> list[Side]:
    """A side for each item: by its days, if their words are the same, else by its names.

    An item that has names alone shares what the others have besides: "the Orrin and Pell bridges".
    """
    split = [_without_days(item) for item in items]
    topics = list(dict.fromkeys(text for text, _, _ in split if text))
    if len(topics) == 1:  # "the 2019 and the 2023 auctions"
        return [Side(said, topics[0], days=days) for _, said, days in split if days]
    words = [text.split() for text, _, _ in split]
    if not all(words) or any(said[0].lower() in ASKING for said in words):
        return []
    names = [[word for word in said if not word.islower()] or said for said in words]
    rest = [
        [word for word in said if word not in own] for said, own in zip(words, names, strict=True)
    ]
    others = [word for said in rest for word in said]
    return [
        Side(text, " ".join(own), " ".join(more or others), days)
        for (text, _, days), own, more in zip(split, names, rest, strict=True)
    ]


def _without_days(item: str) -> tuple[str, str, Days | None]:
    """An item without the days it names, empty if no content is left; these days, as said, too."""
    named = [one for one in find_dates(item, date.today()) if one.kind == "absolute"]
    spans = [(one.start, one.end, one.days) for one in named] or [
        (*match.span(), period_of("year", date(int(match[0]), 1, 1)))
        for match in _YEAR.finditer(item)  # "the 2019 auction"
    ]
    start, end, days = spans[0] if spans else (0, 0, None)
    text = _ENDS.sub("", " ".join(f"{item[:start]} {item[end:]}".split()))
    is_told = any(map(is_content, split_words(text)))
    return text if is_told else "", _ENDS.sub("", item[start:end]), days
