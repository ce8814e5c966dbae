"""How many articles: counted in the catalogue, never by a model, each cited by a sentence."""

from assistant.generation.intents.absence import why_none
from assistant.generation.intents.article_lists import (
    WRITER,
    cite,
    counted,
    find_wanted,
    many,
    reprints_among,
    told_reprints,
    within_words,
)
from assistant.generation.intents.context import IntentContext
from assistant.schema.draft import Draft
from assistant.schema.evidence import Evidence
from assistant.schema.query_plan import ArticleQuery, CountIntent
from assistant.schema.question import Question

CITED = 10  # articles; the others are counted


def prepare_count(intent: CountIntent, question: Question, context: IntentContext) -> Evidence:
    """The count as a statement; of none, an abstention that says so."""
    archive, scope = context.archive, question.scope
    wanted, articles = find_wanted(archive, intent.wanted, scope)
    understood = (f"a count of articles {wanted.in_words()}".strip(),)
    if not articles:
        reason, detail = why_none(archive, intent.wanted, scope)
        draft = Draft(reason=reason, detail=detail)
        return Evidence(shape="count", understood=understood, draft=draft, author=WRITER)
    shown = articles[:CITED]
    cited = cite(archive, question.standalone, shown, wanted.topic)
    text = _told(wanted, len(articles)) + within_words(scope) + "."
    if len(articles) > len(cited):
        text += f" The first {len(cited)} of them are cited."
    text += told_reprints(reprints_among(archive, articles))
    statement = counted(text, list(cited.values()))
    return Evidence(
        sentences=list(cited.values()),
        shape="count",
        understood=understood,
        draft=Draft((statement,)),
        author=WRITER,
    )


def _told(wanted: ArticleQuery, count: int) -> str:
    if wanted.whom:
        has = "has" if len(wanted.sources) + len(wanted.authors) == 1 else "have"
        return f"{wanted.whom} {has} {many(count)} {wanted.in_words(count)}".strip()
    return f"The archive has {many(count)} {wanted.in_words(count)}".strip()
