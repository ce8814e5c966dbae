"""Questions about the articles themselves: how many, which, by whom, of when, who was first.

What is asked for ("articles", "report", "news") is no word to search for. "How many batteries did
Turkey buy?" and "How many reports did the ministry write?" are about things in the articles.
"""

import re
from collections.abc import Iterator

from assistant.planning.english.intents.question_mask import (
    ABOUT,
    WHO,
    Masked,
    article_query,
    read_forms,
    topic_in,
)
from assistant.schema.query_plan import CountIntent, CoverageIntent, Intent

_ARCHIVE = r"(?:(?:the|this|our|my|your) archive|you|we)"
_DID = r"(?:did|has|have|does|do)"
_HOLDS = rf"{_DID} {_ARCHIVE} (?:have|hold|contain|got)"
_BE = r"(?:(?:are|were|is|was|has|have|been|published|written|printed|there|out|came|appeared) ?)+"
_OUTLETS = r"(?:news )?(?:(?:news)?papers|sources|outlets|publishers|publications|media|agencies)"
_OUTLET = rf"(?:{_OUTLETS}|(?:news )?(?:source|outlet|(?:news)?paper|publisher|agency))"
_ITEMS = r"(?:news )?(?:articles?|stor(?:y|ies)|pieces?|news items?|coverage|reports?)"
_PARTS = {
    "about": ABOUT,
    "all": r"(?:(?:all|any|every|some|the|of) )*",
    "any": r"(?:(?:news|different|separate|other) )*(?:articles?|stories|news items|pieces)",
    "archive": _ARCHIVE,
    "are": _BE,
    "ask": r"(?:(?:list|show|name|give|find|get|tell)(?: me| us)? )?",
    "did": _DID,
    "end": rf"(?: {_BE}| {_HOLDS})?(?: in {_ARCHIVE})?",
    "holds": _HOLDS,
    "items": _ITEMS,
    "news": rf"(?:news|headlines|top stories|{_ITEMS})",
    "outlet": _OUTLET,
    "outlets": _OUTLETS,
    "publish": r"(?:(?:publish|report|post|print)(?:ed)?|wr[io]te|written|have|had|run)",
    "short": r"(?P<topic>.+?)",
    "tell": r"(?:(?:cover|mention)(?:ed)?|(?:report(?:ed)?|wr[io]te|written)(?: on| about)?)",
    "topic": r"(?P<topic>.+)",
    "which": r"(?:which|what|how many) (?:of (?:the|our) )?",
    "who": WHO,
}
_ON_TOPIC = read_forms(
    """
    count    how many $news $did $who $publish(?: $about $topic)?
    count    how many $news $about $short $did $who $publish
    count    how many $news $holds(?: $about $topic)?
    count    how many $any (?:$are )?(?:in $archive )?$about $short$end
    count    how (?:often|many times) $did $who $tell $topic
    first    when did $who first $tell $topic
    first    when did $who $tell $short (?:for the first time|first)
    last     when did $who (?:last|most recently) $tell $topic
    first    $which$outlet (?:was the )?first (?:to )?$tell $topic
    first    $which$outlet $tell $short first
    first    who (?:was the first to report|first reported) (?:on|about) $topic
    sources  $which$outlets (?:(?:have|has|had|also|all|ever|did) )*$tell $topic
    sources  (?:in|by) $which$outlet (?:was|were|has|have|is) $short (?:been )?$tell
    articles (?:which|what) $items $about $short $did $who $publish
    articles (?:which|what) $items $did $who $publish $about $topic
    """,
    _PARTS,
)
# Of a time, or of somebody; the mask may have taken "published in" away.
_OF_ANY_TOPIC = read_forms(
    """
    count    how many $any $are
    articles (?:what (?:is|was|were|are) )?(?:in )?$ask$all$news
    articles what was(?: (?:reported|published|written|new))?
    articles (?:what|(?:what|which) $items) $did $who(?: (?:$publish|cover|say))?
    """,
    _PARTS,
)
_HAPPENED = read_forms("articles what happened", _PARTS)
_OF_ALL = read_forms(
    """
    count    how many $any $are ?in $archive
    newest   (?:what(?: is| are|['’]s) )?$ask(?:the )?(?:latest|newest|most recent|recent) $news
    newest   what(?:['’]s| is) new
    """,
    _PARTS,
)
_NUMBER = re.compile(
    r"^(?:what (?:is|was) the (?:total )?number of|(?:the )?number of|count(?: all)?)"
    r" (?:all )?(?:the )?(?=(?:news )?(?:articles|stories)\b)",
    re.IGNORECASE,
)
# "Which sources reported that ...", "who first reported on whether": a claim, not a topic.
_CLAUSE = re.compile(r"(?:that|whether|if|how|why|who|what|when|having|being)\b", re.IGNORECASE)
# Days: what happened on one day may be told later, what happened in a year is no news.
_SHORTEST, _LONGEST = 7, 92


def read_articles(question: str, masked: Masked) -> Iterator[Intent]:
    """The intent, if the question is about articles of the archive."""
    text = _NUMBER.sub("how many ", masked.text)
    text = re.sub(r"^(who|what)['’]s\b", r"\1 is", text, flags=re.IGNORECASE)
    for what, form in _ON_TOPIC:
        if match := form.match(text):
            topic = topic_in(match["topic"] or "")
            if topic is None or _CLAUSE.match(topic):
                continue
            if not topic or article_query(masked, topic).topic.phrases:
                yield _intent(what, masked, topic)
            return
    forms = [*(_OF_ANY_TOPIC if masked.times or masked.mentions else _OF_ALL)]
    forms += _HAPPENED if is_a_while(masked) else []
    yield from (_intent(what, masked, "") for what, form in forms if form.match(text))


def _intent(what: str, masked: Masked, topic: str) -> CountIntent | CoverageIntent:
    wanted = article_query(masked, topic)
    return CountIntent(wanted) if what == "count" else CoverageIntent(wanted, what)  # type: ignore[arg-type]


def is_a_while(masked: Masked) -> bool:
    """Whether a time is named whose events are told within it: some weeks, or "last week"."""
    return bool(masked.times) and all(
        time.is_relative or _SHORTEST <= time.days.length <= _LONGEST for time in masked.times
    )
