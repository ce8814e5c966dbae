"""Cases made by hand."""

from assistant.evaluation.case import Case, EvidenceRanks, Found
from assistant.evaluation.dataset import Question
from assistant.evaluation.gold import GoldSentence, Place
from assistant.schema.answer import Abstention, Answer, Citation, CitedArticle, Statement

Span = tuple[int, int]


def make_case(
    *,
    cited: tuple[Span, ...] | None = None,
    gold: tuple[Span, ...] = (),
    chunks: tuple[tuple[str, Span], ...] | None = None,
    ranks: tuple[int | None, ...] | None = None,
    relevant: int = 1,
    answers: tuple[str, ...] = (),
    text: str = "t",
    usage: dict[str, object] | None = None,
    tags: str = "",
    name: str = "q",
) -> Case:
    """A question with gold spans in article "a"; `cited` None for no answer, () for an abstention.

    `chunks` are (article, span); `ranks` those of the gold sentences in the evidence.
    """
    question = Question(
        id=name, question=f"Who is {name}?", answerable=bool(gold), answers=list(answers), gold=[],
        asked_at=None, tags=tags.split(),
    )  # fmt: skip
    return Case(
        question=question,
        gold=[GoldSentence("a", (Place("a", 1, *span),)) for span in gold],
        relevant_chunks=relevant,
        chunks=None
        if chunks is None
        else [Found(place=Place(a, 1, *span), title=f"Title of {a}") for a, span in chunks],
        evidence=None if ranks is None else EvidenceRanks(sentences=9, ranks=list(ranks)),
        answer=None if cited is None else make_answer(cited, text, usage or {}),
        seconds={"write": 1.0},
    )


def make_answer(cited: tuple[Span, ...], text: str, usage: dict[str, object]) -> Answer:
    """An answer that cites those spans of article "a", or an abstention."""
    article = CitedArticle(
        id="a", version=1, title=None, source=None, url=None, published_at=None, path=None
    )
    citations = [
        Citation(number=n, quote="q", start=start, end=end, article=article, link=None)
        for n, (start, end) in enumerate(cited, start=1)
    ]
    numbers = [citation.number for citation in citations]
    statement = Statement(text=text, support="quoted", citations=numbers)
    silent = Abstention(reason="not-in-archive", detail="d", nearest=[])
    return Answer(
        question="q", answered=bool(cited), text=text, statements=[statement] if cited else [],
        citations=citations, abstention=None if cited else silent, as_of=None, model="m",
        usage=usage, seconds={"write": 1.0}, id="i",
    )  # fmt: skip
