"""Replies to greetings, thanks, calls for help and questions about the archive as a whole.

They come from small_talk.json and the catalogue; nothing is searched and no model is asked.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from assistant.generation.intents.article_search import WRITER
from assistant.generation.intents.context import IntentContext
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import QueryPlan
from assistant.schema.question import Question
from assistant.text.date_ranges import in_words
from index.catalog.bylines import Counts
from index.catalog.overview import Overview
from index.prompt_injection import is_hostile

_MOST_SOURCES, _MOST_SECTIONS, _MOST_NAMES = 8, 8, 5
_LEAST_TITLES, _LEAST_LETTERS = 2, 4  # that have a name; of each of its words


def prepare_small_talk(question: Question, plan: QueryPlan, context: IntentContext) -> Evidence:
    """The reply in the question's language, or else in English, as counted statements."""
    words = _replies().get(plan.language, _replies()["en"])
    if plan.intent == "about-archive":
        overview = context.planner.overview(question.scope.around)
        texts = list(_about(overview, words, plan.language))
    else:
        texts = [words[plan.intent]]
    draft = Draft(tuple(DraftStatement((), text, is_counted=True) for text in texts))
    return Evidence(draft=draft, author=WRITER)


def _about(overview: Overview, words: Mapping[str, str], language: str) -> Iterator[str]:
    """Sentences: number of articles and days, sources, sections, names in the newest titles."""
    if not overview.articles:
        yield words["empty"]
        return
    count = f"{overview.articles:,}"
    articles = words["article" if overview.articles == 1 else "many"].format(count=count)
    first, last = overview.dates.first, overview.dates.last
    told = {"articles": articles, "count": count}
    if first and last:
        days = {"first": _day(first, language), "last": _day(last, language)}
        yield words["articles"].format(**told, **days)
    else:
        yield words["undated"].format(**told)
    lists = (
        ("sources", _listed(overview.sources, _MOST_SOURCES)),
        ("sections", _listed(overview.sections, _MOST_SECTIONS)),
        ("names", _listed(_names(overview.titles), _MOST_NAMES)),
    )
    yield from (words[name].format(names=names) for name, names in lists if names)


def _names(titles: Sequence[str]) -> Counts:
    """Pairs of capitalised words that several titles have, the most frequent first."""
    count: Counter[str] = Counter()
    for title in titles:
        count.update(
            {f"{one} {other}" for one, other in pairwise(title.split()) if _is_name(one, other)}
        )
    return tuple((name, many) for name, many in count.most_common() if many >= _LEAST_TITLES)


def _is_name(*words: str) -> bool:
    return all(w[0].isupper() and w.isalpha() and len(w) >= _LEAST_LETTERS for w in words)


def _listed(counts: Counts, most: int) -> str:
    return ", ".join(f"{name} ({count:,})" for name, count in counts[:most] if not is_hostile(name))


def _day(day: date, language: str) -> str:
    return in_words(day) if language in ("en", "") else day.isoformat()


@cache
def _replies() -> Mapping[str, Mapping[str, str]]:
    text = (files("assistant.generation.intents") / "small_talk.json").read_text(encoding="utf-8")
    replies: dict[str, dict[str, str]] = json.loads(text)
    return replies
