"""Runs one question of a dataset through the assistant and records the results as a case."""

import time
from collections.abc import Sequence

from assistant.assistant import Assistant
from assistant.evaluation.case import DEPTH, Case, EvidenceRanks, Found
from assistant.evaluation.dataset import Question
from assistant.evaluation.gold import GoldSentence, Place, count_relevant_chunks, gold_sentences
from assistant.retrieval.filters import make_scope
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.hits import Hit
from assistant.schema.question import Question as UserQuestion

SHOWN = 3  # chunks that are kept with the beginning of their text
OPENING = 240  # code points of that beginning


def ask_question(assistant: Assistant, question: Question, *, retrieval_only: bool) -> Case:
    """Asks `question` as of its `asked_at`, through the same stages as a user's question.

    Chunks are recorded only for questions with gold, since no metric uses others. With
    `retrieval_only` no answer is written.
    """
    gold = gold_sentences(question, assistant.archive.catalogue)
    case = Case(question=question, gold=list(gold))
    if gold:
        case = _searched(assistant, case)
    elif retrieval_only:
        return case
    return _answered(assistant, case, retrieval_only)


def _searched(assistant: Assistant, case: Case) -> Case:
    question = case.question
    started = time.perf_counter()
    hits = assistant.search(question.question, DEPTH, as_of=question.asked_at)
    seconds = time.perf_counter() - started
    found = [_found(hit, with_text=place < SHOWN) for place, hit in enumerate(hits)]
    relevant = count_relevant_chunks(case.gold, assistant.archive.catalogue)
    return case.model_copy(
        update={
            "chunks": found,
            "relevant_chunks": relevant,
            "seconds": {"search": round(seconds, 5)},
        }
    )


def _answered(assistant: Assistant, case: Case, retrieval_only: bool) -> Case:
    stages = assistant.stages
    scope = make_scope(assistant.archive, as_of=case.question.asked_at)
    asked, run = UserQuestion(case.question.question, scope), stages.run()
    with run.timed("retrieve"):
        plan = stages.planner.plan(asked) if retrieval_only else stages.plan(asked, run)
        evidence = stages.retrieve(asked, plan, run)
    ranks = _ranks(evidence.sentences, case.gold)
    if retrieval_only:
        seconds = case.seconds | run.seconds
        return case.model_copy(update={"evidence": ranks, "seconds": seconds})
    draft = stages.generate(plan, evidence, run)
    conclusion = stages.verify(evidence, draft, run)
    answer = stages.finish(asked, plan, evidence, draft, conclusion, run)
    seconds = case.seconds | answer.seconds
    return case.model_copy(update={"evidence": ranks, "answer": answer, "seconds": seconds})


def _found(hit: Hit, *, with_text: bool) -> Found:
    article, chunk = hit.chunk.article, hit.chunk.chunk
    return Found(
        place=Place.of(article, chunk.start, chunk.end),
        title=article.title or article.id,
        text=hit.chunk.text[:OPENING] if with_text else "",
    )


def _ranks(evidence: Sequence[EvidenceSentence], gold: Sequence[GoldSentence]) -> EvidenceRanks:
    places = [Place.of(given.article, given.span.start, given.span.end) for given in evidence]
    return EvidenceRanks(
        sentences=len(places),
        ranks=[
            next((rank for rank, place in enumerate(places, 1) if sentence.matches(place)), None)
            for sentence in gold
        ],
    )
