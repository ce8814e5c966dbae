"""The turns of a conversation: what a follow-up may refer to, and what may be cited again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.schema.answer import Answer, Citation
from assistant.schema.evidence import CitedSentence
from assistant.schema.query_plan import QueryPlan
from index.archive import Archive
from index.catalog.scope import Scope
from index.injection import is_hostile
from index.models import Article

Read = Callable[[str], QueryPlan]  # makes the plan of a question, with its times and sources


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation.

    `question` is the standalone question. `sentences` are those that were cited, or the nearest
    coverage if `answered` is False. `texts` are their articles and `days` the days of publication,
    in the same order.
    """

    question: str
    answered: bool = False
    sentences: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    days: tuple[date | None, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """The sentences that were cited."""
        return self.sentences if self.answered else ()


def turn_of(answer: Answer, archive: Archive) -> Turn:
    """The turn of `answer`; for an abstention it has the nearest coverage."""
    citations = answer.citations
    if answer.abstention:
        citations = answer.abstention.nearest
    articles = [(one, _article(one, archive)) for one in citations]
    return Turn(
        question=answer.resolved or answer.question,
        answered=answer.answered,
        sentences=tuple(one.quote for one in citations),
        texts=tuple(dict.fromkeys(_harmless(one, archive) for _, one in articles if one)),
        days=tuple(
            one.article.published_at.date() if one.article.published_at else None
            for one in citations
        ),
    )


def cited_in(answers: Iterable[Answer], archive: Archive) -> list[CitedSentence]:
    """The sentences that `answers` cited and that are still in their articles, in order."""
    found = []
    for citation in (citation for answer in answers for citation in answer.citations):
        article = archive.catalogue.article(citation.article.id)
        if article is None or article.version != citation.article.version:
            continue  # the current version of the article does not have it
        spans = archive.catalogue.sentences(article.id, article.version)
        numbers = [n for n, span in enumerate(spans) if span.start == citation.start]
        found += [CitedSentence(article, spans[number], number) for number in numbers[:1]]
    return found


def recall(earlier: Sequence[CitedSentence], scope: Scope, asked: QueryPlan) -> list[CitedSentence]:
    """The sentences of `earlier` that match the filters of the user and the question."""
    since, until = asked.days.bounds() if asked.days and asked.use == "filter" else (None, None)
    named = Scope(sources=asked.sources, since=since, until=until)
    return [
        one for one in earlier if all(_lies_in(one.article, within) for within in (scope, named))
    ]


def _harmless(article: Article, archive: Archive) -> str:
    """An article's text without sentences that address the assistant (prompt injection)."""
    text = article.text
    for span in archive.catalogue.sentences(article.id, article.version):
        if is_hostile(text[span.start : span.end]):
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _article(citation: Citation, archive: Archive) -> Article | None:
    return archive.catalogue.article(citation.article.id, citation.article.version)


def _lies_in(article: Article, scope: Scope) -> bool:
    published, known = article.published_at, article.known_at
    return (
        (not scope.sources or article.source in scope.sources)
        and (not scope.articles or article.id in scope.articles)
        and (scope.since is None or (published is not None and published >= scope.since))
        and (scope.until is None or (published is not None and published <= scope.until))
        and (scope.as_of is None or (known is not None and known <= scope.as_of))
    )
