"""The turns of a conversation: what a follow-up may refer to, and what may be cited again."""

from collections.abc import Iterable, Sequence

from assistant.llm.evidence_prompt import shown
from assistant.planning.question_guard import names_in
from assistant.schema.answer import Answer
from assistant.schema.evidence import CitedSentence
from assistant.schema.query_plan import QueryPlan
from assistant.schema.question import Turn
from index.archive import Archive
from index.catalog.scope import Scope
from index.models import Article
from index.prompt_injection import is_hostile
from index.tokens import count_tokens

MOST_TURNS = 8  # earlier turns that a question may refer to
_MOST_QUOTES, _MOST_QUOTED = 3, 400  # per turn; code points of a sentence
_MOST_NAMES = 3  # of a topic


def turn_of(answer: Answer) -> Turn:
    """The turn of `answer`, without sentences that address a model."""
    quotes = (one.quote for one in answer.citations)
    return Turn(
        question=answer.resolved or answer.question,
        answer="" if answer.abstention else _harmless(answer.text),
        sentences=tuple(filter(_harmless, quotes)),
    )


def told(turns: Sequence[Turn], budget: int) -> str:
    """The turns for a prompt, one line each; only our lines start with #, = or >.

    They take at most `budget` tokens: of a turn, what was cited goes first, then its answer; the
    turns longest ago go before the others.
    """
    lines: list[str] = []
    for turn in reversed(turns[-MOST_TURNS:]):
        of_turn = [f"# {shown(_harmless(turn.question))}"]
        marked = [("=", turn.answer), *((">", one) for one in turn.sentences[:_MOST_QUOTES])]
        of_turn += [
            f"{mark} {shown(text[:_MOST_QUOTED])}" for mark, text in marked if _harmless(text)
        ]
        while of_turn and budget < sum(map(count_tokens, of_turn)):
            of_turn.pop()
        budget -= sum(map(count_tokens, of_turn))
        lines = of_turn + lines
    return "\n".join(lines)


def topic_of(turns: Sequence[Turn]) -> str:
    """The names of the last question that has any, or else of the last such answer."""
    texts = [turn.question for turn in reversed(turns)] + [turn.answer for turn in reversed(turns)]
    named = (full_names(text) for text in texts)
    return " ".join(next(filter(None, named), [])[:_MOST_NAMES])


def full_names(text: str) -> list[str]:
    """Names of several words as they are written, without the text's first word."""
    capitals = set(names_in(text))
    found: list[list[str]] = [[]]
    for word in text.split()[1:]:
        bare = word.strip(".,;:!?¿¡()[]“”„«»\"'’")
        if bare.split("’")[0].split("'")[0] in capitals or (found[-1] and bare.isdigit()):
            found[-1].append(bare)
        elif found[-1]:
            found.append([])
        if word[-1:] in ".,;:!?" and found[-1]:
            found.append([])
    return list(dict.fromkeys(" ".join(name) for name in found if name))


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


def _harmless(text: str) -> str:
    return "" if is_hostile(text) else text


def _lies_in(article: Article, scope: Scope) -> bool:
    published, known = article.published_at, article.known_at
    return (
        (not scope.sources or article.source in scope.sources)
        and (not scope.articles or article.id in scope.articles)
        and (scope.since is None or (published is not None and published >= scope.since))
        and (scope.until is None or (published is not None and published <= scope.until))
        and (scope.as_of is None or (known is not None and known <= scope.as_of))
    )
