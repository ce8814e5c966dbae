"""What people say about a topic, verbatim: the sentences with quotations in articles about it."""

import re
from collections.abc import Iterator, Sequence

from assistant.generation.intents.article_lists import WRITER, find_about
from assistant.generation.intents.context import IntentContext
from assistant.planning.known_names import words_of
from assistant.retrieval.evidence import name_sentences
from assistant.retrieval.readable import readable_sentences
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import QueryPlan, QuotesIntent
from assistant.schema.question import Question
from assistant.text.date_ranges import in_words
from assistant.text.refusals import NOTHING_ABOUT
from index.archive import Archive
from index.catalog.phrases import Listed
from index.models import Article, Sentence

_MOST_ARTICLES, _MOST = 20, 6
# At least some words between quotation marks of any language.
_QUOTATION = re.compile(r"[“„«»\"「『‘”]([^“”„«»\"「」『』]{12,})[”“»«\"」』’]")
Found = tuple[Article, Sentence, int]


def prepare_quotes(
    intent: QuotesIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence | None:
    """The newest articles' quotations; None if there are none, an abstention if a speaker has none.

    What else they say of a speaker is no quotation.
    """
    archive = context.archive
    topic, articles = find_about(archive.catalogue, intent.topic, question.scope)
    wanted = frozenset(words_of(intent.speaker or " ".join(topic.phrases)))
    titled = [one for one in articles if _said(one.title or "", wanted)]
    articles = articles if intent.speaker else titled or articles
    newest = [one for one in reversed(articles) if one.day] + [
        one for one in articles if not one.day
    ]
    found = [
        (many, place)
        for listed in newest[:_MOST_ARTICLES]
        for many, place in _quotations(archive, listed, wanted, bool(intent.speaker))
    ]
    best = [place for _, place in sorted(found, key=lambda one: -one[0])]
    if not best and intent.speaker:
        return Evidence(draft=Draft(reason="not-in-archive", detail=NOTHING_ABOUT))
    if not best:
        return None
    cited = name_sentences(question.standalone, _once(best)[:_MOST])
    statements = tuple(one.quote(_heading(one.article)) for one in cited)
    understood = (f"quotations {'by ' + intent.speaker if intent.speaker else topic.in_words()}",)
    return Evidence(
        sentences=cited,
        shape="answer",
        understood=understood,
        draft=Draft(statements),
        author=WRITER,
    )


def _once(places: Sequence[Found]) -> list[Found]:
    """The first of those with the same quotation, as agencies' texts are reprinted."""
    by_words: dict[tuple[str, ...], Found] = {}
    for article, span, number in places:
        quotation = _QUOTATION.search(article.text[span.start : span.end])
        if quotation:
            by_words.setdefault(words_of(quotation[1]), (article, span, number))
    return list(by_words.values())


def _quotations(
    archive: Archive, listed: Listed, wanted: frozenset[str], is_speaker: bool
) -> Iterator[tuple[int, Found]]:
    """Sentences with a quotation, and how many of the wanted words they and those beside them say.

    A speaker's name has to be in the sentence itself, outside the quotation, or beside it.
    """
    article = archive.catalogue.article(listed.id)
    before = ""
    for number, span, text in readable_sentences(article, archive.catalogue) if article else ():
        if article and _QUOTATION.search(text):
            own = _said(_QUOTATION.sub(" ", text) if is_speaker else text, wanted)
            beside = _said(before, wanted) if is_speaker and not _names_other(text) else 0
            if many := own or beside:
                yield many, (article, span, number)
        before = text


def _said(text: str, wanted: frozenset[str]) -> int:
    return len(wanted & set(words_of(text)))


def _names_other(text: str) -> bool:
    """Whether somebody else's name is outside the quotation."""
    outside = _QUOTATION.sub(" ", text).split()
    return any(word[0].isupper() for word in outside[1:])


def _heading(article: Article) -> str:
    day = in_words(article.published_at.date()) if article.published_at else ""
    told: Sequence[str] = [part for part in (article.source or "", day) if part]
    return f"{', '.join(told)}: " if told else ""
