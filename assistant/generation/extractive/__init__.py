"""The extractive reader: quotes the sentences that answer verbatim, or abstains."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Sequence

from assistant.generation.extractive.answerability import CAUTION, Searched
from assistant.generation.extractive.selection import Candidate, choose_quotes
from assistant.generation.extractive.topic import matter_of
from assistant.llm.meter import Meter
from assistant.schema.draft import Draft, DraftStatement
from assistant.schema.evidence import EvidenceSentence, foremost
from assistant.schema.query_plan import QueryPlan
from assistant.settings import EVIDENCE_CHUNKS
from assistant.text.words import analyze_question
from index.embedders.minilm import MiniLM
from index.models import Article

# Chunks. In fewer no word is rare, and what is nearest says little.
_FEW = 50


class QuotingWriter:
    """Quotes one to three sentences of the evidence, in reading order.

    `size` is the number of chunks in the archive.
    """

    name = "quotations"
    is_model = False

    def __init__(
        self, minilm: MiniLM, caution: float | None = None, size: Callable[[], int] = lambda: 0
    ) -> None:
        self._minilm = minilm
        self._size = size
        self._caution = CAUTION if caution is None else caution

    def drafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> Generator[Draft | None]:
        """One draft, of quotations; raises nothing."""
        yield self.write(plan.question, evidence)

    async def adrafts(
        self, plan: QueryPlan, evidence: Sequence[EvidenceSentence], meter: Meter
    ) -> AsyncGenerator[Draft | None]:
        """`drafts` in a thread, so that the event loop does not block."""
        yield await asyncio.to_thread(self.write, plan.question, evidence)

    def write(self, question: str, evidence: Sequence[EvidenceSentence]) -> Draft:
        """The sentences that answer, each a statement of its own; or why none does.

        Of evidence for a model, the best chunks alone are looked at, as without one.
        """
        evidence = foremost(evidence, EVIDENCE_CHUNKS)
        asked, found = analyze_question(matter_of(question, evidence)), candidates(evidence)
        searched = None if self._size() < _FEW else _searched(evidence)
        choice = choose_quotes(asked, found, self._minilm.embed_words, self._caution, searched)
        usage = {"sufficiency": round(max(choice.scores, default=0.0), 4)}
        if not choice.chosen:
            return Draft(reason=choice.reason, detail=choice.detail, usage=usage)
        return Draft(
            tuple(
                DraftStatement((evidence[i].id,), " ".join(evidence[i].text.split()))
                for i in choice.chosen
            ),
            usage=usage,
        )


def _searched(evidence: Sequence[EvidenceSentence]) -> Searched | None:
    scores = [sentence.score for sentence in evidence if sentence.score is not None]
    return Searched(max(scores), max(s.cosine for s in evidence)) if scores else None


def candidates(evidence: Sequence[EvidenceSentence]) -> list[Candidate]:
    """The evidence as `choose_quotes` looks at it: each sentence with its neighbours."""
    texts = {(sentence.article.id, sentence.number): sentence.text for sentence in evidence}
    found = []
    for order, sentence in enumerate(evidence):
        article, number = sentence.article, sentence.number
        before, after = (texts.get((article.id, place), "") for place in (number - 1, number + 1))
        found.append(
            Candidate(
                text=sentence.text,
                article_key=article.id,
                context="\n".join([_heading(article), *sentence.met, before, after]),
                chunk_rank=sentence.hit,
                order=order,
                before=before,
            )
        )
    return found


def _heading(article: Article) -> str:
    """Title, source, authors and day of an article, the day in words."""
    day = f"{article.published_at:%A %-d %B %Y}" if article.published_at else ""
    return "\n".join(filter(None, (article.title, article.source, *article.authors, day)))
