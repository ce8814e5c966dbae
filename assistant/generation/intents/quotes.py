"""What somebody says, verbatim: the sentences with quotations in the newest articles on them."""

import re
from collections.abc import Iterator, Sequence

from assistant.generation.intents.article_search import WRITER, find_articles
from assistant.generation.intents.context import IntentContext
from assistant.planning.known_names import words_of
from assistant.retrieval.evidence import name_sentences
from assistant.retrieval.readable import readable_sentences
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import ArticleQuery, QueryPlan, QuotesIntent
from assistant.schema.question import Question
from assistant.text.date_ranges import in_words
from assistant.text.refusals import NOTHING_ABOUT
from index.archive import Archive
from index.catalog.phrases import Listed
from index.models import Article, Sentence

_MOST_ARTICLES, _MOST = 20, 6
# At least some words between quotation marks of any language.
QUOTATION = re.compile(r"[“„«»\"「『‘”]([^“”„«»\"「」『』]{12,})[”“»«\"」』’]")
Found = tuple[Article, Sentence, int]


def prepare_quotes(
    intent: QuotesIntent, question: Question, plan: QueryPlan, context: IntentContext
) -> Evidence:
    """The speaker's quotations, those that name them in full first; an abstention without any.

    What else articles say of a speaker is no quotation.
    """
    wanted = ArticleQuery(intent.topic)
    _, articles = find_articles(context.archive, wanted, question.scope, loosely=True)
    name = frozenset(words_of(intent.speaker or " ".join(intent.topic.phrases)))
    newest = sorted(articles, key=lambda one: one.day is not None)[::-1][:_MOST_ARTICLES]
    found = [place for one in newest for place in _quotations(context.archive, one, name)]
    found.sort(key=lambda one: -one[0])
    once: dict[tuple[str, ...], Found] = {}  # agencies' texts are reprinted
    for _, quotation, place in found:
        once.setdefault(words_of(quotation), place)
    if not once:
        return Evidence(draft=Draft(reason="not-in-archive", detail=NOTHING_ABOUT))
    cited = name_sentences(question.standalone, list(once.values())[:_MOST])
    statements = tuple(one.quote(_heading(one.article)) for one in cited)
    return Evidence(cited, draft=Draft(statements), author=WRITER)


def _quotations(
    archive: Archive, listed: Listed, name: frozenset[str]
) -> Iterator[tuple[int, str, Found]]:
    """Sentences with a quotation, and how many words of the name they or those before them say.

    The name has to be outside the quotation; before it, if nobody else is named beside it.
    """
    article = archive.catalogue.article(listed.id)
    before = ""
    for number, span, text in readable_sentences(article, archive.catalogue) if article else ():
        if article and (quotation := QUOTATION.search(text)):
            outside = QUOTATION.sub(" ", text)
            others = any(word[0].isupper() for word in outside.split()[1:])
            if said := _said(outside, name) or (0 if others else _said(before, name)):
                yield said, quotation[1], (article, span, number)
        before = text


def _said(text: str, name: frozenset[str]) -> int:
    return len(name & set(words_of(text)))


def _heading(article: Article) -> str:
    day = in_words(article.published_at.date()) if article.published_at else ""
    told: Sequence[str] = [part for part in (article.source or "", day) if part]
    return f"{', '.join(told)}: " if told else ""
